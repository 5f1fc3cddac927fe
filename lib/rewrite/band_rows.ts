/** Which rows of its inputs an operator needs for some rows of its output, image rows in NHWC order. */

import type { Graph, Operator } from "../graph/mod.ts";
import { type Resizing, resizingOf } from "./band_resize.ts";
import type { Rows } from "./rows.ts";

/** Zeros around a piece: rows above and below, columns before and after. */
export interface Margins {
  /** Rows above. */
  readonly top: number;
  /** Rows below. */
  readonly bottom: number;
  /** Columns before. */
  readonly left: number;
  /** Columns after. */
  readonly right: number;
}

/** Output and all data inputs have the same rows, and each is computed from the same row only. */
const ROW_BY_ROW = new Set(
  `ABS ADD CAST DEQUANTIZE DIV ELU HARD_SWISH LEAKY_RELU LOGISTIC MAXIMUM MINIMUM MUL NEG PRELU
QUANTIZE RELU RELU6 ROUND SOFTMAX SQUARED_DIFFERENCE SUB TANH L2_NORMALIZATION CONCATENATION`
    .split(/\s+/),
);

/** Types that leave one number of each pixel. */
const REDUCING = new Set(["ARG_MAX", "ARG_MIN"]);

/** Types whose rows are those of a smaller image. */
const RESIZING = new Set(["RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"]);

/** Types whose windows slide over rows and columns. */
const WINDOWS = new Set(["CONV_2D", "DEPTHWISE_CONV_2D", "MAX_POOL_2D", "AVERAGE_POOL_2D"]);

/** How an operator's rows depend on each other. */
export type RowRule =
  | { readonly how: "same" }
  | { readonly how: "padded"; readonly above: number }
  | { readonly how: "cropped"; readonly above: number }
  | { readonly how: "resized"; readonly rows: Resizing }
  | { readonly how: "window"; readonly rows: Sliding; readonly columns: Sliding };

/** A window that slides along one dimension. */
export interface Sliding {
  /** Positions of the input. */
  readonly input: number;
  /** Positions of the output. */
  readonly output: number;
  readonly stride: number;
  /** Positions from the first to behind the last tap. */
  readonly reach: number;
  /** Padding of the operator as it is: all, and before the first position. */
  readonly padding: number;
  readonly before: number;
}

/**
 * How the rows of an operator depend on each other; a reason where it cannot be cut into bands.
 *
 * Batch 1 only, and rows as the second dimension of three at least: then rows are contiguous.
 * Operands that are broadcast over rows must be constants. Found once per graph.
 */
export function rowRule(operator: Operator, graph: Graph): RowRule | string {
  let rules = known.get(graph);
  if (!rules) known.set(graph, rules = new Map());
  let rule = rules.get(operator);
  if (rule === undefined) rules.set(operator, rule = findRule(operator, graph));
  return rule;
}

const known = new WeakMap<Graph, Map<Operator, RowRule | string>>();

function findRule(operator: Operator, { tensors }: Graph): RowRule | string {
  const { type, attributes } = operator;
  if (operator.outputs.length !== 1) return "it has several outputs";
  const data = dataInputs(operator, tensors).map((id) => tensors[id]);
  const output = tensors[operator.outputs[0]];
  const images = [...data, output];
  if (WINDOWS.has(type) && data.length > 1) return "its weights are computed";
  if (images.some(({ shape }) => shape.length < 3)) return "it does not work on images";
  if (images.some(({ shape }) => shape[0] !== 1)) return "it works on more than one image";
  if (REDUCING.has(type)) {
    const [axis] = int32Of(tensors[operator.inputs[1]]?.data) ?? [];
    const { length } = data[0].shape;
    return length === 4 && (axis === 3 || axis === -1) ? { how: "same" } : "it compares pixels";
  }
  const rank = output.shape.length;
  if (images.some(({ shape }) => shape.length !== rank)) return "its images have other dimensions";
  if (ROW_BY_ROW.has(type)) {
    if (images.some(({ shape }) => shape[1] !== output.shape[1])) return "it repeats rows";
    const axis = (Number(attributes.axis) + rank) % rank;
    if (type === "CONCATENATION" && axis < 2) return "it joins rows";
    const constants = operator.inputs.filter((id) => tensors[id]?.role === "constant");
    if (constants.some((id) => (tensors[id].shape.at(1 - rank) ?? 1) !== 1)) {
      return "its rows differ";
    }
    return { how: "same" };
  }
  if (type === "PAD") {
    const padding = int32Of(tensors[operator.inputs[1]]?.data);
    if (padding?.length !== 8) return "its padding is not known";
    return { how: "padded", above: padding[2] };
  }
  if (type === "STRIDED_SLICE") {
    const above = cropOf(operator, tensors);
    return above === undefined ? "it does more than to drop borders" : { how: "cropped", above };
  }
  if (RESIZING.has(type)) {
    const rows = resizingOf(operator, data[0].shape[1], output.shape[1]);
    return typeof rows === "string" ? rows : { how: "resized", rows };
  }
  if (!WINDOWS.has(type)) return `${type} does not work row by row`;
  const [rows, columns] = (["h", "w"] as const).map((letter, d) =>
    slidingOf(operator, tensors, letter, data[0].shape[d + 1], output.shape[d + 1])
  );
  return { how: "window", rows, columns };
}

