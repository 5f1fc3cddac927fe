/** Operators of ONNX in the words of TensorFlow Lite; images go from NCHW to NHWC order. */

import { ABSENT, type Operator, type Tensor } from "../graph/mod.ts";
import { valuesOf } from "../operators/mod.ts";
import { allImages, channelsLast, inLastOrder, lastAxis } from "./_channels.ts";
import {
  convolutionWords,
  type Dialect,
  listOf,
  padWords,
  poolWords,
  resizeWords,
  type Sampling,
  type Translate,
  type Windows,
} from "./_words.ts";

/** Types that compute each element by itself, and what they are called. */
const ELEMENTWISE: Readonly<Record<string, string>> = {
  Abs: "ABS",
  Add: "ADD",
  BatchNormalization: "MUL",
  Clip: "RELU6",
  DequantizeLinear: "DEQUANTIZE",
  Div: "DIV",
  Elu: "ELU",
  HardSwish: "HARD_SWISH",
  LeakyRelu: "LEAKY_RELU",
  Max: "MAXIMUM",
  Min: "MINIMUM",
  Mul: "MUL",
  Neg: "NEG",
  PRelu: "PRELU",
  QuantizeLinear: "QUANTIZE",
  Relu: "RELU",
  Sigmoid: "LOGISTIC",
  Sub: "SUB",
  Sum: "ADD",
  Tanh: "TANH",
};

/** Further inputs of these are parameters that TensorFlow Lite's operator has not. */
const FIRST_INPUT_ONLY = new Set([
  "BatchNormalization",
  "Clip",
  "DequantizeLinear",
  "QuantizeLinear",
]);

/** Types that compute with stored integers: what they are without scales, and the inputs that are left. */
const INTEGER: Readonly<Record<string, readonly [type: string, ...inputs: number[]]>> = {
  QLinearConv: ["Conv", 0, 3, 8],
  "com.microsoft.QLinearAdd": ["Add", 0, 3],
  "com.microsoft.QLinearLeakyRelu": ["LeakyRelu", 0],
  "com.microsoft.QLinearMul": ["Mul", 0, 3],
  "com.microsoft.QLinearSigmoid": ["Sigmoid", 0],
};

/** Where Resize takes values from, by `coordinate_transformation_mode`. */
const SAMPLINGS: Readonly<Record<string, Sampling>> = {
  align_corners: { alignsCorners: true, halfPixels: false },
  asymmetric: { alignsCorners: false, halfPixels: false },
  half_pixel: { alignsCorners: false, halfPixels: true },
  pytorch_half_pixel: { alignsCorners: false, halfPixels: true },
};

/** The operator without scales and zero points among its inputs, which tensors of TensorFlow Lite have. */
function withoutScales(operator: Operator): Operator {
  const { type, inputs } = operator;
  if (type === "com.microsoft.QLinearConcat") {
    return { ...operator, type: "Concat", inputs: inputs.filter((_, i) => i % 3 === 2) };
  }
  if (!Object.hasOwn(INTEGER, type)) return operator;
  const [name, ...data] = INTEGER[type];
  const left = data.filter((place) => place < inputs.length).map((place) => inputs[place]);
  return { ...operator, type: name, inputs: left };
}

/** The words for an operator on images. */
const translate: Translate = (given, { tensors }, add) => {
  const operator = withoutScales(given);
  const { type, inputs, outputs, attributes } = operator;
  const [input, output] = [tensors[inputs[0]], tensors[outputs[0]]];
  if (!input || output?.shape.length !== 4) return undefined;
  if (outputs.slice(1).some((id) => id !== ABSENT)) return undefined;
  if (Object.hasOwn(ELEMENTWISE, type)) {
    const operands = FIRST_INPUT_ONLY.has(type) ? inputs.slice(0, 1) : inputs;
    const own = operands.map((id) =>
      tensors[id]?.role === "constant" ? add(channelsLast(tensors[id])) : id
    );
    return { type: ELEMENTWISE[type], inputs: own, attributes: {} };
  }
  if (type === "Concat") {
    const axis = lastAxis(Number(attributes.axis));
    return axis < 0 ? undefined : { type: "CONCATENATION", inputs, attributes: { axis } };
  }
  if (type === "MaxPool" || type === "AveragePool") {
    const taps = listOf(operator, "kernel_shape", 2);
    const windows = taps && windowsOf(operator, input, output, taps);
    return windows &&
      poolWords(type === "MaxPool" ? "MAX_POOL_2D" : "AVERAGE_POOL_2D", inputs, taps, windows);
  }
  if (type === "Pad") {
    const [, sizes, , axes] = inputs.map((id) => tensors[id]);
    const pads = listOf(operator, "pads", 8) ?? (sizes && valuesOf(sizes)) ?? [];
    if ((attributes.mode ?? "constant") !== "constant" || axes) return undefined;
    const margins = pads.slice(0, 4).map((before, d) => [before, ...pads.slice(4 + d, 5 + d)]);
    return padWords(inputs[0], inLastOrder(margins), add);
  }
  if (type === "Resize" || type === "Upsample") {
    const { mode = "nearest" } = attributes;
    const isPlane = [0, 1].every((d) => input.shape[d] === output.shape[d]);
    const usual = type === "Upsample" ? "asymmetric" : "half_pixel";
    const sampling = SAMPLINGS[String(attributes.coordinate_transformation_mode ?? usual)];
    if (!isPlane || !sampling || (mode !== "nearest" && mode !== "linear")) return undefined;
    return resizeWords(inputs[0], channelsLast(output), mode === "linear", sampling, add);
  }
  if (type !== "Conv") return undefined;
  const filter = tensors[inputs[1]];
  if (filter?.role !== "constant" || filter.shape.length !== 4) return undefined;
  const [filters, depth, ...taps] = filter.shape;
  const windows = windowsOf(operator, input, output, taps);
  const isDepthwise = depth === 1 && Number(attributes.group ?? 1) === input.shape[1];
  const shape = isDepthwise ? [1, ...taps, filters] : [filters, ...taps, depth];
  return windows && convolutionWords(inputs, add({ ...filter, shape }), isDepthwise, windows);
};

/** ONNX, in which all images have their channels first. */
export const onnxDialect: Dialect = { translate, channelsFirst: allImages };

/** The windows of an operator; `undefined` where the padding is neither SAME nor VALID. */
function windowsOf(
  operator: Operator,
  input: Tensor,
  output: Tensor,
  taps: readonly number[],
): Windows | undefined {
  const strides = listOf(operator, "strides", 2) ?? [1, 1];
  const dilations = listOf(operator, "dilations", 2) ?? [1, 1];
  const pads = listOf(operator, "pads", 4) ?? [0, 0, 0, 0];
  const along = [0, 1].map((d) => {
    const [before, after] = [input.shape[2 + d], output.shape[2 + d]];
    const reach = (taps[d] - 1) * dilations[d] + 1;
    const isPadded = pads[d] + pads[d + 2] > 0;
    if (!isPadded && after === Math.floor((before - reach) / strides[d]) + 1) return "VALID";
    return after === Math.ceil(before / strides[d]) ? "SAME" : undefined;
  });
  const padding = along.includes("SAME") ? "SAME" : "VALID";
  const isOne = along.every((each, d) => each === padding || taps[d] === 1);
  return isOne ? { strides, dilations, padding } : undefined;
}
