/** Operators that compute pixel by pixel: of which values each pixel of the output comes. */

import type { Tensor } from "../graph/mod.ts";
import { valuesOf } from "../operators/mod.ts";
import { depthOf, type PixelRule, type Pixels, repeated, zeroOf } from "./pixel_rule.ts";
import { extremes, resizedBilinear, resizedNearest } from "./pixel_resizing.ts";
import { convolution, pool } from "./pixel_windows.ts";

/** Every pixel comes of the pixels at the same place, of inputs that are repeated where need be. */
const pixelwise: PixelRule = (query) => {
  const { values, inputs, outputs, label } = query;
  const operands = inputs.map((tensor, place) =>
    tensor && sourcesOf(leading(tensor), leading(outputs[0]))?.map((i) => query.pixelsAt(place)[i])
  );
  if (outputs.length !== 1 || [...inputs, outputs[0]].some(hasScales)) return undefined;
  if (operands.some((pixels) => pixels === undefined)) return undefined;
  const computed = label(inputs.map((tensor) => depthOf(tensor!)));
  const count = product(leading(outputs[0]));
  return Array.from(
    { length: count },
    (_, i) => values.of([computed, ...operands.map((pixels) => pixels![i])]),
  );
};

/** Bytes that are copied pixel by pixel. */
const reshaped: PixelRule = ({ inputs: [input], outputs: [output], pixelsAt }) =>
  input && depthOf(input) === depthOf(output) ? pixelsAt(0) : undefined;

const sliced: PixelRule = ({ inputs: [input, begin, size], outputs: [output], pixelsAt }) => {
  const [from, sizes] = [begin, size].map((tensor) => tensor && valuesOf(tensor));
  return input && from && sizes && partOf(input, output, from, pixelsAt(0));
};

/** Only without strides, and without dimensions that come or go. */
const cropped: PixelRule = (
  { operator: { attributes }, inputs: [input, begin, , strides], outputs: [output], pixelsAt },
) => {
  const [begins, steps] = [begin, strides].map((tensor) => tensor && valuesOf(tensor));
  const isPlain = ["ellipsis_mask", "new_axis_mask", "shrink_axis_mask"]
    .every((mask) => Number(attributes[mask]) === 0);
  if (!input || !isPlain || !begins || !steps?.every((step) => step === 1)) return undefined;
  const from = begins.map((place, d) => Number(attributes.begin_mask) >> d & 1 ? 0 : place);
  return partOf(input, output, from, pixelsAt(0));
};

/** The pixels of a part of the input that has its depth; `undefined` where it is none. */
function partOf(
  input: Tensor,
  output: Tensor,
  from: readonly number[],
  pixels: Pixels,
): Pixels | undefined {
  if (from.length !== input.shape.length || from.length !== output.shape.length) return undefined;
  if (from.at(-1) !== 0 || depthOf(input) !== depthOf(output)) return undefined;
  const [shape, steps] = [leading(output), stepsOf(leading(input))];
  if (shape.some((count, d) => from[d] < 0 || from[d] + count > input.shape[d])) return undefined;
  return eachIndex(
    shape,
    (index) => pixels[index.reduce((at, i, d) => at + (i + from[d]) * steps[d], 0)],
  );
}

const padded: PixelRule = (
  { values, inputs: [input, paddings, fill], outputs: [output], pixelsAt },
) => {
  const margins = paddings && valuesOf(paddings);
  const bytes = fill ? fill.data : zeroOf(output);
  if (!input || !margins || !bytes || depthOf(input) !== depthOf(output)) return undefined;
  const pixels = pixelsAt(0);
  const [shape, steps] = [leading(input), stepsOf(leading(input))];
  const outside = values.bytes(repeated(bytes, depthOf(output)));
  return eachIndex(leading(output), (index) => {
    const at = index.map((i, d) => i - margins[2 * d]);
    if (at.some((i, d) => i < 0 || i >= shape[d])) return outside;
    return pixels[at.reduce((sum, i, d) => sum + i * steps[d], 0)];
  });
};

