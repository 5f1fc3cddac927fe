/** ONNX operators that put elements elsewhere, repeat them, or put others around them. */

import { elementsOf } from "../../graph/mod.ts";
import {
  axesIn,
  dimsAt,
  dimsFrom,
  indexIn,
  inputOrSetting,
  joinedDims,
  valuesAt,
  valuesOver,
} from "../operands.ts";
import { fail, numberOf, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

/** Transpose, DepthToSpace, SpaceToDepth, Expand, Tile, Pad; operators that keep every position. */
export const onnxRearrangingRules: readonly OperatorRule[] = [
  {
    types: ["Transpose"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      return [orderOf(query, input).map((axis) => input[axis])];
    },
    values: (query) => {
      const input = dimsAt(query, 0);
      const [order, values] = [orderOf(query, input), valuesAt(query, 0)];
      return valuesOver(order.map((axis) => input[axis]), (position) => {
        return values[indexIn(input, input.map((_, axis) => position[order.indexOf(axis)]))];
      });
    },
  },
  {
    types: ["DepthToSpace"],
    shapes: (query) => {
      const block = numberOf(query, "blocksize");
      const [batch, channels, height, width] = dimsFrom(query, 0, 4);
      return [[batch, channels / block ** 2, height * block, width * block]];
    },
  },
  {
    types: ["SpaceToDepth"],
    shapes: (query) => {
      const block = numberOf(query, "blocksize");
      const [batch, channels, height, width] = dimsFrom(query, 0, 4);
      return [[batch, channels * block ** 2, height / block, width / block]];
    },
  },
  {
    types: ["Expand"],
    shapes: (query) => [joinedDims([dimsAt(query, 0), valuesAt(query, 1)])],
    values: (query) => {
      const values = valuesAt(query, 0);
      if (values.length !== 1) return fail("only single numbers are repeated");
      const count = elementsOf(joinedDims([dimsAt(query, 0), valuesAt(query, 1)]));
      return new Array<number>(count).fill(values[0]);
    },
  },
  {
    types: ["Tile"],
    shapes: (query) => {
      const repeats = valuesAt(query, 1);
      const input = dimsAt(query, 0);
      if (repeats.length !== input.length) return fail(`it repeats ${repeats.length} dimensions`);
      return [input.map((size, d) => size * repeats[d])];
    },
  },
  { types: ["Pad"], shapes: (query) => [padded(query)] },
  {
    types: ["CumSum", "ReverseSequence", "Trilu", "RotaryEmbedding"],
    shapes: (query) => [dimsAt(query, 0)],
  },
];

/** The axes of the input in the order of the output: reversed, unless it says one. */
function orderOf(query: Query, input: Shape): number[] {
  const given = numbersOf(query, "perm");
  const order = given.length > 0 ? given : [...input.keys()].reverse();
  if (order.length !== input.length) return fail(`it orders ${order.length} dimensions`);
  return axesIn(input.length, order);
}

/** Before all dimensions, then after all; from opset 18 on, of some axes only. */
function padded(query: Query): Shape {
  const input = dimsAt(query, 0);
  const old = numbersOf(query, "paddings");
  const pads = old.length > 0 ? old : inputOrSetting(query, 1, "pads");
  const given = inputOrSetting(query, 3, "axes");
  const axes = given.length > 0 ? axesIn(input.length, given) : [...input.keys()];
  if (pads.length !== 2 * axes.length) return fail(`it has ${pads.length} paddings`);
  const output = [...input];
  axes.forEach((axis, i) => output[axis] += pads[i] + pads[i + axes.length]);
  return output;
}
