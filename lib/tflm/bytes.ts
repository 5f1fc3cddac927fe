/** How many bytes TFLM gives a tensor. */

import { type DType, elementsOf } from "../graph/mod.ts";

/** Bytes of one element; the types that are not here make TFLM refuse the model. */
const ELEMENT_BYTES: Partial<Record<DType, number>> = {
  float32: 4,
  float16: 2,
  bfloat16: 2,
  float64: 8,
  int4: 1,
  int8: 1,
  uint8: 1,
  bool: 1,
  int16: 2,
  uint16: 2,
  int32: 4,
  uint32: 4,
  resource: 4,
  int64: 8,
  uint64: 8,
  complex64: 8,
  complex128: 16,
};

/**
 * Bytes of one element as TFLM counts it, or `undefined` for a type that TFLM has no size for
 * (strings among them). An int4 takes a whole byte although two share one in the file.
 */
export function elementBytes(dtype: DType): number | undefined {
  return ELEMENT_BYTES[dtype];
}

/**
 * Bytes that TFLM reserves for a tensor: elements times {@linkcode elementBytes}; a scalar (`[]`) has
 * one element. 0 for types that TFLM has no size for.
 */
export function tflmBytes(dtype: DType, shape: readonly number[]): number {
  return elementsOf(shape) * (elementBytes(dtype) ?? 0);
}
