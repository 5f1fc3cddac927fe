/** Operators that give the same bytes another shape, and those that look at shapes only. */

import { ABSENT, elementsOf } from "../graph/mod.ts";
import { ordered } from "./access/access.ts";
import { axisIn, constantAt, fail, numbersOf, type Query, scalarAt } from "./query.ts";
import { type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** RESHAPE, SQUEEZE, EXPAND_DIMS; SHAPE, RANK. */
export const reshapingRules: readonly OperatorRule[] = [
  { types: ["RESHAPE"], shapes: (query) => [reshaped(query)], access },
  { types: ["SQUEEZE"], shapes: (query) => [squeezed(query)], access },
  {
    types: ["EXPAND_DIMS"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      return [input.toSpliced(axisIn(input.length + 1, scalarAt(query, 1)), 0, 1)];
    },
    access,
  },
  {
    types: ["SHAPE"],
    shapes: (query) => [[shapeAt(query, 0).length]],
    refusal: "the kernel takes its input's shape, not its elements",
  },
  {
    types: ["RANK"],
    shapes: () => [[]],
    refusal: "the kernel takes its input's shape, not its elements",
  },
];

/** All elements are moved at once, as they are. */
function access(query: Query) {
  const size = elementsOf(shapeAt(query, 0));
  return [ordered([{ size, input: 1, output: 1 }], { piece: size })];
}

/** The wanted shape is input 1 where there is one, else a setting; one dimension may be open (-1). */
function reshaped(query: Query): Shape {
  const elements = elementsOf(shapeAt(query, 0));
  const given = (query.operator.inputs[1] ?? ABSENT) !== ABSENT;
  const wanted = given ? constantAt(query, 1) : numbersOf(query, "new_shape");
  const known = wanted.filter((size) => size !== -1);
  const rest = known.length === wanted.length ? 1 : elements / elementsOf(known);
  const shape = wanted.map((size) => size === -1 ? rest : size);
  if (known.length >= wanted.length - 1 && elementsOf(shape) === elements) {
    if (shape.every((size) => Number.isInteger(size) && size >= 0)) return shape;
  }
  return fail(`${elements} elements do not fill the shape [${wanted}]`);
}

function squeezed(query: Query): Shape {
  const input = shapeAt(query, 0);
  const axes = numbersOf(query, "squeeze_dims").map((axis) => axisIn(input.length, axis));
  const bad = axes.find((axis) => input[axis] !== 1);
  if (bad !== undefined) return fail(`dimension ${bad} of its input is ${input[bad]}, not 1`);
  return input.filter((size, d) => axes.length > 0 ? !axes.includes(d) : size !== 1);
}
