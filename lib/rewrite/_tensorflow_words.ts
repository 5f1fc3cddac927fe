/** Operators of TensorFlow in the words of TensorFlow Lite; images are in NHWC order in both. */

import { valuesOf } from "../operators/mod.ts";
import { convolutionWords, listOf, poolWords, type Translate } from "./_words.ts";

/** Types that compute each element by itself, and what they are called. */
const ELEMENTWISE: Readonly<Record<string, string>> = {
  Abs: "ABS",
  Add: "ADD",
  AddV2: "ADD",
  BiasAdd: "ADD",
  Elu: "ELU",
  LeakyRelu: "LEAKY_RELU",
  Maximum: "MAXIMUM",
  Minimum: "MINIMUM",
  Mul: "MUL",
  Neg: "NEG",
  RealDiv: "DIV",
  Relu: "RELU",
  Relu6: "RELU6",
  Sigmoid: "LOGISTIC",
  Sub: "SUB",
  Tanh: "TANH",
};

const CONVOLUTIONS = new Set(["Conv2D", "_FusedConv2D"]);
const DEPTHWISE = new Set(["DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"]);

/** The words for an operator of TensorFlow on images. */
export const tensorflowWords: Translate = (operator, { tensors }, add) => {
  const { type, inputs, outputs, attributes } = operator;
  if (tensors[outputs[0]]?.shape.length !== 4) return undefined;
  if (Object.hasOwn(ELEMENTWISE, type)) return { type: ELEMENTWISE[type], inputs, attributes: {} };
  if (type === "ConcatV2") {
    const last = tensors[inputs[inputs.length - 1]];
    const [axis] = (last && valuesOf(last)) ?? [];
    if (axis === undefined) return undefined;
    return { type: "CONCATENATION", inputs: inputs.slice(0, -1), attributes: { axis } };
  }
  const { padding, data_format: format = "NHWC" } = attributes;
  if (format !== "NHWC" || (padding !== "SAME" && padding !== "VALID")) return undefined;
  const along = (name: string) => listOf(operator, name, 4)?.slice(1, 3) ?? [1, 1];
  const windows = { strides: along("strides"), dilations: along("dilations"), padding } as const;
  if (type === "MaxPool") return poolWords("MAX_POOL_2D", inputs, along("ksize"), windows);
  if (type === "AvgPool") return poolWords("AVERAGE_POOL_2D", inputs, along("ksize"), windows);
  const isDepthwise = DEPTHWISE.has(type);
  if (!isDepthwise && !CONVOLUTIONS.has(type)) return undefined;
  const filter = tensors[inputs[1]];
  if (filter?.role !== "constant" || filter.shape.length !== 4) return undefined;
  const [height, width, depth, many] = filter.shape;
  const shape = isDepthwise ? [1, height, width, depth * many] : [many, height, width, depth];
  return convolutionWords(inputs, add({ ...filter, shape }), isDepthwise, windows);
};
