/** SHAPE, RANK, FILL and ZEROS_LIKE: outputs that depend on no element, or on one. */

import { type Call, cells, inputOf, type Kernel } from "../kernel.ts";

/** A number as an element of the output. */
function asElement(call: Call, value: number): unknown {
  return call.outputs[0].tensor.dtype === "int64" ? BigInt(value) : value;
}

/** Writes values one by one. */
function writes(call: Call, valueAt: (i: number) => unknown): () => void {
  const y = cells(call.outputs[0]);
  return () => {
    for (let i = 0; i < y.length; i++) {
      y[i] = valueAt(i);
      call.watch?.writes(0, i, 1);
    }
  };
}

/** Prepares SHAPE. */
export const shapeKernel: Kernel = (call) => {
  const { shape } = inputOf(call, 0).tensor;
  return writes(call, (i) => asElement(call, shape[i]));
};

/** Prepares RANK. */
export const rankKernel: Kernel = (call) => {
  const rank = inputOf(call, 0).tensor.shape.length;
  return writes(call, () => asElement(call, rank));
};

/** Prepares ZEROS_LIKE for all types. */
export const zerosLikeKernel: Kernel = (call) => writes(call, () => asElement(call, 0));

/** Prepares FILL for all types. */
export const fillKernel: Kernel = (call) => {
  const value = cells(inputOf(call, 1));
  return writes(call, () => {
    call.watch?.reads(1, 0, 1);
    return value[0];
  });
};
