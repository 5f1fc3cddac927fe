/** The element types of ONNX, by their numbers. */

import type { DType } from "../../graph/mod.ts";
import { fail, numberOf, type Query } from "../query.ts";

/**
 * Element types by the numbers of `TensorProto.DataType`. Sizes are what counts: the variants of
 * float8 without negative zero are listed as their siblings, float4 as int4.
 */
export const ELEMENT_TYPES: readonly (DType | undefined)[] = [
  undefined,
  "float32",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "float64",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
  "float8_e4m3fn",
  "float8_e4m3fn", // FLOAT8E4M3FNUZ
  "float8_e5m2",
  "float8_e5m2", // FLOAT8E5M2FNUZ
  "uint4",
  "int4",
  "int4", // FLOAT4E2M1
];

/** The element type that a setting names. @throws {Unknown} If there is none of that number. */
export function elementTypeOf(query: Query, setting: string, fallback?: number): DType {
  const code = numberOf(query, setting, fallback);
  return ELEMENT_TYPES[code] ?? fail(`its ${setting} is ${code}, which is no element type`);
}
