/** All kernels by operator type: what can be run. */

import type { Kernel } from "../kernel.ts";
import * as activations from "./activations.ts";
import { addKernel, subKernel } from "./add_sub.ts";
import { argMaxKernel, argMinKernel } from "./arg_extreme.ts";
import { batchMatmulKernel } from "./batch_matmul.ts";
import { castKernel } from "./cast.ts";
import * as compare from "./compare.ts";
import { callOnceKernel, ifKernel, whileKernel } from "./control_flow.ts";
import { conv2d } from "./conv_2d.ts";
import { reshapeKernel } from "./copy.ts";
import { depthwiseConv2d } from "./depthwise_conv_2d.ts";
import * as elementwise from "./elementwise.ts";
import { fullyConnected } from "./fully_connected.ts";
import { gatherKernel, gatherNdKernel } from "./gather.ts";
import * as join from "./join.ts";
import { l2NormalizationKernel } from "./l2_normalization.ts";
import { logisticKernel, tanhKernel } from "./logistic.ts";
import { lstmKernel } from "./lstm.ts";
import { fillKernel, rankKernel, shapeKernel, zerosLikeKernel } from "./make.ts";
import * as mulDiv from "./mul_div.ts";
import { averagePool2d, l2Pool2d, maxPool2d } from "./pool_2d.ts";
import { dequantizeKernel, quantizeKernel } from "./quantize.ts";
import * as rearrange from "./rearrange.ts";
import * as reduce from "./reduce.ts";
import { resizeBilinearKernel, resizeNearestKernel } from "./resize.ts";
import { selectKernel } from "./select.ts";
import { softmaxKernel } from "./softmax.ts";
import { stridedSliceKernel } from "./strided_slice.ts";
import { svdfKernel } from "./svdf.ts";
import { transposeConvKernel } from "./transpose_conv.ts";
import { assignVariableKernel, readVariableKernel, varHandleKernel } from "./variables.ts";

/** The kernel of each operator type, in the words of TensorFlow Lite. */
export const KERNELS: Readonly<Record<string, Kernel>> = {
  ABS: elementwise.absKernel,
  ADD: addKernel,
  ARG_MAX: argMaxKernel,
  ARG_MIN: argMinKernel,
  ASSIGN_VARIABLE: assignVariableKernel,
  AVERAGE_POOL_2D: averagePool2d,
  BATCH_MATMUL: batchMatmulKernel,
  BROADCAST_TO: rearrange.broadcastToKernel,
  CALL_ONCE: callOnceKernel,
  CAST: castKernel,
  CEIL: elementwise.ceilKernel,
  CONCATENATION: join.concatenationKernel,
  CONV_2D: conv2d,
  COS: elementwise.cosKernel,
  DEPTHWISE_CONV_2D: depthwiseConv2d,
  DEPTH_TO_SPACE: rearrange.depthToSpaceKernel,
  DEQUANTIZE: dequantizeKernel,
  DIV: mulDiv.divKernel,
  ELU: activations.eluKernel,
  EQUAL: compare.equalKernel,
  EXP: elementwise.expKernel,
  EXPAND_DIMS: reshapeKernel,
  FILL: fillKernel,
  FLOOR: elementwise.floorKernel,
  FLOOR_DIV: mulDiv.floorDivKernel,
  FLOOR_MOD: mulDiv.floorModKernel,
  FULLY_CONNECTED: fullyConnected,
  GATHER: gatherKernel,
  GATHER_ND: gatherNdKernel,
  GREATER: compare.greaterKernel,
  GREATER_EQUAL: compare.greaterEqualKernel,
  HARD_SWISH: activations.hardSwishKernel,
  IF: ifKernel,
  L2_NORMALIZATION: l2NormalizationKernel,
  L2_POOL_2D: l2Pool2d,
  LEAKY_RELU: activations.leakyReluKernel,
  LESS: compare.lessKernel,
  LESS_EQUAL: compare.lessEqualKernel,
  LOG: elementwise.logKernel,
  LOGICAL_AND: compare.logicalAndKernel,
  LOGICAL_NOT: elementwise.logicalNotKernel,
  LOGICAL_OR: compare.logicalOrKernel,
  LOGISTIC: logisticKernel,
  MAXIMUM: compare.maximumKernel,
  MAX_POOL_2D: maxPool2d,
  MEAN: reduce.meanKernel,
  MINIMUM: compare.minimumKernel,
  MIRROR_PAD: rearrange.mirrorPadKernel,
  MUL: mulDiv.mulKernel,
  NEG: elementwise.negKernel,
  NOT_EQUAL: compare.notEqualKernel,
  PACK: join.packKernel,
  PAD: rearrange.padKernel,
  PADV2: rearrange.padKernel,
  PRELU: compare.preluKernel,
  QUANTIZE: quantizeKernel,
  RANK: rankKernel,
  READ_VARIABLE: readVariableKernel,
  REDUCE_ALL: reduce.reduceAllKernel,
  REDUCE_ANY: reduce.reduceAnyKernel,
  REDUCE_MAX: reduce.reduceMaxKernel,
  REDUCE_MIN: reduce.reduceMinKernel,
  REDUCE_PROD: reduce.reduceProdKernel,
  RELU: activations.reluKernel,
  RELU6: activations.relu6Kernel,
  RELU_0_TO_1: activations.relu0To1Kernel,
  RELU_N1_TO_1: activations.reluN1To1Kernel,
  RESHAPE: reshapeKernel,
  RESIZE_BILINEAR: resizeBilinearKernel,
  RESIZE_NEAREST_NEIGHBOR: resizeNearestKernel,
  ROUND: elementwise.roundKernel,
  RSQRT: elementwise.rsqrtKernel,
  SELECT: selectKernel,
  SELECT_V2: selectKernel,
  SHAPE: shapeKernel,
  SIN: elementwise.sinKernel,
  SLICE: rearrange.sliceKernel,
  SOFTMAX: softmaxKernel,
  SPACE_TO_DEPTH: rearrange.spaceToDepthKernel,
  SPLIT: join.splitKernel,
  SPLIT_V: join.splitVKernel,
  SQRT: elementwise.sqrtKernel,
  SQUARE: elementwise.squareKernel,
  SQUARED_DIFFERENCE: mulDiv.squaredDifferenceKernel,
  SQUEEZE: reshapeKernel,
  STRIDED_SLICE: stridedSliceKernel,
  SUB: subKernel,
  SUM: reduce.sumKernel,
  SVDF: svdfKernel,
  TANH: tanhKernel,
  TRANSPOSE: rearrange.transposeKernel,
  TRANSPOSE_CONV: transposeConvKernel,
  UNIDIRECTIONAL_SEQUENCE_LSTM: lstmKernel,
  UNPACK: join.unpackKernel,
  VAR_HANDLE: varHandleKernel,
  WHILE: whileKernel,
  ZEROS_LIKE: zerosLikeKernel,
};
