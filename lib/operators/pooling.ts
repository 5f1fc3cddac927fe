/** Pooling of TensorFlow Lite, images in NHWC order. */

import { windowAccess } from "./convolution.ts";
import { numberOf, outputShapeAt, type Query, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";
import { positionsOf, type Window, windowOf } from "./window.ts";

/** AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D: each channel by itself, nothing multiplied by weights. */
export const poolingRules: readonly OperatorRule[] = [
  {
    types: ["AVERAGE_POOL_2D", "MAX_POOL_2D", "L2_POOL_2D"],
    shapes: (query) => {
      const [batches, , , depth] = shapeAt(query, 0, 4);
      const [rows, columns] = windows(query).map(positionsOf);
      return [[batches, rows, columns, depth]];
    },
    access: (query) => {
      const input = shapeAt(query, 0, 4);
      const channels = [{ size: input[3], input: 1, output: 1 }];
      return [windowAccess(input, outputShapeAt(query, 0, 4), ...windows(query), channels)];
    },
  },
];

function windows(query: Query): [Window, Window] {
  const [, height, width] = shapeAt(query, 0, 4);
  const along = (letter: "h" | "w", input: number, side: "height" | "width") =>
    windowOf(query, {
      input,
      taps: numberOf(query, `filter_${side}`),
      stride: numberOf(query, `stride_${letter}`),
      dilation: 1,
    });
  return [along("h", height, "height"), along("w", width, "width")];
}
