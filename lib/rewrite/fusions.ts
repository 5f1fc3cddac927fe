/** What converters compute together, for each family of formats: one list a family. */

import type { Operator } from "../graph/mod.ts";

/** Which operators of a family multiply, scale, limit, or do nothing. */
export interface Fusions {
  /**
   * Multiply by the weights in input 1, where those are constant: a factor or a summand per channel can
   * go into weights and bias. The number is the place of the bias.
   */
  readonly weighted: Readonly<Record<string, number>>;
  /** Batch normalisations: their second and third input are a factor and a summand per channel. */
  readonly norms: ReadonlySet<string>;
  /** With a constant, a summand or a factor. */
  readonly summands: ReadonlySet<string>;
  readonly factors: ReadonlySet<string>;
  /** Limit what they read. */
  readonly activations: ReadonlySet<string>;
  /** Their kernels limit what they store at no cost, as the weighted and the norms do. */
  readonly activated: ReadonlySet<string>;
  /** Do nothing once a network is trained: the output is the first input. */
  readonly nothing: ReadonlySet<string>;
  /** The dimension of the channels of what an operator makes. */
  readonly channelAxis: (operator: Operator, rank: number) => number;
  /** What was fused in the file. */
  readonly alreadyFused?: (operator: Operator) => readonly string[];
}

const set = (words: string) => new Set(words.split(" "));

const onnx: Fusions = {
  weighted: { Conv: 2, ConvTranspose: 2, Gemm: 2, MatMul: 2, "com.microsoft.FusedConv": 2 },
  norms: set("BatchNormalization"),
  summands: set("Add Sub"),
  factors: set("Mul Div"),
  activations: set("Relu Clip"),
  activated: set("Add Mul Sub Div Sum AveragePool MaxPool"),
  nothing: set("Identity Dropout"),
  channelAxis: ({ type }, rank) => type === "Gemm" || type === "MatMul" ? rank - 1 : 1,
};

const tensorflow: Fusions = {
  weighted: {
    Conv2D: 2,
    Conv2DBackpropInput: 3,
    Conv2DTranspose: 2,
    Conv3D: 2,
    DepthwiseConv2dNative: 2,
    FusedDepthwiseConv2dNative: 2,
    MatMul: 2,
    _FusedConv2D: 2,
    _FusedMatMul: 2,
  },
  norms: set("FusedBatchNorm FusedBatchNormV2 FusedBatchNormV3"),
  summands: set("Add AddV2 BiasAdd BiasAddV1 Sub"),
  factors: set("Mul RealDiv Div"),
  activations: set("Relu Relu6"),
  activated: set("Add AddV2 Mul Sub RealDiv Div AvgPool MaxPool"),
  nothing: set("Dropout"),
  channelAxis: ({ attributes }, rank) =>
    String(attributes["data_format"] ?? "").startsWith("NC") ? 1 : rank - 1,
  // What TensorFlow's own optimiser did, which converters for TensorFlow.js run.
  alreadyFused: (operator) => textsIn(operator, "fused_ops"),
};

/** A list of texts among the settings; files may hold anything under a name. */
export function textsIn({ attributes }: Operator, name: string): readonly string[] {
  const value = attributes[name];
  return Array.isArray(value) ? value.filter((text) => typeof text === "string") : [];
}

/** The lists by the formats that have such operators. */
export const FUSIONS: Readonly<Record<string, Fusions>> = {
  onnx,
  graphdef: tensorflow,
  tfjs: tensorflow,
};
