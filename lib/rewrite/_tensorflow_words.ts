/** Operators of TensorFlow in the words of TensorFlow Lite; images go to NHWC order. */

import { valuesOf } from "../operators/mod.ts";
import { channelsLast, imagesSaidFirst, inLastOrder, lastAxis } from "./_channels.ts";
import {
  convolutionWords,
  type Dialect,
  listOf,
  padWords,
  poolWords,
  resizeWords,
  type Translate,
} from "./_words.ts";

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

const RESIZING = new Set(["ResizeBilinear", "ResizeNearestNeighbor"]);

/** Types beside those that leave the dimensions of an image in their order. */
const KEEPS_ORDER = new Set(["ConcatV2", "Pad"]);

/** Transpositions that put an image's channels last, and first again. */
const [TO_LAST, TO_FIRST] = ["0,2,3,1", "0,3,1,2"];

/** The words for an operator on images. */
const translate: Translate = (operator, { tensors }, add, first) => {
  const { type, inputs, outputs, attributes } = operator;
  if (tensors[outputs[0]]?.shape.length !== 4) return undefined;
  const isFirst = first.has(outputs[0]);
  if (Object.hasOwn(ELEMENTWISE, type)) {
    const turned = (id: number) => {
      const isTurned = isFirst && type !== "BiasAdd" && tensors[id]?.role === "constant";
      return isTurned ? add(channelsLast(tensors[id])) : id;
    };
    return { type: ELEMENTWISE[type], inputs: inputs.map(turned), attributes: {} };
  }
  if (type === "ConcatV2") {
    const last = tensors[inputs[inputs.length - 1]];
    const [axis] = (last && valuesOf(last)) ?? [];
    if (axis === undefined) return undefined;
    return {
      type: "CONCATENATION",
      inputs: inputs.slice(0, -1),
      attributes: { axis: isFirst ? lastAxis(axis) : axis },
    };
  }
  if (type === "Transpose") {
    const order = String(tensors[inputs[1]] && valuesOf(tensors[inputs[1]]));
    // In a graph whose images all have their channels last, it moves nothing.
    const isGone = order === TO_LAST && first.has(inputs[0]) && !isFirst ||
      order === TO_FIRST && !first.has(inputs[0]) && isFirst;
    return isGone ? { type: "RESHAPE", inputs: inputs.slice(0, 1), attributes: {} } : undefined;
  }
  if (type === "Pad") {
    const sizes = (tensors[inputs[1]] && valuesOf(tensors[inputs[1]])) ?? [];
    const margins = [0, 2, 4, 6].map((at) => sizes.slice(at, at + 2));
    return padWords(inputs[0], isFirst ? inLastOrder(margins) : margins, add);
  }
  if (RESIZING.has(type) && !isFirst && !first.has(inputs[0])) {
    const sampling = {
      alignsCorners: attributes.align_corners === true,
      halfPixels: attributes.half_pixel_centers === true,
    };
    const resized = tensors[outputs[0]];
    return resizeWords(inputs[0], resized, type === "ResizeBilinear", sampling, add);
  }
  const { padding, data_format: format = "NHWC" } = attributes;
  // What is made in one order and read in the other is no image to one of the two.
  if (first.has(inputs[0]) !== isFirst || format !== (isFirst ? "NCHW" : "NHWC")) return undefined;
  if (padding !== "SAME" && padding !== "VALID") return undefined;
  const along = (name: string) => {
    const all = listOf(operator, name, 4) ?? [1, 1, 1, 1];
    return (isFirst ? inLastOrder(all) : all).slice(1, 3);
  };
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

/** TensorFlow, in which operators say where the channels of their images are. */
export const tensorflowDialect: Dialect = {
  translate,
  channelsFirst: (graph) =>
    imagesSaidFirst(
      graph,
      ({ type }) => KEEPS_ORDER.has(type) || Object.hasOwn(ELEMENTWISE, type),
    ),
};
