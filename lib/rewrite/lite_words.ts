/** An ONNX graph in the words of TensorFlow Lite, images in NHWC order: to count by, not to run. */

import { ABSENT, createGraph, type Graph, type Model, type Operator } from "../graph/mod.ts";
import type { Tensor } from "../graph/mod.ts";
import { fuse } from "./fuse.ts";

/** Types that compute each element by itself, and what they are called. */
const ELEMENTWISE: Readonly<Record<string, string>> = {
  Abs: "ABS",
  Add: "ADD",
  BatchNormalization: "MUL",
  Clip: "RELU6",
  Div: "DIV",
  Elu: "ELU",
  HardSwish: "HARD_SWISH",
  LeakyRelu: "LEAKY_RELU",
  Max: "MAXIMUM",
  Min: "MINIMUM",
  Mul: "MUL",
  Neg: "NEG",
  PRelu: "PRELU",
  Relu: "RELU",
  Sigmoid: "LOGISTIC",
  Sub: "SUB",
  Tanh: "TANH",
};

/** Places of an image's or a filter's dimensions, channels first, when channels are last. */
const LAST = [0, 2, 3, 1];

/** What an operator is called, and the inputs and settings that go with the name. */
type Words = Pick<Operator, "type" | "attributes" | "inputs">;

/**
 * The main graph as a converter to TensorFlow Lite would write it, as far as sizes go: what it fuses
 * is fused ({@linkcode fuse}), tensors of four dimensions have their channels last. Operators whose
 * padding TensorFlow Lite has no word for, and all that are not about images, keep their own names.
 *
 * Where ONNX pads both sides alike and TensorFlow Lite the far side more, windows lie one row apart:
 * rows that bands read are right to a row.
 */
export function inLiteWords(model: Model): Graph {
  const graph = fuse(model).graphs[model.main];
  const tensors = graph.tensors.map((tensor) =>
    tensor.role === "activation" ? channelsLast(tensor) : tensor
  );
  const operators = graph.operators.map((operator) => {
    const data = (tensor: Tensor) => tensors.push(tensor) - 1;
    return { ...operator, ...wordsOf(operator, graph, data) };
  });
  return createGraph({ ...graph, tensors, operators });
}

const isImage = ({ shape }: Tensor) => shape.length === 4;

/** The same with its channels as the last dimension: of an image, a filter, or what is added to one. */
function channelsLast(tensor: Tensor): Tensor {
  const { shape } = tensor;
  if (shape.length === 3 && tensor.role === "constant") {
    return { ...tensor, shape: [shape[1], shape[2], shape[0]] };
  }
  return isImage(tensor) ? { ...tensor, shape: LAST.map((d) => shape[d]) } : tensor;
}

/** @param add Appends a constant, and tells its id. */
function wordsOf(
  operator: Operator,
  { tensors }: Graph,
  add: (tensor: Tensor) => number,
): Words | undefined {
  const { type, inputs, outputs, attributes } = operator;
  const [input, output] = [tensors[inputs[0]], tensors[outputs[0]]];
  if (!input || outputs.slice(1).some((id) => id !== ABSENT) || !isImage(output)) return undefined;
  if (type in ELEMENTWISE) {
    const operands = type === "BatchNormalization" || type === "Clip" ? inputs.slice(0, 1) : inputs;
    const own = operands.map((id) =>
      tensors[id]?.role === "constant" ? add(channelsLast(tensors[id])) : id
    );
    return { type: ELEMENTWISE[type], inputs: own, attributes: {} };
  }
  if (type === "Concat") {
    const axis = LAST.indexOf((Number(attributes.axis) + 4) % 4);
    return { type: "CONCATENATION", inputs, attributes: { axis } };
  }
  const isConv = type === "Conv";
  if (!isConv && type !== "MaxPool" && type !== "AveragePool") return undefined;
  const filter = isConv ? tensors[inputs[1]] : undefined;
  const taps = (filter?.shape.slice(2) ?? attributes.kernel_shape) as readonly number[];
  const windows = windowsOf(operator, input, output, taps);
  if (windows === undefined) return undefined;
  if (filter === undefined) {
    if (windows.dilation_h_factor !== 1 || windows.dilation_w_factor !== 1) return undefined;
    return {
      type: type === "MaxPool" ? "MAX_POOL_2D" : "AVERAGE_POOL_2D",
      inputs,
      attributes: { ...windows, filter_height: taps[0], filter_width: taps[1] },
    };
  }
  const [filters, depth] = filter.shape;
  const isDepthwise = depth === 1 && Number(attributes.group ?? 1) === input.shape[1];
  const shape = isDepthwise ? [1, ...taps, filters] : [filters, ...taps, depth];
  return {
    type: isDepthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D",
    inputs: [inputs[0], add({ ...filter, shape }), ...inputs.slice(2)],
    attributes: windows,
  };
}

/** Strides, dilations and padding; `undefined` where the padding is neither SAME nor VALID. */
function windowsOf(
  { attributes }: Operator,
  input: Tensor,
  output: Tensor,
  taps: readonly number[],
): Record<string, number | string> | undefined {
  const [strides, dilations, pads] = [
    attributes.strides ?? [1, 1],
    attributes.dilations ?? [1, 1],
    attributes.pads ?? [0, 0, 0, 0],
  ] as (readonly number[])[];
  const along = [0, 1].map((d) => {
    const [before, after] = [input.shape[2 + d], output.shape[2 + d]];
    const reach = (taps[d] - 1) * dilations[d] + 1;
    const isPadded = pads[d] + pads[d + 2] > 0;
    if (!isPadded && after === Math.floor((before - reach) / strides[d]) + 1) return "VALID";
    return after === Math.ceil(before / strides[d]) ? "SAME" : undefined;
  });
  const padding = along.includes("SAME") ? "SAME" : "VALID";
  if (along.some((each, d) => each !== padding && taps[d] > 1)) return undefined;
  return {
    padding,
    stride_h: strides[0],
    stride_w: strides[1],
    dilation_h_factor: dilations[0],
    dilation_w_factor: dilations[1],
  };
}
