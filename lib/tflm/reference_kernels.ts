/** What TFLM's reference kernels ask for while they are prepared. */

import { type DType, elementsOf } from "../graph/mod.ts";
import { elementBytes, tflmBytes } from "./bytes.ts";
import type { KernelCall, Operand } from "./call.ts";
import { preparedShape } from "./prepared_shape.ts";
import type { Structs } from "./target.ts";

/** Buffers that a kernel's `Prepare` asks for, in bytes, in the order of the requests. */
export interface KernelRequests {
  /** In the tail, for good. */
  readonly persistent?: readonly number[];
  /** In the head, while the operator runs. */
  readonly scratch?: readonly number[];
  /** Why the requests cannot be told, as a sentence; those that are told are a part of them. */
  readonly unknown?: string;
}

/** What one kernel asks for. */
export type Requests = (call: KernelCall, structs: Structs) => KernelRequests;

/** Elements of an operand; 0 where it is absent. */
export function elements(operand: Operand | undefined): number {
  return operand ? elementsOf(operand.shape) : 0;
}

/** One dimension of an operand; 0 where it is absent. */
export function dimension(operand: Operand | undefined, axis: number): number {
  return operand?.shape[axis] ?? 0;
}

/** Whether an operand holds 8-bit or 16-bit integers, the two that kernels quantise. */
export function isQuantized(operand: Operand | undefined): boolean {
  return operand?.dtype === "int8" || operand?.dtype === "int16";
}

/** A multiplier and a shift for each channel. */
export function perChannel(channels: number): number[] {
  return [4 * channels, 4 * channels];
}

/** The writable copy of an output's dimensions: their number and the dimensions. */
function dimensionsCopy(output: Operand | undefined): number[] {
  return [4 + 4 * (output?.shape.length ?? 0)];
}

/** A 16-bit table over 513 points each for exp(x) and 1 / (1 + x). */
const SOFTMAX_TABLES = [1026, 1026];

const convolution = (channelAxis: number): Requests => ({ inputs: [, filter] }) => ({
  persistent: perChannel(dimension(filter, channelAxis)),
  scratch: filter?.dtype === "int4" ? [elements(filter)] : [],
});

const iterator: Requests = ({ inputs: [input, axis] }) => ({
  scratch: [4 * (input?.shape.length ?? 0), 4 * elements(axis)],
});

const meanOrSum: Requests = (call, structs) => {
  const sums = isQuantized(call.inputs[0]) ? [4 * elements(call.outputs[0])] : [];
  return { scratch: [...sums, ...iterator(call, structs).scratch ?? []] };
};

const copiesDimensions: Requests = ({ outputs: [output] }) => ({
  persistent: dimensionsCopy(output),
});

const onlyInt8 =
  (bytes64: number, bytes32: number): Requests => ({ outputs: [output] }, structs) => ({
    persistent: output?.dtype === "int8" ? [structs.pointer === 8 ? bytes64 : bytes32] : [],
  });

/** A transposed copy of an operand of BATCH_MATMUL: its struct, dimensions and elements. */
function transposedCopy(operand: Operand | undefined, structs: Structs): number[] {
  if (operand === undefined) return [];
  const rank = operand.shape.length;
  return [structs.evalTensor[0], 4 + 4 * rank, tflmBytes(operand.dtype, operand.shape)];
}

/** Both BATCH_MATMUL kernels: 28 bytes of quantisation, transposed copies, the output's dimensions. */
export const batchMatmul: Requests = ({ attributes, inputs: [left, right], outputs }, structs) => ({
  persistent: [
    ...isQuantized(left) ? [28] : [],
    ...attributes.adj_x === true ? transposedCopy(left, structs) : [],
    ...attributes.adj_y === true ? [] : transposedCopy(right, structs),
    ...dimensionsCopy(outputs[0]),
  ],
});

/** Wide sums of the output, and the wide bias that 16-bit kernels make of a narrow one. */
export function transposeConvSums({ inputs: [, , input, bias], outputs }: KernelCall): number[] {
  if (input?.dtype === "int8") return [4 * elements(outputs[0])];
  if (input?.dtype !== "int16") return [];
  return [8 * elements(outputs[0]), ...bias?.dtype === "int16" ? [8 * elements(bias)] : []];
}

