/** What translations of operators into the words of TensorFlow Lite have in common. */

import type { Graph, Operator, Tensor } from "../graph/mod.ts";
import { int32Constant } from "./constants.ts";

/** What an operator is called, and the inputs and settings that go with the name. */
export type Words = Pick<Operator, "type" | "attributes" | "inputs">;

/**
 * Translates one operator; `undefined` where TensorFlow Lite has no word for it.
 *
 * @param graph The graph as it was, with the images of `first` not turned yet.
 * @param add Appends a constant, and tells its id.
 * @param first Ids of the images whose channels come first.
 */
export type Translate = (
  operator: Operator,
  graph: Graph,
  add: (tensor: Tensor) => number,
  first: ReadonlySet<number>,
) => Words | undefined;

/** How a format's graphs become those of TensorFlow Lite. */
export interface Dialect {
  /** The words for its operators. */
  readonly translate: Translate;
  /** Ids of the images of a graph whose channels come first. */
  readonly channelsFirst: (graph: Graph) => ReadonlySet<number>;
}

/** Strides and dilations in height and width, and a padding that TensorFlow Lite has a word for. */
export interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly padding: "SAME" | "VALID";
}

/** A list of numbers among the settings; `undefined` where there is none of that length. */
export function listOf(
  { attributes }: Operator,
  name: string,
  length: number,
): readonly number[] | undefined {
  const value = attributes[name];
  const isList = Array.isArray(value) && value.length === length;
  return isList && value.every((each) => typeof each === "number") ? value : undefined;
}

/** A convolution with its filter in TensorFlow Lite's order; further inputs stay. */
export function convolutionWords(
  inputs: readonly number[],
  filter: number,
  isDepthwise: boolean,
  windows: Windows,
): Words {
  return {
    type: isDepthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D",
    inputs: [inputs[0], filter, ...inputs.slice(2)],
    attributes: settings(windows),
  };
}

/** A pool; `undefined` with dilations, which those of TensorFlow Lite have not. */
export function poolWords(
  type: "MAX_POOL_2D" | "AVERAGE_POOL_2D",
  inputs: readonly number[],
  [height, width]: readonly number[],
  windows: Windows,
): Words | undefined {
  if (windows.dilations.some((each) => each !== 1)) return undefined;
  const attributes = { ...settings(windows), filter_height: height, filter_width: width };
  return { type, inputs, attributes };
}

/**
 * A padding by zeros.
 *
 * @param margins Before and after each dimension, channels last; `undefined` where one is not known, or
 * cuts off.
 */
export function padWords(
  image: number,
  margins: readonly (readonly number[])[],
  add: (tensor: Tensor) => number,
): Words | undefined {
  const sizes = margins.flat();
  if (sizes.length !== 8 || !sizes.every((size) => size >= 0)) return undefined;
  const paddings = add(int32Constant(sizes, [4, 2]));
  return { type: "PAD", inputs: [image, paddings], attributes: {} };
}

/** Where the places of a resized image lie in its input. */
export interface Sampling {
  /** Whether the corners of both images are the same places. */
  readonly alignsCorners: boolean;
  /** Whether places are those of the centres of pixels. */
  readonly halfPixels: boolean;
}

/** An image in another size; `resized` has its channels last. */
export function resizeWords(
  image: number,
  resized: Tensor,
  isBilinear: boolean,
  { alignsCorners, halfPixels }: Sampling,
  add: (tensor: Tensor) => number,
): Words {
  return {
    type: isBilinear ? "RESIZE_BILINEAR" : "RESIZE_NEAREST_NEIGHBOR",
    inputs: [image, add(int32Constant(resized.shape.slice(1, 3), [2]))],
    attributes: { align_corners: alignsCorners, half_pixel_centers: halfPixels },
  };
}

function settings({ padding, strides, dilations }: Windows) {
  return {
    padding,
    stride_h: strides[0],
    stride_w: strides[1],
    dilation_h_factor: dilations[0],
    dilation_w_factor: dilations[1],
  };
}
