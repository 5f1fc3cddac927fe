/** Extends a kernel by zeros instead of padding the image: PAD and VALID become SAME. */

import { bytesOf } from "../graph/mod.ts";
import { int32Of } from "./band_rows.ts";
import type { Draft } from "./draft.ts";
import { type OutlineOperator, type OutlineTensor, readersOf } from "./outline.ts";

/**
 * The draft in which every convolution that reads the output of a PAD, and nobody else does, pads its
 * image itself, where zeros in front of its filter and behind it can make the padding of SAME fall
 * into the right places (3x3 with stride 2 becomes 4x4). The draft itself where there is none.
 *
 * Outputs cannot change: the taps that are added are zero, and the zero point of int8 filters is zero,
 * so that they add nothing to any sum of integers; the others meet the same values as before, since
 * the padding that PAD writes is the zero point of the image, which convolutions subtract.
 */
export function extendKernels(draft: Draft): Draft {
  const readers = readersOf(draft);
  const tensors = [...draft.tensors];
  const replaced = new Map<number, OutlineOperator>();
  const dropped = new Set<number>();
  draft.operators.forEach((pad, p) => {
    const [image, padded] = [pad.inputs[0], pad.outputs[0]];
    if (pad.type !== "PAD" || readers[padded].length !== 1 || draft.outputs.includes(padded)) {
      return;
    }
    const [reader] = readers[padded];
    const convolution = draft.operators[reader];
    const margins = int32Of(tensors[pad.inputs[1]].data);
    if (!margins || !isSamePlace(tensors[image], tensors[padded])) return;
    const filter = extended(tensors, convolution, image, margins);
    if (filter === undefined) return;
    const inputs = [image, tensors.push(filter) - 1, ...convolution.inputs.slice(2)];
    const attributes = { ...convolution.attributes, padding: "SAME" };
    replaced.set(reader, { ...convolution, inputs, attributes });
    dropped.add(p);
  });
  if (replaced.size === 0) return draft;
  const operators = draft.operators.map((operator, o) => replaced.get(o) ?? operator)
    .filter((_, o) => !dropped.has(o));
  return { ...draft, tensors, operators };
}

/** Whether two tensors store the same numbers as the same bytes of int8. */
function isSamePlace(a: OutlineTensor, b: OutlineTensor): boolean {
  const key = ({ quantization }: OutlineTensor) =>
    `${quantization?.scales} ${quantization?.zeroPoints}`;
  return a.dtype === "int8" && b.dtype === "int8" && key(a) === key(b);
}

/** The filter with zeros around it; `undefined` where none makes SAME pad as `margins` do. */
function extended(
  tensors: readonly OutlineTensor[],
  { type, inputs, outputs, attributes }: OutlineOperator,
  image: number,
  margins: readonly number[],
): OutlineTensor | undefined {
  if (type !== "CONV_2D" && type !== "DEPTHWISE_CONV_2D") return undefined;
  const filter = tensors[inputs[1]];
  const isPlain = filter?.data && filter.dtype === "int8" &&
    filter.quantization?.zeroPoints.every((point) => point === 0);
  if (!isPlain || attributes.padding !== "VALID" || margins.length !== 8) return undefined;
  if ([margins[0], margins[1], margins[6], margins[7]].some((margin) => margin !== 0)) {
    return undefined;
  }
  const [count, height, width, depth] = filter.shape;
  const [rows, columns] = (["h", "w"] as const).map((letter, d) =>
    taps({
      taps: d === 0 ? height : width,
      stride: Number(attributes[`stride_${letter}`]),
      dilation: Number(attributes[`dilation_${letter}_factor`]),
      input: tensors[image].shape[d + 1],
      output: tensors[outputs[0]].shape[d + 1],
      before: margins[2 + 2 * d],
    })
  );
  if (!rows || !columns) return undefined;
  const shape = [count, rows.taps, columns.taps, depth];
  const data = new Uint8Array(bytesOf("int8", shape));
  for (let o = 0; o < count; o++) {
    for (let y = 0; y < height; y++) {
      const from = (o * height + y) * width * depth;
      const to = ((o * rows.taps + rows.front + y) * columns.taps + columns.front) * depth;
      data.set(filter.data!.subarray(from, from + width * depth), to);
    }
  }
  const { name, quantization, table, like = table } = filter;
  return {
    name: `${name}, extended`,
    dtype: "int8",
    shape,
    bytes: data.length,
    role: "constant",
    data,
    ...quantization && { quantization },
    ...like !== undefined && { like },
  };
}

/** The fewest taps, and those in front, with which SAME puts `before` positions before the image. */
function taps(
  { taps, stride, dilation, input, output, before }: {
    readonly taps: number;
    readonly stride: number;
    readonly dilation: number;
    readonly input: number;
    readonly output: number;
    readonly before: number;
  },
): { taps: number; front: number } | undefined {
  if (Math.ceil(input / stride) !== output) return undefined;
  for (let count = taps; count <= 2 * taps + stride; count++) {
    const total = Math.max(0, (output - 1) * stride + (count - 1) * dilation + 1 - input);
    const front = (Math.floor(total / 2) - before) / dilation;
    if (Number.isInteger(front) && front >= 0 && front + taps <= count) {
      return { taps: count, front };
    }
  }
  return undefined;
}
