/** What TFLM's CMSIS-NN kernels ask for while they are prepared, where it differs from the reference. */

import type { KernelCall, Operand } from "./call.ts";
import {
  type CmsisBuild,
  convolutionBuffer,
  convolutionBuffer16,
  type ConvolutionSize,
  depthwiseBuffer,
  transposeConvBuffers,
} from "./cmsis_buffers.ts";
import {
  batchMatmul,
  dimension,
  isQuantized,
  lstmBuffers,
  lstmSize,
  perChannel,
  type Requests,
  svdfSums,
  transposeConvSums,
} from "./reference_kernels.ts";

/** A buffer that is asked for only if it is not empty. */
function ifAny(bytes: number): number[] {
  return bytes > 0 ? [bytes] : [];
}

/** The padding before the input along one dimension, as `ComputePadding` of TFLite has it. */
function padBefore(
  input: number,
  output: number,
  filter: number,
  stride: number,
  dilation: number,
) {
  const total = (output - 1) * stride + (filter - 1) * dilation + 1 - input;
  return Math.max(0, Math.trunc(total / 2));
}

function sizeOf(
  { attributes, outputs: [output] }: KernelCall,
  input: Operand | undefined,
  filter: Operand | undefined,
): ConvolutionSize {
  const number = (name: string) => Number(attributes[name] ?? 1);
  const strideWidth = number("stride_w");
  const strideHeight = number("stride_h");
  const dilationWidth = number("dilation_w_factor");
  const dilationHeight = number("dilation_h_factor");
  const [inputHeight, inputWidth] = [dimension(input, 1), dimension(input, 2)];
  const [filterHeight, filterWidth] = [dimension(filter, 1), dimension(filter, 2)];
  const [outputHeight, outputWidth] = [dimension(output, 1), dimension(output, 2)];
  return {
    batches: dimension(input, 0),
    inputHeight,
    inputWidth,
    inputChannels: dimension(input, 3),
    filterHeight,
    filterWidth,
    filterChannels: dimension(filter, 3),
    outputWidth,
    outputChannels: dimension(output, 3),
    strideWidth,
    strideHeight,
    dilationWidth,
    dilationHeight,
    padWidth: padBefore(inputWidth, outputWidth, filterWidth, strideWidth, dilationWidth),
    padHeight: padBefore(inputHeight, outputHeight, filterHeight, strideHeight, dilationHeight),
  };
}

const convolution = (build: CmsisBuild): Requests => (call) => {
  const [input, filter] = call.inputs;
  if (!isQuantized(input)) return {};
  const size = sizeOf(call, input, filter);
  const buffer = input?.dtype === "int8" ? convolutionBuffer : convolutionBuffer16;
  return { persistent: perChannel(dimension(filter, 0)), scratch: ifAny(buffer(size, build)) };
};

const depthwise = (build: CmsisBuild): Requests => (call) => {
  const [input, filter] = call.inputs;
  if (!isQuantized(input)) return {};
  const persistent = perChannel(dimension(filter, 3));
  if (input?.dtype !== "int8") return { persistent };
  const size = sizeOf(call, input, filter);
  const scratch = ifAny(depthwiseBuffer(size, filter?.dtype === "int4" ? "int4" : "int8", build));
  const asConvolution = build === "cmsis-mve" && size.inputChannels === 1 &&
    size.outputChannels > 1;
  if (asConvolution && size.inputHeight === 1 && size.filterHeight === 1) {
    return {
      persistent,
      scratch,
      unknown: "TFLM asks CMSIS-NN for its buffer size without having set the stride",
    };
  }
  return { persistent, scratch };
};

const fullyConnected = (build: CmsisBuild): Requests => (call) => {
  const { inputs: [input, filter, bias], outputs: [output] } = call;
  const channels = output?.shape.at(-1) ?? 0;
  const scales = filter?.scales ?? 0;
  const persistent = isQuantized(input) && scales > 1 ? perChannel(scales) : [];
  if (input?.dtype !== "int8" || filter?.dtype === "int4") return { persistent };
  const asConvolution = (output?.shape.length ?? 0) > 2 && (filter?.shape.at(-1) ?? 0) % 4 === 0;
  if (asConvolution) return { persistent, scratch: scales > 1 ? [] : [8 * channels] };
  if (build !== "cmsis-mve") return { persistent };
  // Sums of constant filters are made once and kept (`KERNELS_OPTIMIZED_FOR_SPEED`, the default).
  const fixed = filter?.constant === true && (bias === undefined || bias.constant);
  return fixed
    ? { persistent: [...persistent, ...ifAny(4 * channels)] }
    : { persistent, scratch: ifAny(4 * channels) };
};

const averagePool = (build: CmsisBuild): Requests => ({ inputs: [input] }) => ({
  scratch: build === "cmsis-dsp" && isQuantized(input) ? ifAny(4 * dimension(input, 3)) : [],
});

const svdf = (build: CmsisBuild): Requests => (call) => {
  const [input, filters] = call.inputs;
  const sums = build === "cmsis-mve" && input?.dtype === "int8" ? 4 * dimension(filters, 0) : 0;
  return { persistent: ifAny(sums), scratch: svdfSums(call) };
};

const transposeConv = (build: CmsisBuild): Requests => (call) => {
  const [, filter, input] = call.inputs;
  const persistent = perChannel(dimension(filter, 0));
  if (input?.dtype !== "int8") return { persistent, scratch: transposeConvSums(call) };
  return { persistent, scratch: transposeConvBuffers(sizeOf(call, input, filter), build) };
};

const lstm: Requests = (call) => {
  const { states, cell } = lstmSize(call);
  const input = call.inputs[0];
  if (cell !== "int16" || !isQuantized(input)) return { scratch: lstmBuffers(call, 4) };
  // Sums of eight weights, as wide as the biases.
  const sums = (input?.dtype === "int8" ? 4 : 8) * states;
  return { persistent: new Array<number>(8).fill(sums), scratch: lstmBuffers(call, 3) };
};

const matmul = (build: CmsisBuild): Requests => (call, structs) => {
  const requests = batchMatmul(call, structs);
  if (build !== "cmsis-mve" || call.inputs[0]?.dtype !== "int8") return requests;
  return { ...requests, scratch: ifAny(4 * (call.outputs[0]?.shape.at(-1) ?? 0)) };
};

/**
 * What each CMSIS-NN kernel asks for; kernels that are not here are the reference's. From
 * tflite-micro:tensorflow/lite/micro/kernels/cmsis_nn with ARM-software/CMSIS-NN 99f736a6.
 */
export function cmsisRequests(build: CmsisBuild): Readonly<Record<string, Requests>> {
  return {
    AVERAGE_POOL_2D: averagePool(build),
    BATCH_MATMUL: matmul(build),
    CONV_2D: convolution(build),
    DEPTHWISE_CONV_2D: depthwise(build),
    FULLY_CONNECTED: fullyConnected(build),
    SVDF: svdf(build),
    TRANSPOSE_CONV: transposeConv(build),
    UNIDIRECTIONAL_SEQUENCE_LSTM: lstm,
  };
}
