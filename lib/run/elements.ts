/** Elements of tensors as typed arrays. */

import type { DType } from "../graph/mod.ts";

/** The elements of a tensor. */
export type Elements =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** Elements that read as numbers. */
export type Numbers = Exclude<Elements, BigInt64Array | BigUint64Array>;

/** Elements of any type that are only moved. */
export interface Cells {
  readonly length: number;
  [index: number]: unknown;
}

type Constructor = new (buffer: ArrayBuffer, byteOffset: number, length: number) => Elements;

/** How the bytes of each type are read; types that no kernel reads are left out. */
const ARRAY_OF: Partial<Record<DType, Constructor & { readonly BYTES_PER_ELEMENT: number }>> = {
  float64: Float64Array,
  float32: Float32Array,
  float16: Uint16Array, // bits; see `halfToNumber` of the graph
  int64: BigInt64Array,
  uint64: BigUint64Array,
  int32: Int32Array,
  uint32: Uint32Array,
  resource: Int32Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int4: Uint8Array, // two to a byte; see `unpackInt4`
};

/** Bytes of one element in memory; 0 for types that no kernel reads. */
export function elementBytes(dtype: DType): number {
  return ARRAY_OF[dtype]?.BYTES_PER_ELEMENT ?? 0;
}

/**
 * A view of memory as elements.
 *
 * @throws {RangeError} If the offset is not a multiple of the element size, or the type has no view.
 */
export function viewOf(
  dtype: DType,
  buffer: ArrayBuffer,
  byteOffset: number,
  bytes: number,
): Elements {
  const array = ARRAY_OF[dtype];
  if (array === undefined) {
    throw new RangeError(`Cannot read elements: a type of fixed size wanted, ${dtype} came`);
  }
  const size = array.BYTES_PER_ELEMENT;
  if (byteOffset % size !== 0) {
    throw new RangeError(
      `Cannot read elements: an offset that is a multiple of ${size} wanted for ${dtype}, ` +
        `${byteOffset} came`,
    );
  }
  return new array(buffer, byteOffset, Math.floor(bytes / size));
}

/** Signed 4-bit integers, the lower half of each byte first, as int8. */
export function unpackInt4(packed: Numbers, count: number): Int8Array {
  const unpacked = new Int8Array(count);
  for (let i = 0; i < count; i++) {
    const byte = packed[i >> 1];
    unpacked[i] = i & 1 ? (byte << 24) >> 28 : (byte << 28) >> 28;
  }
  return unpacked;
}
