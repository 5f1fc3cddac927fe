/** Products of matrices: fully connected layers and batched products. */

import { elementsOf } from "../graph/mod.ts";
import { ordered } from "./access/access.ts";
import { broadcastShape } from "./broadcast.ts";
import { fail, flagOf, outputShapeAt, type Query, type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** FULLY_CONNECTED, BATCH_MATMUL. */
export const matrixRules: readonly OperatorRule[] = [
  {
    types: ["FULLY_CONNECTED"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      const [units, depth] = shapeAt(query, 1, 2);
      const rows = rowsOf(input, depth);
      return [flagOf(query, "keep_num_dims") ? [...input.slice(0, -1), units] : [rows, units]];
    },
    // Input elements times units: every row of the input meets every row of the weights.
    macs: (query) => {
      const [units, depth] = shapeAt(query, 1, 2);
      return rowsOf(shapeAt(query, 0), depth) * depth * units;
    },
    access: (query) => {
      const [, depth] = shapeAt(query, 1, 2);
      const units = outputShapeAt(query, 0).at(-1) ?? fail("its output is a scalar");
      return [ordered([
        { size: rowsOf(shapeAt(query, 0), depth), input: depth, output: units },
        { size: units, input: 0, output: 1 },
      ])];
    },
    refusal: "weights and bias are read again for every row of the input",
  },
  {
    types: ["BATCH_MATMUL"],
    shapes: (query) => [productOf(query).shape],
    // Output elements times the length of the rows that are multiplied.
    macs: (query) => {
      const { shape, depth } = productOf(query);
      return elementsOf(shape) * depth;
    },
    refusal: "rows and columns are read again for every element of the output",
  },
];

function rowsOf(input: Shape, depth: number): number {
  const rows = elementsOf(input) / depth;
  if (Number.isInteger(rows)) return rows;
  return fail(`${elementsOf(input)} elements do not divide into rows of ${depth}`);
}

function productOf(query: Query): { shape: Shape; depth: number } {
  const [left, right] = [shapeAt(query, 0), shapeAt(query, 1)];
  if (left.length < 2 || right.length < 2) return fail("its inputs are no matrices");
  const ends = (shape: Shape, swapped: boolean) =>
    swapped ? [shape[shape.length - 1], shape[shape.length - 2]] : shape.slice(-2);
  const [rows, depth] = ends(left, flagOf(query, "adj_x"));
  const [rightDepth, columns] = ends(right, flagOf(query, "adj_y"));
  if (depth !== rightDepth) return fail(`rows of ${depth} do not fit columns of ${rightDepth}`);
  return {
    shape: [...broadcastShape([left.slice(0, -2), right.slice(0, -2)]), rows, columns],
    depth,
  };
}
