/** Scales, zero points and ranges of quantised operands, as kernels want them. */

import type { DType, Tensor } from "../graph/mod.ts";
import { type Multiplier, quantizeMultiplier, roundAway } from "./arithmetic.ts";
import { type Call, type Operand, UnsupportedError } from "./kernel.ts";

/** The smallest and the largest value of the integer types that stand for reals. */
const RANGE: Partial<Record<DType, readonly [number, number]>> = {
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-0x8000, 0x7fff],
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/** The smallest and the largest value of an integer type. */
export function rangeOf(tensor: Tensor): readonly [number, number] {
  const range = RANGE[tensor.dtype];
  if (range === undefined) throw new UnsupportedError("an operator", `no range of ${tensor.dtype}`);
  return range;
}

/** The scale of a tensor that is quantised as a whole. */
export function scaleOf(call: Call, { tensor }: Operand): number {
  const scale = tensor.quantization?.scales[0];
  if (scale !== undefined) return scale;
  const reason = `a scale wanted for the ${tensor.dtype} tensor "${tensor.name}", none came`;
  throw new UnsupportedError(call.operator.type, reason);
}

/** The zero point of a tensor that is quantised as a whole; 0 where none is given. */
export function zeroPointOf({ tensor }: Operand): number {
  return tensor.quantization?.zeroPoints[0] ?? 0;
}

/** The values to which a fused activation limits real results. */
export function realRange(call: Call, activation: string): readonly [number, number] {
  const most = 3.4028234663852886e38; // without an activation, too: infinity becomes this
  switch (activation) {
    case "NONE":
      return [-most, most];
    case "RELU":
      return [0, most];
    case "RELU_N1_TO_1":
      return [-1, 1];
    case "RELU6":
      return [0, 6];
  }
  throw new UnsupportedError(call.operator.type, `no fused activation ${activation}`);
}

/** The stored values to which a fused activation limits quantised results. */
export function storedRange(
  call: Call,
  output: Operand,
  activation: string,
): readonly [number, number] {
  const [low, high] = rangeOf(output.tensor);
  if (activation === "NONE") return [low, high];
  const [least, most] = realRange(call, activation);
  const scale = scaleOf(call, output);
  const stored = (real: number) => zeroPointOf(output) + roundAway(Math.fround(real / scale));
  return [
    Math.max(low, stored(least)),
    activation === "RELU" ? high : Math.min(high, stored(most)),
  ];
}

/** Multipliers per output channel, flat, for inner loops. */
export interface ChannelMultipliers {
  readonly multipliers: Int32Array;
  readonly shifts: Int32Array;
}

/**
 * `input scale * filter scale / output scale` per output channel. Where the filter has one scale,
 * all channels are alike; `roundedProduct` then says that the first product is rounded to float32,
 * as kernels do that carry a single multiplier.
 */
export function channelMultipliers(
  call: Call,
  { input, filter, output }: { input: Operand; filter: Operand; output: Operand },
  channels: number,
  roundedProduct: boolean,
): ChannelMultipliers {
  const scales = filter.tensor.quantization?.scales ?? [scaleOf(call, filter)];
  if (scales.length !== 1 && scales.length !== channels) {
    const reason = `1 or ${channels} scales of the filter wanted, ${scales.length} came`;
    throw new UnsupportedError(call.operator.type, reason);
  }
  const inputScale = scaleOf(call, input);
  const outputScale = scaleOf(call, output);
  const each = scales.map((scale): Multiplier => {
    const product = inputScale * scale;
    const rounded = roundedProduct && scales.length === 1;
    return quantizeMultiplier((rounded ? Math.fround(product) : product) / outputScale);
  });
  const of = (channel: number) => each[scales.length === 1 ? 0 : channel];
  return {
    multipliers: Int32Array.from({ length: channels }, (_, c) => of(c).multiplier),
    shifts: Int32Array.from({ length: channels }, (_, c) => of(c).shift),
  };
}
