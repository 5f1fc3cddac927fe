/** The buffer sizes of CMSIS-NN's convolutions, as its own `get_buffer_size` functions give them. */

import { roundUp } from "../tmm/mod.ts";

/** The instruction set that CMSIS-NN is built for. */
export type CmsisBuild = "cmsis-c" | "cmsis-dsp" | "cmsis-mve";

/** Numbers of a convolution; for a depthwise one, `filterChannels` counts the output's channels. */
export interface ConvolutionSize {
  readonly batches: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
  readonly inputChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly filterChannels: number;
  readonly outputWidth: number;
  readonly outputChannels: number;
  readonly strideWidth: number;
  readonly strideHeight: number;
  readonly dilationWidth: number;
  readonly dilationHeight: number;
  readonly padWidth: number;
  readonly padHeight: number;
}

/** Channels that the vector kernel for depthwise convolution takes at a time. */
const CHANNEL_BLOCK = 124;
/** Input channels above which a transposed convolution runs as a convolution of a widened input. */
const REVERSE_THRESHOLD = 16;

/** The column buffers of an int8 convolution (`arm_convolve_s8_get_buffer_size`). */
function columns(taps: number, build: CmsisBuild): number {
  return build === "cmsis-mve" ? 4 * roundUp(taps, 16) : 4 * roundUp(taps, 4);
}

/** Filter taps times input channels: the inputs of one output value. */
function tapsOf(size: ConvolutionSize): number {
  return size.inputChannels * size.filterWidth * size.filterHeight;
}

/** An int8 convolution (`arm_convolve_wrapper_s8_get_buffer_size`), int4 filters included. */
export function convolutionBuffer(size: ConvolutionSize, build: CmsisBuild): number {
  const { filterWidth, filterHeight, dilationWidth, dilationHeight, padWidth, padHeight } = size;
  const wholeDepth = size.inputChannels === size.filterChannels;
  const pointwise = wholeDepth && filterWidth === 1 && filterHeight === 1 && padWidth === 0 &&
    padHeight === 0 && dilationWidth === 1 && dilationHeight === 1;
  if (pointwise) return 0;
  const oneRow = wholeDepth && size.inputHeight === 1 && filterHeight === 1 &&
    dilationWidth === 1 && (size.strideWidth * size.inputChannels) % 4 === 0;
  if (oneRow && build === "cmsis-mve") return oneRowBuffer(size);
  return columns(tapsOf(size), build);
}

/** The vector kernel for a filter of one row: copies of the padded ends of the input. */
function oneRowBuffer(size: ConvolutionSize): number {
  const { inputChannels, filterWidth, padWidth, strideWidth, outputWidth } = size;
  const steps = (pad: number) => Math.max(1, Math.trunc((pad + strideWidth - 1) / strideWidth));
  const uneven = ((outputWidth - 1) * strideWidth + filterWidth - size.inputWidth) % 2;
  const right = padWidth + uneven !== 0 ? steps(padWidth + uneven) : 0;
  const left = padWidth !== 0 ? steps(padWidth) : 0;
  if (left + right > outputWidth) return columns(tapsOf(size), "cmsis-mve");
  const padLeft = padWidth * inputChannels;
  const padRight = uneven !== 0 ? right * inputChannels : padLeft;
  const row = filterWidth * inputChannels;
  return Math.max(row + padLeft, row - inputChannels + padRight);
}

/** An int16 convolution (`arm_convolve_s16_get_buffer_size`). */
export function convolutionBuffer16(size: ConvolutionSize, build: CmsisBuild): number {
  return build === "cmsis-mve" ? 8 * roundUp(tapsOf(size), 8) : 4 * tapsOf(size);
}

/** A depthwise convolution of int8 by int8 or by int4 (`arm_depthwise_conv_wrapper_*`). */
export function depthwiseBuffer(
  size: ConvolutionSize,
  filter: "int8" | "int4",
  build: CmsisBuild,
): number {
  const { filterWidth, filterHeight, outputChannels } = size;
  const window = filterWidth * filterHeight;
  if (
    build === "cmsis-mve" && filter === "int8" && size.inputChannels === 1 && outputChannels > 1
  ) {
    const asConvolution = { ...size, filterChannels: 1 };
    return convolutionBuffer(asConvolution, build) + outputChannels * window;
  }
  const direct = size.inputChannels === outputChannels && size.batches === 1 &&
    size.dilationWidth === 1 && size.dilationHeight === 1;
  if (!direct) return 0;
  if (build === "cmsis-mve") return 4 * CHANNEL_BLOCK * window;
  if (filter === "int4") return 2 * size.inputChannels * window;
  const small = filterWidth === 3 && filterHeight === 3 && size.padHeight <= 1 &&
    size.padWidth <= 1;
  return build === "cmsis-c" || small ? 0 : 2 * size.inputChannels * window;
}

/** An int8 transposed convolution: its buffer, and one for the reversed filter. */
export function transposeConvBuffers(size: ConvolutionSize, build: CmsisBuild): [number, number] {
  const { strideWidth, strideHeight, filterWidth, filterHeight, outputChannels } = size;
  const taps = tapsOf(size);
  if (strideWidth <= 2 && strideHeight <= 2 && size.inputChannels > REVERSE_THRESHOLD) {
    return [columns(taps, build), taps * outputChannels];
  }
  // CMSIS-NN compares the filter's width with the stride's height.
  const width = (size.inputWidth - 1) * strideWidth + Math.max(filterWidth, strideHeight);
  return [4 * outputChannels * width * Math.max(filterHeight, strideHeight), 0];
}
