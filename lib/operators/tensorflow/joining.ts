/** TensorFlow operators that join tensors along an axis, or take one apart. */

import {
  commonDims,
  concatenatedDims,
  dimsAt,
  dtypeAt,
  indexIn,
  valueAt,
  valuesAt,
  valuesOf,
  valuesOver,
} from "../operands.ts";
import { axisIn, fail, inputAt, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/** ConcatV2, Concat; Pack, Unpack; Split, SplitV. */
export const tensorflowJoiningRules: readonly OperatorRule[] = [
  {
    types: ["ConcatV2"],
    shapes: (query) => [joined(query, 0, query.operator.inputs.length - 1)],
    values: (query) => listed(query, query.operator.inputs.slice(0, -1).keys()),
  },
  {
    types: ["Concat"],
    shapes: (query) => [joined(query, 1, 0)],
    dtypes: (query) => [dtypeAt(query, 1)],
  },
  {
    types: ["Pack"],
    shapes: (query) => [packed(query).shape],
    // A part that is computed at run time leaves the others known.
    values: (query) => {
      const { shape, part, axis } = packed(query);
      const parts = query.operator.inputs.map((_, place) => valuesOf(inputAt(query, place)));
      return valuesOver(
        shape,
        (position) => parts[position[axis]]?.[indexIn(part, position.toSpliced(axis, 1))] ?? NaN,
      );
    },
  },
  {
    types: ["Unpack"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axis = axisIn(input.length, numberOf(query, "axis", 0));
      return query.operator.outputs.map(() => input.toSpliced(axis, 1));
    },
    partValues: (query) => {
      if (dimsAt(query, 0).length !== 1) return fail("only lists of numbers are unpacked");
      return valuesAt(query, 0).map((value) => [value]);
    },
  },
  {
    types: ["Split"],
    shapes: (query) => {
      const input = dimsAt(query, 1);
      const axis = axisIn(input.length, valueAt(query, 0));
      const part = input[axis] / numberOf(query, "num_split");
      return query.operator.outputs.map(() => input.with(axis, part));
    },
    dtypes: (query) => query.operator.outputs.map(() => dtypeAt(query, 1)),
  },
  {
    types: ["SplitV"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axis = axisIn(input.length, valueAt(query, 2));
      const sizes = valuesAt(query, 1);
      const rest = input[axis] - sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
      return sizes.map((size) => input.with(axis, size === -1 ? rest : size));
    },
  },
];

function packed(query: Query) {
  const parts = query.operator.inputs.map((_, place) => dimsAt(query, place));
  const part = commonDims(parts);
  const axis = axisIn(part.length + 1, numberOf(query, "axis", 0));
  return { shape: part.toSpliced(axis, 0, parts.length), part, axis };
}

function joined(query: Query, first: number, axisPlace: number): Shape {
  const count = query.operator.inputs.length - 1;
  const parts = Array.from({ length: count }, (_, i) => dimsAt(query, first + i));
  if (parts.length === 0) return fail("it has no parts");
  const axis = axisIn(parts[0].length, valueAt(query, axisPlace));
  return concatenatedDims(parts, axis);
}

function listed(query: Query, places: Iterable<number>): number[] {
  if (dimsAt(query, 0).length !== 1) return fail("only lists of numbers are joined");
  return [...places].flatMap((place) => valuesAt(query, place));
}
