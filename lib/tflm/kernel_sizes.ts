/** The operators that TFLM has kernels for, and the structs that it keeps for each of them. */

import type { StructSize, TflmPlatform } from "./target.ts";

/**
 * Per operator type: bytes and alignment of its options (`TfLite*Params`) on x64 and on cortex-m, then
 * bytes of what its kernel's `Init` allocates (mostly `OpData`) on both; 0 where there is none.
 *
 * Sizes from the compiler, as those of `STRUCTS`. Options shrink on cortex-m where they hold
 * enumerations, which GCC makes as short as it can there.
 */
const REFERENCE: Readonly<
  Record<string, readonly [number, number, number, number, number, number]>
> = {
  ABS: [0, 1, 0, 1, 28, 28],
  ADD: [8, 4, 2, 1, 60, 60],
  ADD_N: [0, 1, 0, 1, 0, 0],
  ARG_MAX: [4, 4, 1, 1, 0, 0],
  ARG_MIN: [4, 4, 1, 1, 0, 0],
  ASSIGN_VARIABLE: [0, 1, 0, 1, 0, 0],
  AVERAGE_POOL_2D: [40, 4, 40, 4, 32, 32],
  BATCH_MATMUL: [3, 1, 3, 1, 32, 16],
  BATCH_TO_SPACE_ND: [0, 1, 0, 1, 0, 0],
  BROADCAST_ARGS: [0, 1, 0, 1, 0, 0],
  BROADCAST_TO: [0, 1, 0, 1, 0, 0],
  CALL_ONCE: [4, 4, 4, 4, 8, 8],
  CAST: [8, 4, 2, 1, 0, 0],
  CEIL: [0, 1, 0, 1, 0, 0],
  CIRCULAR_BUFFER: [0, 1, 0, 1, 8, 8],
  CONCATENATION: [8, 4, 8, 4, 40, 24],
  CONV_2D: [28, 4, 28, 4, 72, 56],
  COS: [0, 1, 0, 1, 0, 0],
  CUMSUM: [2, 1, 2, 1, 0, 0],
  DEPTHWISE_CONV_2D: [28, 4, 28, 4, 72, 56],
  DEPTH_TO_SPACE: [4, 4, 4, 4, 0, 0],
  DEQUANTIZE: [0, 1, 0, 1, 32, 32],
  DIV: [4, 4, 1, 1, 28, 28],
  DYNAMIC_UPDATE_SLICE: [0, 1, 0, 1, 0, 0],
  ELU: [0, 1, 0, 1, 256, 256],
  EMBEDDING_LOOKUP: [0, 1, 0, 1, 0, 0],
  EQUAL: [0, 1, 0, 1, 32, 32],
  EXP: [0, 1, 0, 1, 0, 0],
  EXPAND_DIMS: [0, 1, 0, 1, 0, 0],
  FILL: [0, 1, 0, 1, 0, 0],
  FLOOR: [0, 1, 0, 1, 0, 0],
  FLOOR_DIV: [0, 1, 0, 1, 0, 0],
  FLOOR_MOD: [0, 1, 0, 1, 0, 0],
  FULLY_CONNECTED: [16, 4, 5, 1, 64, 48],
  GATHER: [8, 4, 8, 4, 0, 0],
  GATHER_ND: [0, 1, 0, 1, 0, 0],
  GREATER: [0, 1, 0, 1, 32, 32],
  GREATER_EQUAL: [0, 1, 0, 1, 32, 32],
  HARD_SWISH: [0, 1, 0, 1, 20, 20],
  IF: [8, 4, 8, 4, 8, 8],
  L2_NORMALIZATION: [4, 4, 1, 1, 4, 4],
  L2_POOL_2D: [40, 4, 40, 4, 0, 0],
  LEAKY_RELU: [4, 4, 4, 4, 24, 24],
  LESS: [0, 1, 0, 1, 32, 32],
  LESS_EQUAL: [0, 1, 0, 1, 32, 32],
  LOG: [0, 1, 0, 1, 0, 0],
  LOGICAL_AND: [0, 1, 0, 1, 0, 0],
  LOGICAL_NOT: [0, 1, 0, 1, 0, 0],
  LOGICAL_OR: [0, 1, 0, 1, 0, 0],
  LOGISTIC: [0, 1, 0, 1, 16, 16],
  LOG_SOFTMAX: [0, 1, 0, 1, 0, 0],
  MAXIMUM: [0, 1, 0, 1, 0, 0],
  MAX_POOL_2D: [40, 4, 40, 4, 32, 32],
  MEAN: [1, 1, 1, 1, 44, 44],
  MINIMUM: [0, 1, 0, 1, 0, 0],
  MIRROR_PAD: [4, 4, 1, 1, 20, 20],
  MUL: [4, 4, 1, 1, 36, 36],
  NEG: [0, 1, 0, 1, 0, 0],
  NOT_EQUAL: [0, 1, 0, 1, 32, 32],
  PACK: [8, 4, 8, 4, 0, 0],
  PAD: [0, 1, 0, 1, 56, 56],
  PADV2: [0, 1, 0, 1, 56, 56],
  PRELU: [0, 1, 0, 1, 28, 28],
  QUANTIZE: [0, 1, 0, 1, 32, 32],
  READ_VARIABLE: [0, 1, 0, 1, 0, 0],
  REDUCE_ALL: [1, 1, 1, 1, 44, 44],
  REDUCE_MAX: [1, 1, 1, 1, 44, 44],
  REDUCE_MIN: [1, 1, 1, 1, 44, 44],
  RELU: [0, 1, 0, 1, 28, 28],
  RELU6: [0, 1, 0, 1, 8, 8],
  RESHAPE: [36, 4, 36, 4, 0, 0],
  RESIZE_BILINEAR: [2, 1, 2, 1, 0, 0],
  RESIZE_NEAREST_NEIGHBOR: [2, 1, 2, 1, 0, 0],
  REVERSE_V2: [0, 1, 0, 1, 0, 0],
  ROUND: [0, 1, 0, 1, 0, 0],
  RSQRT: [0, 1, 0, 1, 28, 28],
  SELECT_V2: [0, 1, 0, 1, 1, 1],
  SHAPE: [4, 4, 1, 1, 0, 0],
  SIN: [0, 1, 0, 1, 0, 0],
  SLICE: [0, 1, 0, 1, 0, 0],
  SOFTMAX: [4, 4, 4, 4, 80, 56],
  SPACE_TO_BATCH_ND: [0, 1, 0, 1, 4, 4],
  SPACE_TO_DEPTH: [4, 4, 4, 4, 0, 0],
  SPLIT: [4, 4, 4, 4, 0, 0],
  SPLIT_V: [4, 4, 4, 4, 0, 0],
  SQRT: [0, 1, 0, 1, 0, 0],
  SQUARE: [0, 1, 0, 1, 0, 0],
  SQUARED_DIFFERENCE: [0, 1, 0, 1, 112, 112],
  SQUEEZE: [36, 4, 36, 4, 0, 0],
  STRIDED_SLICE: [24, 4, 24, 4, 84, 84],
  SUB: [8, 4, 2, 1, 52, 52],
  SUM: [1, 1, 1, 1, 44, 44],
  SVDF: [12, 4, 8, 4, 36, 36],
  SignalDelay: [0, 1, 0, 1, 32, 20],
  SignalEnergy: [0, 1, 0, 1, 8, 8],
  SignalFftAutoScale: [0, 1, 0, 1, 0, 0],
  SignalFilterBank: [0, 1, 0, 1, 64, 36],
  SignalFilterBankLog: [0, 1, 0, 1, 8, 8],
  SignalFilterBankSpectralSubtraction: [0, 1, 0, 1, 56, 44],
  SignalFilterBankSquareRoot: [0, 1, 0, 1, 0, 0],
  SignalFramer: [0, 1, 0, 1, 40, 28],
  SignalIrfft: [0, 1, 0, 1, 32, 24],
  SignalOverlapAdd: [0, 1, 0, 1, 32, 24],
  SignalPCAN: [0, 1, 0, 1, 4, 4],
  SignalRfft: [0, 1, 0, 1, 48, 32],
  SignalStacker: [0, 1, 0, 1, 56, 36],
  SignalWindow: [0, 1, 0, 1, 8, 8],
  TANH: [0, 1, 0, 1, 16, 16],
  TFLite_Detection_PostProcess: [0, 1, 0, 1, 112, 112],
  TRANSPOSE: [0, 1, 0, 1, 0, 0],
  TRANSPOSE_CONV: [20, 4, 16, 4, 80, 72],
  UNIDIRECTIONAL_SEQUENCE_LSTM: [16, 4, 16, 4, 688, 688],
  UNPACK: [8, 4, 8, 4, 0, 0],
  VAR_HANDLE: [16, 8, 8, 4, 4, 4],
  WHILE: [8, 4, 8, 4, 8, 8],
  ZEROS_LIKE: [0, 1, 0, 1, 0, 0],
};

