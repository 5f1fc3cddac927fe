/** Computes the output of an operator a second time instead of keeping it. */

import type { Draft } from "./draft.ts";
import { readersOf } from "./outline.ts";

/**
 * The draft in which the last reader of a tensor reads a second result of the same operator, computed
 * just before. It pays where the operator reads less than it writes, and what it reads is cheap to
 * keep.
 *
 * Outputs cannot change: the same operator with the same weights reads the same tensors, which nobody
 * writes in between, and no operator that a draft may hold has a memory of its own.
 *
 * @throws {RangeError} If the tensor is not computed, or has fewer than two readers.
 */
export function recompute(draft: Draft, tensor: number): Draft {
  const producer = draft.operators.findIndex(({ outputs }) => outputs.includes(tensor));
  const readers = readersOf(draft)[tensor];
  const own = draft.operators[producer];
  if (producer < 0 || readers.length < 2 || own.outputs.length !== 1) {
    throw new RangeError(
      `Cannot compute tensor ${tensor} twice: one that is computed alone and read twice wanted, ` +
        `${readers.length} readers came`,
    );
  }
  const last = readers[readers.length - 1];
  const { name, dtype, shape, bytes, quantization, table, like = table } = draft.tensors[tensor];
  const second = draft.tensors.length;
  const copy = {
    name: `${name}, again`,
    dtype,
    shape,
    bytes,
    role: "activation",
    ...quantization && { quantization },
    ...like !== undefined && { like },
  } as const;
  const reader = draft.operators[last];
  const inputs = reader.inputs.map((id) => id === tensor ? second : id);
  return {
    ...draft,
    tensors: [...draft.tensors, copy],
    operators: draft.operators.toSpliced(
      last,
      1,
      { ...own, name: copy.name, outputs: [second] },
      { ...reader, inputs },
    ),
  };
}
