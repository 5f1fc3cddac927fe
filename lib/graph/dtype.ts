/** Element types of tensors, and how many bits one element takes. */

/** Bits per element for each element type; 0 where the size is not fixed (strings, handles of unknown size). */
export const DTYPE_BITS = {
  float64: 64,
  float32: 32,
  float16: 16,
  bfloat16: 16,
  int64: 64,
  uint64: 64,
  int32: 32,
  uint32: 32,
  int16: 16,
  uint16: 16,
  int8: 8,
  uint8: 8,
  float8_e4m3fn: 8,
  float8_e5m2: 8,
  int4: 4,
  uint4: 4,
  int2: 2,
  bool: 8,
  complex64: 64,
  complex128: 128,
  string: 0,
  resource: 32,
  variant: 0,
} as const;

/** The element type of a tensor. */
export type DType = keyof typeof DTYPE_BITS;

/** Number of elements of a shape: the product of its dimensions; 1 for a scalar (`[]`). */
export function elementsOf(shape: readonly number[]): number {
  let elements = 1;
  for (const dimension of shape) elements *= dimension;
  return elements;
}

/**
 * Bytes of a dense tensor: elements times bits, rounded up to whole bytes (so that two int4 share a
 * byte). 0 for types without a fixed size.
 */
export function bytesOf(dtype: DType, shape: readonly number[]): number {
  return Math.ceil((elementsOf(shape) * DTYPE_BITS[dtype]) / 8);
}

/** The number that the 16 bits of an IEEE half float stand for. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 0x3ff;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