/** Batches, states per batch, and the type of the cell state of an LSTM. */
export function lstmSize(
  { attributes, inputs }: KernelCall,
): { batches: number; states: number; cell: DType | undefined } {
  const batches = dimension(inputs[0], attributes.time_major === true ? 1 : 0);
  return { batches, states: dimension(inputs[18], 1), cell: inputs[19]?.dtype };
}

/** `count` buffers of one cell state each. */
export function lstmBuffers(call: KernelCall, count: number): number[] {
  const { batches, states, cell } = lstmSize(call);
  const bytes = batches * states * (cell === undefined ? 0 : elementBytes(cell) ?? 0);
  return new Array<number>(count).fill(bytes);
}

/** The sums of SVDF's filters and, for integers, of its units. */
export function svdfSums({ attributes, inputs: [input, filters] }: KernelCall): number[] {
  const batches = dimension(input, 0);
  const count = dimension(filters, 0);
  const sums = 4 * batches * count;
  const rank = Number(attributes.rank) || 1;
  return input?.dtype === "int8" ? [sums, 4 * batches * Math.floor(count / rank)] : [sums];
}

const detection: Requests = ({ inputs: [boxes, classes], options }) => {
  const most = options.get("max_detections");
  const kinds = options.get("num_classes");
  const count = dimension(boxes, 1);
  const fixed = [count, 16 * count, 4 * dimension(classes, 1) * dimension(classes, 2)];
  if (most === undefined || kinds === undefined) {
    return { scratch: fixed, unknown: "its options do not tell max_detections and num_classes" };
  }
  const each = 4 * count;
  const sorted = most * each;
  const indices = [Math.max(kinds, most) * each, Math.min(count, most) * each];
  return { scratch: [...fixed, each, each, sorted, sorted, each, sorted, ...indices] };
};

/**
 * What each reference kernel asks for; kernels that are not here ask for nothing. From `Prepare` in
 * tflite-micro:tensorflow/lite/micro/kernels.
 */
export const REFERENCE_REQUESTS: Readonly<Record<string, Requests>> = {
  ADD_N: (call, structs) => ({
    ...onlyInt8(40, 40)(call, structs),
    scratch: [structs.pointer * call.inputs.length],
  }),
  BATCH_MATMUL: batchMatmul,
  CONV_2D: convolution(0),
  CUMSUM: onlyInt8(36, 36),
  DEPTHWISE_CONV_2D: convolution(3),
  DEPTH_TO_SPACE: copiesDimensions,
  EMBEDDING_LOOKUP: ({ outputs: [output] }, structs) => ({
    persistent: [...dimensionsCopy(output), structs.pointer === 8 ? 16 : 8],
  }),
  FULLY_CONNECTED: ({ inputs: [input, filter] }) => ({
    persistent: isQuantized(input) && filter && filter.scales > 1 ? perChannel(filter.scales) : [],
    scratch: filter?.dtype === "int4" ? [elements(filter)] : [],
  }),
  GATHER: copiesDimensions,
  GATHER_ND: copiesDimensions,
  L2_POOL_2D: copiesDimensions,
  LOG_SOFTMAX: onlyInt8(40, 28),
  MEAN: meanOrSum,
  MIRROR_PAD: ({ inputs: [input] }) => {
    const bytes = 4 * (input?.shape.length ?? 0);
    return { scratch: [bytes, bytes] };
  },
  REDUCE_ALL: iterator,
  REDUCE_MAX: iterator,
  REDUCE_MIN: iterator,
  RESHAPE: (call) => ({ persistent: preparedShape(call) ? dimensionsCopy(call.outputs[0]) : [] }),
  SOFTMAX: ({ inputs: [input] }) => ({
    persistent: input?.dtype === "int16" ? SOFTMAX_TABLES : [],
  }),
  SPACE_TO_DEPTH: copiesDimensions,
  SUM: meanOrSum,
  SVDF: (call) => ({ scratch: svdfSums(call) }),
  TFLite_Detection_PostProcess: detection,
  TRANSPOSE_CONV: (call) => ({
    persistent: perChannel(dimension(call.inputs[1], 0)),
    scratch: transposeConvSums(call),
  }),
  UNIDIRECTIONAL_SEQUENCE_LSTM: (call) => ({ scratch: lstmBuffers(call, 4) }),
};
