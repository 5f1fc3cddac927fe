/** Operators that reduce axes: sums, extremes, and where they are. */

import { elementsOf } from "../graph/mod.ts";
import { ordered } from "./access/access.ts";
import { axisIn, constantAt, flagOf, type Query, scalarAt, type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** MEAN, SUM, REDUCE_*; ARG_MAX, ARG_MIN; TOPK_V2. */
export const reducingRules: readonly OperatorRule[] = [
  {
    types: ["MEAN", "SUM", "REDUCE_PROD", "REDUCE_MAX", "REDUCE_MIN", "REDUCE_ANY", "REDUCE_ALL"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      const axes = new Set(constantAt(query, 1).map((axis) => axisIn(input.length, axis)));
      if (flagOf(query, "keep_dims")) return [input.map((size, d) => axes.has(d) ? 1 : size)];
      return [input.filter((_, d) => !axes.has(d))];
    },
    refusal: "the kernel may set its output before it has read its input",
  },
  {
    types: ["ARG_MAX", "ARG_MIN"],
    shapes: (query) => [shapeAt(query, 0).toSpliced(argAxis(query), 1)],
    // Loops: dimensions before the axis, then those after it; all along the axis is read each time.
    access: (query) => {
      const input = shapeAt(query, 0);
      const axis = argAxis(query);
      const inner = elementsOf(input.slice(axis + 1));
      return [ordered([
        { size: elementsOf(input.slice(0, axis)), input: input[axis] * inner, output: inner },
        { size: inner, input: 1, output: 1 },
      ])];
    },
  },
  {
    types: ["TOPK_V2"],
    shapes: (query) => {
      const shape: Shape = [...shapeAt(query, 0).slice(0, -1), scalarAt(query, 1)];
      return [shape, shape];
    },
  },
];

function argAxis(query: Query): number {
  return axisIn(shapeAt(query, 0).length, scalarAt(query, 1));
}
