/** TRANSPOSE, SLICE, PAD, PADV2, MIRROR_PAD, DEPTH_TO_SPACE, SPACE_TO_DEPTH, BROADCAST_TO. */

import { type Call, cells, constantIntegers, inputOf, type Kernel, numberOf } from "../kernel.ts";
import { textOf } from "../kernel.ts";
import { zeroPointOf } from "../quantization.ts";
import { broadcastSources, moveFrom, stridedSources, stridesOf } from "./move.ts";
import { imageShape } from "./window.ts";

/** Prepares TRANSPOSE for all types. */
export const transposeKernel: Kernel = (call) => {
  const strides = stridesOf(inputOf(call, 0).tensor.shape);
  const steps = constantIntegers(call, 1).map((from) => strides.at(from)!);
  return moveFrom(call, stridedSources(call.outputs[0].tensor.shape, steps));
};

/** Prepares SLICE for all types; where it begins may be computed at run time. */
export const sliceKernel: Kernel = (call) => {
  const begin = inputOf(call, 1);
  const strides = stridesOf(inputOf(call, 0).tensor.shape);
  const startOf = () => {
    const from = Array.from(begin.data, Number);
    return from.reduce((start, at, i) => start + at * strides[i], 0);
  };
  const { shape } = call.outputs[0].tensor;
  if (begin.tensor.role === "constant") {
    return moveFrom(call, stridedSources(shape, strides, startOf()));
  }
  return () => {
    call.watch?.reads(1, 0, begin.data.length);
    moveFrom(call, stridedSources(shape, strides, startOf()))();
  };
};

/** Prepares PAD (with zeros, or the zero point) and PADV2 (with input 2) for all types. */
export const padKernel: Kernel = (call) => {
  const { shape } = inputOf(call, 0).tensor;
  const [output] = call.outputs;
  const paddings = constantIntegers(call, 1);
  const strides = stridesOf(shape);
  const sources = new Int32Array(output.data.length);
  fillSources(output.tensor.shape, sources, (index) => {
    let source = 0;
    for (let i = 0; i < shape.length; i++) {
      const at = index[i] - paddings[2 * i];
      if (at < 0 || at >= shape[i]) return -1;
      source += at * strides[i];
    }
    return source;
  });
  const value = call.inputs[2];
  if (value !== undefined) return moveFrom(call, sources, { operand: value, place: 2 });
  const is8Bit = output.tensor.dtype === "int8" || output.tensor.dtype === "uint8";
  return moveFrom(call, sources, is8Bit ? zeroPointOf(output) : 0);
};

/** Prepares MIRROR_PAD for all types. */
export const mirrorPadKernel: Kernel = (call) => {
  const { shape } = inputOf(call, 0).tensor;
  const outputShape = call.outputs[0].tensor.shape;
  const paddings = constantIntegers(call, 1);
  const strides = stridesOf(shape);
  // REFLECT leaves the border element out, SYMMETRIC repeats it.
  const border = textOf(call, "mode") === "REFLECT" ? 1 : 0;
  const sources = new Int32Array(call.outputs[0].data.length);
  fillSources(outputShape, sources, (index) =>
    index.reduce((source, i, d) => {
      let at = i - paddings[2 * d];
      if (at < 0) at = -at - 1 + border;
      if (at >= shape[d]) at = 2 * shape[d] - 1 - border - at;
      return source + at * strides[d];
    }, 0));
  return moveFrom(call, sources);
};

/** Sets every source from its index along each dimension. */
function fillSources(
  shape: readonly number[],
  sources: Int32Array,
  of: (index: readonly number[]) => number,
): void {
  const index = shape.map(() => 0);
  for (let i = 0; i < sources.length; i++) {
    sources[i] = of(index);
    for (let d = shape.length - 1; d >= 0 && ++index[d] === shape[d]; d--) index[d] = 0;
  }
}

/** Sizes of an image in blocks: batch, rows, columns, channels and the block. */
function blocksOf(call: Call, deep: readonly number[]) {
  const [batches, rows, columns] = deep;
  const block = numberOf(call, "block_size");
  return { batches, rows, columns, block, depth: deep[3] / block ** 2 };
}

/** Prepares DEPTH_TO_SPACE for all types. */
export const depthToSpaceKernel: Kernel = (call) => {
  const deep = imageShape(call, inputOf(call, 0));
  const { batches, rows, columns, block, depth } = blocksOf(call, deep);
  const pixel = deep[3];
  const shape = [batches, rows, block, columns, block, depth];
  const steps = [rows * columns * pixel, columns * pixel, block * depth, pixel, depth, 1];
  return moveFrom(call, stridedSources(shape, steps));
};

/** Prepares SPACE_TO_DEPTH for all types: from the first input element to the last. */
export const spaceToDepthKernel: Kernel = (call) => {
  const deep = imageShape(call, call.outputs[0]);
  const { batches, rows, columns, block, depth } = blocksOf(call, deep);
  const pixel = deep[3];
  const shape = [batches, rows, block, columns, block, depth];
  const steps = [rows * columns * pixel, columns * pixel, block * depth, pixel, depth, 1];
  const targets = stridedSources(shape, steps);
  const x = cells(inputOf(call, 0));
  const y = cells(call.outputs[0]);
  const { watch } = call;
  return () => {
    for (let i = 0; i < targets.length; i++) {
      watch?.copies(0, i, 0, targets[i], 1);
      y[targets[i]] = x[i];
    }
  };
};

/** Prepares BROADCAST_TO for all types. */
export const broadcastToKernel: Kernel = (call) =>
  moveFrom(call, broadcastSources(inputOf(call, 0).tensor.shape, call.outputs[0].tensor.shape));