const joined: PixelRule = (query) => {
  const { operator, inputs, outputs: [output], pixelsAt } = query;
  const rank = output.shape.length;
  const axis = (Number(operator.attributes.axis) + rank) % rank;
  if (inputs.some((tensor) => tensor?.shape.length !== rank)) return undefined;
  if (axis === rank - 1) return pixelwise(query);
  const stored = ({ dtype, quantization }: Tensor) => JSON.stringify([dtype, quantization]);
  const isCopy = operator.attributes.fused_activation_function === "NONE" &&
    inputs.every((tensor) => stored(tensor!) === stored(output));
  if (!isCopy) return undefined;
  const outer = product(output.shape.slice(0, axis));
  return Array.from({ length: outer }, (_, i) =>
    inputs.map((_, place) => {
      const pixels = pixelsAt(place);
      const size = pixels.length / outer;
      return pixels.slice(i * size, (i + 1) * size);
    })).flat(2);
};

/** Types whose kernels look at one pixel at a time; absent are those that no rewrite cuts up. */
const PIXELWISE =
  `ABS ADD CAST CEIL COS DEQUANTIZE DIV ELU EQUAL EXP FLOOR FLOOR_DIV FLOOR_MOD GREATER
GREATER_EQUAL HARD_SWISH L2_NORMALIZATION LEAKY_RELU LESS LESS_EQUAL LOG LOGICAL_AND LOGICAL_NOT
LOGICAL_OR LOGISTIC MAXIMUM MINIMUM MUL NEG NOT_EQUAL PRELU QUANTIZE RELU RELU6 RELU_0_TO_1
RELU_N1_TO_1 ROUND RSQRT SIN SOFTMAX SQRT SQUARE SQUARED_DIFFERENCE SUB TANH`.split(/\s+/);

/** By operator type; all others are taken to need all of every input for each pixel. */
export const PIXEL_RULES: Readonly<Record<string, PixelRule>> = {
  ...Object.fromEntries(PIXELWISE.map((type) => [type, pixelwise])),
  ARG_MAX: extremes,
  ARG_MIN: extremes,
  AVERAGE_POOL_2D: pool,
  CONCATENATION: joined,
  CONV_2D: convolution,
  DEPTHWISE_CONV_2D: convolution,
  EXPAND_DIMS: reshaped,
  L2_POOL_2D: pool,
  MAX_POOL_2D: pool,
  PAD: padded,
  PADV2: padded,
  RESHAPE: reshaped,
  RESIZE_BILINEAR: resizedBilinear,
  RESIZE_NEAREST_NEIGHBOR: resizedNearest,
  SLICE: sliced,
  SQUEEZE: reshaped,
  STRIDED_SLICE: cropped,
};

function leading({ shape }: Tensor): readonly number[] {
  return shape.slice(0, -1);
}

/** Whether a tensor has scales of its own along a dimension. */
function hasScales(tensor?: Tensor): boolean {
  return (tensor?.quantization?.scales.length ?? 0) > 1;
}

function product(sizes: readonly number[]): number {
  return sizes.reduce((product, size) => product * size, 1);
}

/** Per dimension: how far apart neighbours are. */
function stepsOf(shape: readonly number[]): number[] {
  const steps = shape.map(() => 1);
  for (let d = shape.length - 2; d >= 0; d--) steps[d] = steps[d + 1] * shape[d + 1];
  return steps;
}

/** For each place of a shape, the place of an operand that is repeated over it. */
function sourcesOf(shape: readonly number[], over: readonly number[]): Pixels | undefined {
  const more = over.length - shape.length;
  if (more < 0 || shape.some((size, d) => size !== 1 && size !== over[d + more])) return undefined;
  const steps = stepsOf(shape).map((step, d) => shape[d] === 1 ? 0 : step);
  return eachIndex(over, (index) => steps.reduce((at, step, d) => at + step * index[d + more], 0));
}

/** A value for each place of a shape, in row-major order; the index is written anew each time. */
function eachIndex<T>(shape: readonly number[], of: (index: readonly number[]) => T): T[] {
  const index = shape.map(() => 0);
  return Array.from({ length: product(shape) }, () => {
    const value = of(index);
    for (let d = shape.length - 1; d >= 0 && ++index[d] === shape[d]; d--) index[d] = 0;
    return value;
  });
}
