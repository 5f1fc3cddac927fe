/** Random layers with weights, and pools. */

import type { DType } from "../../../lib/graph/mod.ts";
import {
  type CaseMaker,
  type Dice,
  image,
  ints,
  like,
  oneOperator,
  type Part,
  part,
  realOrStored,
  STORED,
} from "./parts.ts";

/** Window attributes and output size for an image and a filter. */
function slide(dice: Dice, [, height, width]: readonly number[], filter: readonly number[]) {
  const padding = dice.of(["SAME", "VALID"]);
  const stride = [dice.between(1, 2), dice.between(1, 2)];
  const dilation = stride[0] * stride[1] === 1 ? [dice.between(1, 2), dice.between(1, 2)] : [1, 1];
  const along = (size: number, d: 0 | 1) => {
    const window = (filter[d] - 1) * dilation[d] + 1;
    return padding === "SAME"
      ? Math.ceil(size / stride[d])
      : Math.ceil((size - window + 1) / stride[d]);
  };
  const attributes = {
    padding,
    stride_h: stride[0],
    stride_w: stride[1],
    dilation_h_factor: dilation[0],
    dilation_w_factor: dilation[1],
    fused_activation_function: dice.of(["NONE", "RELU", "RELU6"]),
  };
  return { attributes, out: [along(height, 0), along(width, 1)] };
}

function filterFor(dice: Dice, [, height, width]: readonly number[]) {
  return [dice.between(1, Math.min(3, height)), dice.between(1, Math.min(3, width))];
}

/**
 * Weights and bias that go with an input; weights are activations, to be watched. The bias has the
 * scale of the products; where a kernel wants 64 bits for it, it is a constant.
 */
function layerParts(
  dice: Dice,
  input: Part,
  shape: readonly number[],
  channels: number,
  wide: boolean,
): [Part, Part] {
  const { dtype, scales = [1] } = input;
  if (dtype === "float32") return [{ shape, dtype }, { shape: [channels], dtype }];
  const of = dtype === "uint8" ? "uint8" : "int8";
  const filter = { ...part(dice, of, shape), zeroPoint: dtype === "uint8" ? 3 : 0 };
  const biasScale = [scales[0] * filter.scales![0]];
  const bias: Part = { shape: [channels], dtype: "int32", scales: biasScale };
  const values = [dice.between(-999, 999), dice.between(-999, 999)];
  return [filter, dtype === "int16" && wide ? { ...bias, dtype: "int64", values } : bias];
}

const conv: CaseMaker = (dice) => {
  const dtype = realOrStored(dice);
  const shape = image(dice);
  const filter = filterFor(dice, shape);
  const { attributes, out } = slide(dice, shape, filter);
  if (Math.min(...out) < 1) return conv(dice);
  const groups = dice.of([1, 1, shape[3]]);
  const channels = groups * dice.between(1, 3);
  const weights = [channels, ...filter, shape[3] / groups];
  const input = part(dice, dtype, shape);
  return oneOperator("CONV_2D", attributes, [
    input,
    ...layerParts(dice, input, weights, channels, dice.of([true, false])),
  ], [part(dice, dtype, [shape[0], ...out, channels])]);
};

const depthwise: CaseMaker = (dice) => {
  const dtype = realOrStored(dice);
  const shape = image(dice);
  const filter = filterFor(dice, shape);
  const { attributes, out } = slide(dice, shape, filter);
  if (Math.min(...out) < 1) return depthwise(dice);
  const multiplier = dice.between(1, 2);
  const channels = shape[3] * multiplier;
  const input = part(dice, dtype, shape);
  return oneOperator("DEPTHWISE_CONV_2D", { ...attributes, depth_multiplier: multiplier }, [
    input,
    ...layerParts(dice, input, [1, ...filter, channels], channels, true),
  ], [part(dice, dtype, [shape[0], ...out, channels])]);
};

const pool = (type: string, dtypes: readonly DType[]): CaseMaker => (dice) => {
  const dtype = dice.of(dtypes);
  const shape = image(dice);
  const [height, width] = filterFor(dice, shape);
  const { attributes, out } = slide(dice, shape, [height, width]);
  if (Math.min(...out) < 1 || attributes.dilation_h_factor + attributes.dilation_w_factor > 2) {
    return pool(type, dtypes)(dice);
  }
  const input = part(dice, dtype, shape);
  const output = like(input, dtype, [shape[0], ...out, shape[3]]);
  return oneOperator(
    type,
    { ...attributes, filter_height: height, filter_width: width },
    [input],
    [output],
  );
};

const transposeConv: CaseMaker = (dice) => {
  const dtype = realOrStored(dice);
  const [batches, height, width, depth] = image(dice);
  const [stride, filter, channels] = [dice.between(1, 2), dice.between(1, 3), dice.between(1, 3)];
  const out = [batches, height * stride, width * stride, channels];
  const attributes = {
    padding: "SAME",
    stride_h: stride,
    stride_w: stride,
    fused_activation_function: "NONE",
  };
  const input = part(dice, dtype, [batches, height, width, depth]);
  const shape = [channels, filter, filter, depth];
  const [weights, bias] = layerParts(dice, input, shape, channels, true);
  const withBias = dice.of([[bias], []]);
  return oneOperator("TRANSPOSE_CONV", attributes, [ints(...out), weights, input, ...withBias], [
    part(dice, dtype, out),
  ]);
};

const fullyConnected: CaseMaker = (dice) => {
  const dtype = realOrStored(dice);
  const [batches, depth, channels] = [dice.between(1, 4), dice.between(1, 6), dice.between(1, 6)];
  const input = part(dice, dtype, [batches, depth]);
  return oneOperator(
    "FULLY_CONNECTED",
    { fused_activation_function: "NONE", weights_format: "DEFAULT" },
    [input, ...layerParts(dice, input, [channels, depth], channels, dice.of([true, false]))],
    [part(dice, dtype, [batches, channels])],
  );
};

const batchMatmul: CaseMaker = (dice) => {
  const dtype = dice.of<DType>(["float32", "int8"]);
  const [m, k, n, b] = [1, 1, 1, 1].map(() => dice.between(1, 4));
  const [adjX, adjY] = [dice.of([true, false]), dice.of([true, false])];
  return oneOperator("BATCH_MATMUL", { adj_x: adjX, adj_y: adjY }, [
    part(dice, dtype, adjX ? [b, k, m] : [b, m, k]),
    part(dice, dtype, adjY ? [1, n, k] : [1, k, n]),
  ], [part(dice, dtype, [b, m, n])]);
};

/** Makers by operator type. */
export const LAYERS: Readonly<Record<string, CaseMaker>> = {
  CONV_2D: conv,
  DEPTHWISE_CONV_2D: depthwise,
  TRANSPOSE_CONV: transposeConv,
  FULLY_CONNECTED: fullyConnected,
  BATCH_MATMUL: batchMatmul,
  AVERAGE_POOL_2D: pool("AVERAGE_POOL_2D", ["float32", ...STORED]),
  MAX_POOL_2D: pool("MAX_POOL_2D", ["float32", ...STORED]),
  L2_POOL_2D: pool("L2_POOL_2D", ["float32"]),
};
