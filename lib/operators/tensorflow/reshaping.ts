/** TensorFlow operators that give the same elements another shape, and those that look at shapes only. */

import { elementsOf } from "../../graph/mod.ts";
import { axesIn, dimsAt, dimsFrom, isGiven, valueAt, valuesAt } from "../operands.ts";
import { fail, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { dtypeOf } from "./settings.ts";

const same = (query: Query) => valuesAt(query, 0);

/** Reshape, Squeeze, ExpandDims; Shape, ShapeN, Size, Rank; operators that only pass a tensor on. */
export const tensorflowReshapingRules: readonly OperatorRule[] = [
  { types: ["Reshape"], shapes: (query) => [reshaped(query)], values: same },
  { types: ["Squeeze"], shapes: (query) => [squeezed(query)], values: same },
  {
    types: ["ExpandDims"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const [axis] = axesIn(input.length + 1, [valueAt(query, 1)]);
      return [input.toSpliced(axis, 0, 1)];
    },
    values: same,
  },
  {
    // Layers of Keras: the steps of all sequences as one batch, and back; the second input says sizes.
    types: ["TimeToBatch"],
    shapes: (query) => {
      const [batch, time, ...rest] = dimsFrom(query, 0, 2);
      return [[batch * time, ...rest]];
    },
  },
  {
    types: ["BatchToTime"],
    shapes: (query) => [[...valuesAt(query, 1).slice(0, 2), ...dimsFrom(query, 0, 1).slice(1)]],
  },
  {
    types: ["Shape"],
    shapes: (query) => [[dimsAt(query, 0).length]],
    dtypes: (query) => [dtypeOf(query, "out_type", "int32")],
    values: (query) => dimsAt(query, 0),
  },
  {
    types: ["ShapeN"],
    shapes: (query) => query.operator.inputs.map((_, place) => [dimsAt(query, place).length]),
    dtypes: (query) => query.operator.inputs.map(() => dtypeOf(query, "out_type", "int32")),
    values: (query) => dimsAt(query, 0),
  },
  {
    types: ["Size"],
    shapes: () => [[]],
    dtypes: (query) => [dtypeOf(query, "out_type", "int32")],
    values: (query) => [elementsOf(dimsAt(query, 0))],
  },
  {
    types: ["Rank"],
    shapes: () => [[]],
    dtypes: () => ["int32"],
    values: (query) => [dimsAt(query, 0).length],
  },
];

/** -1 takes what is left. A layer of Keras has a target in the place of an input: the batch stays. */
function reshaped(query: Query): Shape {
  if (isGiven(query, 1)) return refilled(dimsAt(query, 0), valuesAt(query, 1));
  const [batch, ...rest] = dimsFrom(query, 0, 1);
  return [batch, ...refilled(rest, numbersOf(query, "target_shape"))];
}

function refilled(input: Shape, wanted: readonly number[]): Shape {
  const open = wanted.filter((size) => size === -1).length;
  if (open > 1) return fail(`it leaves ${open} dimensions open: [${wanted}]`);
  const elements = elementsOf(input);
  const rest = elements / elementsOf(wanted.filter((size) => size !== -1));
  const shape = wanted.map((size) => size === -1 ? rest : size);
  const filled = elementsOf(shape);
  const fits = Number.isNaN(elements + filled) || elements === filled;
  if (fits && shape.every((size) => Number.isNaN(size) || Number.isInteger(size))) return shape;
  return fail(`${elements} elements do not fill the shape [${wanted}]`);
}

function squeezed(query: Query): Shape {
  const input = dimsAt(query, 0);
  const given = numbersOf(query, "squeeze_dims");
  if (given.length === 0) {
    if (input.some(Number.isNaN)) return fail("an open dimension may be 1");
    return input.filter((size) => size !== 1);
  }
  const axes = axesIn(input.length, given);
  const bad = axes.find((axis) => input[axis] !== 1 && !Number.isNaN(input[axis]));
  if (bad !== undefined) return fail(`dimension ${bad} of its input is ${input[bad]}, not 1`);
  return input.filter((_, d) => !axes.includes(d));
}
