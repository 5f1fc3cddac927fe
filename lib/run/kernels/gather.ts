/** GATHER and GATHER_ND: one `memcpy` for each index. */

import { type Call, inputOf, type Kernel, numberOf, numbers } from "../kernel.ts";
import type { Operand } from "../kernel.ts";
import { copyRun } from "./copy.ts";

const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);

/** The index at a place; int64 indices are bigints. */
function indexAt(indices: Operand, at: number): number {
  return Number(numbers(indices)[at]);
}

/** Prepares GATHER for all types. */
export const gatherKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const indices = inputOf(call, 1);
  const { shape } = input.tensor;
  const axis = numberOf(call, "axis") + (numberOf(call, "axis") < 0 ? shape.length : 0);
  const rank = indices.tensor.shape.length;
  const batchDims = numberOf(call, "batch_dims") + (numberOf(call, "batch_dims") < 0 ? rank : 0);
  const batches = product(shape.slice(0, batchDims));
  const outer = product(shape.slice(batchDims, axis));
  const size = product(shape.slice(axis + 1));
  const perBatch = product(indices.tensor.shape.slice(batchDims));
  return () => {
    let to = 0;
    for (let row = 0; row < batches * outer; row++) {
      const firstIndex = Math.floor(row / outer) * perBatch;
      for (let i = 0; i < perBatch; i++, to += size) {
        call.watch?.reads(1, firstIndex + i, 1);
        const first = (row * shape[axis] + indexAt(indices, firstIndex + i)) * size;
        copyTo(call, first, to, size);
      }
    }
  };
};

/** Prepares GATHER_ND for all types. */
export const gatherNdKernel: Kernel = (call) => {
  const { shape } = inputOf(call, 0).tensor;
  const indices = inputOf(call, 1);
  const depth = indices.tensor.shape.at(-1)!;
  const size = product(shape.slice(depth));
  const count = product(indices.tensor.shape.slice(0, -1));
  return () => {
    for (let i = 0; i < count; i++) {
      call.watch?.reads(1, i * depth, depth);
      let first = 0;
      for (let d = 0; d < depth; d++) {
        first += indexAt(indices, i * depth + d) * product(shape.slice(d + 1));
      }
      copyTo(call, first, i * size, size);
    }
  };
};

function copyTo(call: Call, from: number, to: number, size: number): void {
  const target = { operand: call.outputs[0], place: 0, first: to };
  copyRun({ operand: inputOf(call, 0), place: 0, first: from }, target, size, call.watch);
}