/** Rows that a slice drops above; `undefined` where it does more than to drop borders. */
function cropOf({ inputs, attributes }: Operator, tensors: Graph["tensors"]): number | undefined {
  const [begin, , strides] = inputs.slice(1).map((id) => int32Of(tensors[id]?.data));
  const isPlain = ["ellipsis_mask", "new_axis_mask", "shrink_axis_mask"]
    .every((mask) => Number(attributes[mask]) === 0) && attributes.offset !== true;
  if (!isPlain || begin?.length !== 4 || !strides?.every((stride) => stride === 1)) {
    return undefined;
  }
  const above = Number(attributes.begin_mask) & 2 ? 0 : begin[1];
  return above < 0 ? undefined : above;
}

/** The activations that an operator reads, each place once. */
export function dataInputs(operator: Operator, tensors: Graph["tensors"]): number[] {
  return operator.inputs.filter((id) => tensors[id]?.role === "activation");
}

/** The values of a constant of int32. */
export function int32Of(data: Uint8Array | undefined): number[] | undefined {
  if (data === undefined) return undefined;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Array.from({ length: data.length / 4 }, (_, i) => view.getInt32(4 * i, true));
}

function slidingOf(
  { type, inputs, attributes }: Operator,
  tensors: Graph["tensors"],
  letter: "h" | "w",
  input: number,
  output: number,
): Sliding {
  const isPool = type.endsWith("POOL_2D");
  const taps = isPool
    ? Number(attributes[letter === "h" ? "filter_height" : "filter_width"])
    : tensors[inputs[1]].shape[letter === "h" ? 1 : 2];
  const dilation = isPool ? 1 : Number(attributes[`dilation_${letter}_factor`]);
  const stride = Number(attributes[`stride_${letter}`]);
  const reach = (taps - 1) * dilation + 1;
  const padding = attributes.padding === "SAME" ? samePadding(output, stride, reach, input) : 0;
  return { input, output, stride, reach, padding, before: Math.floor(padding / 2) };
}

/** All padding that SAME puts along one dimension; the smaller half goes before. */
function samePadding(output: number, stride: number, reach: number, input: number): number {
  return Math.max(0, (output - 1) * stride + reach - input);
}

/** Rows of the input that some rows of the output read, and the rows of padding around them. */
export function rowsRead(
  { input, stride, reach, before }: Sliding,
  { from, to }: Rows,
): { rows: Rows; top: number; bottom: number } {
  const first = from * stride - before;
  const end = (to - 1) * stride - before + reach;
  const rows = { from: Math.max(0, first), to: Math.min(input, end) };
  return { rows, top: rows.from - first, bottom: end - rows.to };
}

/**
 * The fewest rows of the input on which the operator itself, with its SAME padding, computes some
 * rows of the output: `made` are all rows that it then computes. Those outside of the wanted ones may
 * be wrong: they have read padding where the image goes on. `undefined` where no rows will do.
 *
 * The padding above comes from the height of the piece; rows of the output are right only where it
 * sets the windows on the same rows of the image as the padding of the whole image does.
 */
export function rowsForSame(
  sliding: Sliding,
  wanted: Rows,
): { rows: Rows; made: Rows } | undefined {
  const { input, stride, reach, before } = sliding;
  const needed = rowsRead(sliding, wanted).rows;
  for (let spare = 0; spare <= 4 * stride; spare++) {
    for (let above = spare; above >= 0; above--) {
      const rows = { from: needed.from - above, to: needed.to + spare - above };
      if (rows.from < 0 || rows.to > input) continue;
      const count = Math.ceil((rows.to - rows.from) / stride);
      const padding = samePadding(count, stride, reach, rows.to - rows.from);
      const shift = rows.from - Math.floor(padding / 2) + before;
      if (shift % stride !== 0) continue;
      const made = { from: shift / stride, to: shift / stride + count };
      if (made.from > wanted.from || made.to < wanted.to) continue;
      return { rows, made };
    }
  }
  return undefined;
}
