/** Operators that move elements to other places, or repeat them. */

import { ordered } from "./access/access.ts";
import { axisIn, constantAt, fail, numberOf, outputShapeAt, type Query } from "./query.ts";
import { type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

const ALL_OVER = "its output runs all over its input";
const INPUT_ORDER = "the kernel follows its input and writes all over its output";

/** TRANSPOSE; DEPTH_TO_SPACE and its relatives; TILE, BROADCAST_TO, MATRIX_DIAG; DENSIFY. */
export const rearrangingRules: readonly OperatorRule[] = [
  {
    types: ["TRANSPOSE"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      const order = constantAt(query, 1).map((axis) => axisIn(input.length, axis));
      if (new Set(order).size === input.length) return [order.map((axis) => input[axis])];
      return fail(`[${order}] does not name each of ${input.length} axes once`);
    },
    refusal: ALL_OVER,
  },
  {
    types: ["DEPTH_TO_SPACE"],
    shapes: (query) => {
      const [batches, height, width, depth] = shapeAt(query, 0, 4);
      const block = blockOf(query);
      return [[batches, height * block, width * block, whole(depth / block ** 2)]];
    },
    // Loops over the output, element by element; rows and columns within a block are channels.
    access: (query) => {
      const [batches, height, width, depth] = shapeAt(query, 0, 4);
      const block = blockOf(query);
      const [, , outWidth, outDepth] = outputShapeAt(query, 0, 4);
      const outRow = outWidth * outDepth;
      return [ordered([
        { size: batches * height, input: width * depth, output: block * outRow },
        { size: block, input: block * outDepth, output: outRow },
        { size: width, input: depth, output: block * outDepth },
        { size: block * outDepth, input: 1, output: 1 },
      ])];
    },
  },
  {
    types: ["SPACE_TO_DEPTH"],
    shapes: (query) => {
      const [batches, height, width, depth] = shapeAt(query, 0, 4);
      const block = blockOf(query);
      return [[batches, whole(height / block), whole(width / block), depth * block ** 2]];
    },
    refusal: INPUT_ORDER,
  },
  {
    types: ["BATCH_TO_SPACE_ND"],
    shapes: (query) => {
      const [batches, ...input] = shapeAt(query, 0);
      const [blocks, crops] = [constantAt(query, 1), constantAt(query, 2)];
      const sizes = blocks.map((block, d) =>
        whole(input[d] * block - crops[2 * d] - crops[2 * d + 1])
      );
      return [[whole(batches / product(blocks)), ...sizes, ...input.slice(blocks.length)]];
    },
    refusal: INPUT_ORDER,
  },
  {
    types: ["SPACE_TO_BATCH_ND"],
    shapes: (query) => {
      const [batches, ...input] = shapeAt(query, 0);
      const [blocks, pads] = [constantAt(query, 1), constantAt(query, 2)];
      const sizes = blocks.map((block, d) =>
        whole((input[d] + pads[2 * d] + pads[2 * d + 1]) / block)
      );
      return [[batches * product(blocks), ...sizes, ...input.slice(blocks.length)]];
    },
    refusal: ALL_OVER,
  },
  {
    types: ["TILE"],
    shapes: (query) => {
      const times = constantAt(query, 1);
      return [shapeAt(query, 0).map((size, d) => whole(size * times[d]))];
    },
    refusal: ALL_OVER,
  },
  { types: ["BROADCAST_TO"], shapes: (query) => [constantAt(query, 1)], refusal: ALL_OVER },
  {
    types: ["MATRIX_DIAG"],
    shapes: (query) => {
      const input = shapeAt(query, 0);
      return [[...input, input.at(-1) ?? fail("its input is a scalar")]];
    },
  },
  { types: ["DENSIFY"], shapes: (query) => [shapeAt(query, 0)] },
];

function blockOf(query: Query): number {
  const block = numberOf(query, "block_size");
  return block > 0 ? block : fail(`its blocks are of size ${block}`);
}

function whole(size: number): number {
  return Number.isInteger(size) && size >= 0 ? size : fail("its input does not divide into blocks");
}

function product(values: Shape): number {
  return values.reduce((total, value) => total * value, 1);
}
