/** Operators that join tensors along an axis, or take one apart. */

import { elementsOf } from "../graph/mod.ts";
import { type Access, ordered, type OrderedAccess } from "./access/access.ts";
import { axisIn, constantAt, fail, numberOf, outputShapeAt, type Query } from "./query.ts";
import { scalarAt, type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** CONCATENATION, PACK; SPLIT, SPLIT_V, UNPACK. */
export const joiningRules: readonly OperatorRule[] = [
  {
    types: ["CONCATENATION"],
    shapes: (query) => {
      const first = shapeAt(query, 0);
      const axis = axisIn(first.length, numberOf(query, "axis"));
      const sizes = query.operator.inputs.map((_, place) => {
        const shape = shapeAt(query, place, first.length);
        if (shape.every((size, d) => d === axis || size === first[d])) return shape[axis];
        return fail(`input ${place} of shape [${shape}] does not go with [${first}]`);
      });
      return [first.with(axis, sum(sizes))];
    },
    // Loops: dimensions before the axis, then inputs; one memcpy each time.
    access: (query) => {
      const parts = query.operator.inputs.map((_, place) => shapeAt(query, place));
      const { outer, whole, pieces } = piecesOf(
        outputShapeAt(query, 0),
        numberOf(query, "axis"),
        parts,
      );
      return pieces.map(({ start, size }, input) =>
        slot(outer, whole, start, size, { input, piece: size })
      );
    },
  },
  {
    types: ["PACK"],
    shapes: (query) => {
      const first = shapeAt(query, 0);
      const axis = axisIn(first.length + 1, numberOf(query, "axis"));
      return [first.toSpliced(axis, 0, query.operator.inputs.length)];
    },
    // Loops: inputs, then dimensions before the axis: in ascending order of the output only where
    // there are none.
    access: (query) => {
      const output = outputShapeAt(query, 0);
      const { outer, inner } = around(output, axisIn(output.length, numberOf(query, "axis")));
      if (outer !== 1) return fail("it writes one input after the other all over its output");
      const whole = query.operator.inputs.length * inner;
      return query.operator.inputs.map((_, input) =>
        slot(1, whole, input * inner, inner, { input })
      );
    },
  },
  {
    types: ["SPLIT"],
    shapes: (query) => {
      const axis = axisIn(shapeAt(query, 1).length, scalarAt(query, 0));
      const { outputs } = query.operator;
      const size = shapeAt(query, 1)[axis] / outputs.length;
      if (!Number.isInteger(size)) {
        return fail(`its input does not divide into ${outputs.length} equal parts`);
      }
      return outputs.map(() => shapeAt(query, 1).with(axis, size));
    },
    access: (query) => splitAccess(query, 1, axisIn(shapeAt(query, 1).length, scalarAt(query, 0))),
  },
  {
    types: ["SPLIT_V"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      const axis = axisIn(input.length, scalarAt(query, 2));
      const sizes = constantAt(query, 1);
      const rest = input[axis] - sum(sizes.filter((size) => size !== -1));
      return sizes.map((size) => input.with(axis, size === -1 ? rest : size));
    },
    access: (query) => splitAccess(query, 0, axisIn(shapeAt(query, 0).length, scalarAt(query, 2))),
  },
  {
    types: ["UNPACK"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      const axis = axisIn(input.length, numberOf(query, "axis"));
      return query.operator.outputs.map(() => input.toSpliced(axis, 1));
    },
    // Loops: outputs, then dimensions before the axis, as in PACK.
    access: (query) => {
      const input = shapeAt(query, 0);
      const { outer, inner } = around(input, axisIn(input.length, numberOf(query, "axis")));
      if (outer !== 1) return fail("it reads all over its input for one output after the other");
      return query.operator.outputs.map((_, output, { length }) =>
        part(1, 0, output * inner, inner, { output, readsOn: output < length - 1 })
      );
    },
  },
];

/** Loops: dimensions before the axis, then outputs, then elements: the input in ascending order. */
function splitAccess(query: Query, input: number, axis: number): Access[] {
  const parts = query.operator.outputs.map((_, place) => outputShapeAt(query, place));
  const { outer, whole, pieces } = piecesOf(shapeAt(query, input), axis, parts);
  return pieces.map(({ start, size }, output) =>
    part(outer, whole, start, size, {
      input,
      output,
      readsOn: outer > 1 || output < pieces.length - 1,
    })
  );
}

/** How parts along an axis lie in each of `outer` runs of `whole` elements. */
function piecesOf(shape: Shape, axis: number, parts: readonly Shape[]) {
  const outer = elementsOf(shape.slice(0, axisIn(shape.length, axis)));
  const whole = elementsOf(shape) / outer;
  let end = 0;
  const pieces = parts.map((part) => {
    const size = elementsOf(part) / outer;
    end += size;
    return { start: end - size, size };
  });
  if (end === whole && pieces.every(({ size }) => Number.isInteger(size))) {
    return { outer, whole, pieces };
  }
  return fail(`its parts do not make up [${shape}]`);
}

type Changes = Partial<Pick<OrderedAccess, "input" | "output" | "piece" | "readsOn">>;

/** `outer` pieces of an input go to one place in each of as many wholes of the output. */
function slot(
  outer: number,
  whole: number,
  start: number,
  piece: number,
  changes: Changes,
): Access {
  return ordered([
    { size: outer, input: piece, output: whole },
    { size: piece, input: 1, output: 1 },
  ], { outputStart: start, ...changes });
}

/** The reverse of a slot; what lies between the pieces goes to other outputs. */
function part(
  outer: number,
  whole: number,
  start: number,
  piece: number,
  changes: Changes,
): Access {
  return ordered([
    { size: outer, input: whole, output: piece },
    { size: piece, input: 1, output: 1 },
  ], { inputStart: start, ...changes });
}

/** Elements before and after an axis. */
function around(shape: Shape, axis: number): { outer: number; inner: number } {
  return { outer: elementsOf(shape.slice(0, axis)), inner: elementsOf(shape.slice(axis + 1)) };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
