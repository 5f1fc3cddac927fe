/** TensorFlow operators that put elements elsewhere, repeat them, or put others around them. */

import { elementsOf } from "../../graph/mod.ts";
import { axesIn, dimsAt, valuesAt } from "../operands.ts";
import { fail, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { imageAt, layoutOf } from "./settings.ts";
import { imageLike } from "./windows.ts";

/** Transpose; Pad; Tile, BroadcastTo; DepthToSpace and the like; blocks between space and batch. */
export const tensorflowRearrangingRules: readonly OperatorRule[] = [
  {
    types: ["Transpose"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const order = valuesAt(query, 1);
      if (order.length !== input.length) return fail(`it orders ${order.length} dimensions`);
      return [axesIn(input.length, order).map((axis) => input[axis])];
    },
  },
  { types: ["Pad", "PadV2", "MirrorPad"], shapes: (query) => [padded(query)] },
  {
    types: ["Tile"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const times = valuesAt(query, 1);
      if (times.length !== input.length) return fail(`it repeats ${times.length} dimensions`);
      return [input.map((size, d) => size * times[d])];
    },
  },
  {
    types: ["BroadcastTo"],
    shapes: (query) => [valuesAt(query, 1)],
    values: (query) => {
      const values = valuesAt(query, 0);
      if (values.length !== 1) return fail("only single numbers are repeated");
      return new Array<number>(elementsOf(valuesAt(query, 1))).fill(values[0]);
    },
  },
  { types: ["DepthToSpace"], shapes: (query) => [blocks(query, (size, block) => size * block)] },
  { types: ["SpaceToDepth"], shapes: (query) => [blocks(query, (size, block) => size / block)] },
  {
    types: ["SpaceToBatchND"],
    shapes: (query) => {
      const [batch, ...sizes] = dimsAt(query, 0);
      const [block, pads] = [valuesAt(query, 1), valuesAt(query, 2)];
      const parts = sizes.map((size, d) =>
        d < block.length ? (size + pads[2 * d] + pads[2 * d + 1]) / block[d] : size
      );
      return [[batch * elementsOf(block), ...parts]];
    },
  },
  {
    types: ["BatchToSpaceND"],
    shapes: (query) => {
      const [batch, ...sizes] = dimsAt(query, 0);
      const [block, crops] = [valuesAt(query, 1), valuesAt(query, 2)];
      const parts = sizes.map((size, d) =>
        d < block.length ? size * block[d] - crops[2 * d] - crops[2 * d + 1] : size
      );
      return [[batch / elementsOf(block), ...parts]];
    },
  },
];

/** Before and after each dimension. */
function padded(query: Query): Shape {
  const input = dimsAt(query, 0);
  const pads = valuesAt(query, 1);
  if (pads.length !== 2 * input.length) return fail(`it has ${pads.length} paddings`);
  return input.map((size, d) => size + pads[2 * d] + pads[2 * d + 1]);
}

/** Height and width change by a factor, channels by its inverse square. */
function blocks(query: Query, scaled: (size: number, block: number) => number): Shape {
  const input = imageAt(query, 0, 4);
  const layout = layoutOf(query, 4);
  const sizes = layout.spatial.map((d) => scaled(input[d], numberOf(query, "block_size")));
  const channels = elementsOf(input.slice(1)) / elementsOf(sizes);
  return imageLike(input, layout, sizes, channels);
}
