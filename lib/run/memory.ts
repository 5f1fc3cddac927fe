/** Memory of one graph: where the elements of each tensor lie. */

import type { Graph, Tensor } from "../graph/mod.ts";
import { elementBytes, type Elements, viewOf } from "./elements.ts";
import type { Operand } from "./kernel.ts";

/** Memory of one graph. */
export interface GraphMemory {
  /** Per tensor: its elements; absent for types and tensors that no kernel can read. */
  readonly operands: readonly (Operand | undefined)[];
  /** Per tensor: its offset in the arena, or -1 where it has a place of its own. */
  readonly offsets: readonly number[];
  /** The memory that tensors with an offset share. */
  readonly arena: ArrayBuffer;
}

/** Whether a tensor's bytes are planned: computed at run time, of a size, and not just a handle. */
function isPlanned({ role, bytes, dtype }: Tensor): boolean {
  return role === "activation" && bytes > 0 && dtype !== "resource";
}

/** Bytes of an arena, or of all tensors apart, beyond which nothing is run: no device has them. */
const MOST_BYTES = 2 ** 28;

/**
 * Lays out a graph. Constants are read where the file has them; variables start as TensorFlow Lite
 * Micro resets them. Offsets count for activations only; without one (-1) a tensor has a place of
 * its own.
 *
 * @throws {RangeError} If an offset is not a multiple of the element size of its tensor, or more than
 * 2^28 bytes are to be laid out.
 */
export function layOut(graph: Graph, given: readonly number[] = []): GraphMemory {
  const offsets = graph.tensors.map((tensor, id) => isPlanned(tensor) ? given[id] ?? -1 : -1);
  const size = graph.tensors.reduce(
    (end, { bytes }, id) => offsets[id] < 0 ? end : Math.max(end, offsets[id] + bytes),
    0,
  );
  const apart = graph.tensors.reduce(
    (sum, { role, bytes }, id) => role === "constant" || offsets[id] >= 0 ? sum : sum + bytes,
    0,
  );
  if (size + apart > MOST_BYTES) {
    throw new RangeError(`Cannot run: at most ${MOST_BYTES} bytes wanted, ${size + apart} came`);
  }
  const arena = new ArrayBuffer(size);
  const operands = graph.tensors.map((tensor, id): Operand | undefined => {
    if (elementBytes(tensor.dtype) === 0) return undefined;
    if (offsets[id] >= 0) {
      return { tensor, data: viewOf(tensor.dtype, arena, offsets[id], tensor.bytes) };
    }
    const data = tensor.role === "constant" ? constantElements(tensor) : ownElements(tensor);
    return data && { tensor, data };
  });
  return { operands, offsets, arena };
}

function ownElements(tensor: Tensor): Elements {
  const bytes = new Uint8Array(tensor.bytes);
  const isStored = tensor.role === "variable" && tensor.dtype === "int8";
  if (isStored) bytes.fill(tensor.quantization?.zeroPoints[0] ?? 0);
  return viewOf(tensor.dtype, bytes.buffer, 0, tensor.bytes);
}

/** The file's own bytes, or a copy where they do not lie as typed arrays want them. */
function constantElements(tensor: Tensor): Elements | undefined {
  if (tensor.sparse) return undefined;
  const data = tensor.data ?? (tensor.bytes === 0 ? new Uint8Array(0) : undefined);
  if (data === undefined || data.length < tensor.bytes) return undefined;
  const aligned = data.byteOffset % elementBytes(tensor.dtype) === 0 ? data : data.slice();
  return viewOf(tensor.dtype, aligned.buffer as ArrayBuffer, aligned.byteOffset, tensor.bytes);
}

/** The bytes of an operand, where they lie. */
export function bytesOf({ data }: Operand): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
