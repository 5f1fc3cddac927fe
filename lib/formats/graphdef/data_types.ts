/** The element types of TensorFlow, by their names and numbers. */

import type { DType } from "../../graph/mod.ts";

/** `DataType` of types.proto: the index is the number. Quantised types are their storage. */
export const DATA_TYPES: readonly (readonly [name: string, dtype?: DType])[] = [
  ["DT_INVALID"],
  ["DT_FLOAT", "float32"],
  ["DT_DOUBLE", "float64"],
  ["DT_INT32", "int32"],
  ["DT_UINT8", "uint8"],
  ["DT_INT16", "int16"],
  ["DT_INT8", "int8"],
  ["DT_STRING", "string"],
  ["DT_COMPLEX64", "complex64"],
  ["DT_INT64", "int64"],
  ["DT_BOOL", "bool"],
  ["DT_QINT8", "int8"],
  ["DT_QUINT8", "uint8"],
  ["DT_QINT32", "int32"],
  ["DT_BFLOAT16", "bfloat16"],
  ["DT_QINT16", "int16"],
  ["DT_QUINT16", "uint16"],
  ["DT_UINT16", "uint16"],
  ["DT_COMPLEX128", "complex128"],
  ["DT_HALF", "float16"],
  ["DT_RESOURCE", "resource"],
  ["DT_VARIANT", "variant"],
  ["DT_UINT32", "uint32"],
  ["DT_UINT64", "uint64"],
];

/** Numbers from here on are references to variables of the type so much lower. */
const REFERENCES = 100;

/** The element type of a number, if it is one. */
export function dtypeOfCode(code: number): DType | undefined {
  return DATA_TYPES[code > REFERENCES ? code - REFERENCES : code]?.[1];
}