/** What `Init` allocates in the CMSIS-NN kernels, on x64 and on cortex-m, where it differs. */
const CMSIS: Readonly<Record<string, readonly [number, number]>> = {
  AVERAGE_POOL_2D: [36, 36],
  BATCH_MATMUL: [56, 36],
  CONV_2D: [80, 60],
  DEPTHWISE_CONV_2D: [80, 60],
  FULLY_CONNECTED: [96, 72],
  MAX_POOL_2D: [36, 36],
  SOFTMAX: [88, 64],
  SVDF: [48, 40],
  TRANSPOSE_CONV: [88, 76],
  UNIDIRECTIONAL_SEQUENCE_LSTM: [1008, 912],
};

/** The structs that TFLM keeps for an operator. */
export interface KernelSizes {
  /** The parsed options; 0 bytes where there are none. */
  readonly options: StructSize;
  /** Bytes that the kernel's `Init` allocates; 0 where it allocates nothing. */
  readonly data: number;
}

/** The structs of an operator type, or `undefined` if TFLM has no kernel for it that is known here. */
export function kernelSizes(
  type: string,
  { target, build }: TflmPlatform,
): KernelSizes | undefined {
  if (!Object.hasOwn(REFERENCE, type)) return undefined;
  const [bytes64, alignment64, bytes32, alignment32, data64, data32] = REFERENCE[type];
  const [init64, init32] = build !== "reference" && type in CMSIS ? CMSIS[type] : [data64, data32];
  return target === "x64"
    ? { options: [bytes64, alignment64], data: init64 }
    : { options: [bytes32, alignment32], data: init32 };
}
