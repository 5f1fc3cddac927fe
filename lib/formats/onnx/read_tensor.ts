/** Constant tensors of an .onnx file: views of its bytes, and the numbers of those that say shapes. */

import { bytesOf, type DType, elementsOf, type Tensor } from "../../graph/mod.ts";
import { ELEMENT_TYPES } from "../../operators/mod.ts";
import { FormatError } from "../format_error.ts";
import type { Int64, SparseTensorProto, TensorProto } from "./schema.ts";
import { NAME } from "./schema.ts";

const EXTERNAL = 1;

/** Numbers that the file holds one by one are decoded up to this many: shapes and axes are short. */
const MOST_DECODED = 4096;

/** A constant. @throws {FormatError} If its type, shape or data do not fit together. */
export function readTensor(tensor: TensorProto, name: string, place: string): Tensor {
  const dtype = elementType(tensor.data_type, `${place}.data_type`);
  const shape = readDims(tensor.dims, `${place}.dims`);
  const common = { name, dtype, shape, role: "constant" as const };
  const bytes = dtype === "string"
    ? tensor.string_data.reduce((sum, text) => sum + text.length, 0)
    : checkedBytes(dtype, shape, `${place}.dims`);
  if (tensor.data_location === EXTERNAL) return { ...common, bytes };
  const data = dataOf(tensor, dtype, bytes, place);
  if (data) return { ...common, bytes, data };
  const values = numbersOf(tensor, dtype, elementsOf(shape), place);
  return values ? { ...common, bytes, values } : { ...common, bytes };
}

/** A constant of which the file holds only the elements that are not zero, and where they are. */
export function readSparse(sparse: SparseTensorProto, name: string, place: string): Tensor {
  if (!sparse.values || !sparse.indices) {
    throw new FormatError(NAME, place, "values and indices", "one of them at most");
  }
  const values = readTensor(sparse.values, name, `${place}.values`);
  const indices = readTensor(sparse.indices, name, `${place}.indices`);
  const shape = readDims(sparse.dims, `${place}.dims`);
  checkedBytes(values.dtype, shape, `${place}.dims`);
  const bytes = values.bytes + indices.bytes;
  return { name, dtype: values.dtype, shape, bytes, role: "constant", sparse: true };
}

/** An element type. @throws {FormatError} If there is none of that number. */
export function elementType(code: number, place: string): DType {
  const dtype = ELEMENT_TYPES[code];
  if (dtype) return dtype;
  throw new FormatError(NAME, place, `an element type below ${ELEMENT_TYPES.length}`, String(code));
}

/** More dimensions than any runtime takes; rules look at pairs of them. */
const MOST_DIMENSIONS = 256;

/** Bytes of a dense tensor. @throws {FormatError} If they, or its dimensions, are too many to count. */
export function checkedBytes(dtype: DType, shape: readonly number[], place: string): number {
  if (shape.length > MOST_DIMENSIONS) {
    const expected = `at most ${MOST_DIMENSIONS} dimensions`;
    throw new FormatError(NAME, place, expected, String(shape.length));
  }
  const bytes = bytesOf(dtype, shape);
  if (Number.isSafeInteger(bytes)) return bytes;
  throw new FormatError(NAME, place, "a tensor of less than 2^53 bytes", `shape [${shape}]`);
}

function readDims(dims: readonly Int64[], place: string): number[] {
  return dims.map((dimension, d) => {
    const size = Number(dimension);
    if (Number.isSafeInteger(size) && size >= 0) return size;
    throw new FormatError(NAME, `${place}[${d}]`, "a size from 0 on", String(size));
  });
}

/** The data as it lies in the file, where it lies there as the plain bytes of the elements. */
function dataOf(
  tensor: TensorProto,
  dtype: DType,
  bytes: number,
  place: string,
): Uint8Array | undefined {
  const { raw_data: raw, float_data: float, double_data: double } = tensor;
  const [field, parts] = Object.hasOwn(tensor, "raw_data")
    ? ["raw_data", [raw]] as const
    : dtype === "float32" || dtype === "complex64"
    ? ["float_data", float] as const
    : ["double_data", dtype === "float64" || dtype === "complex128" ? double : []] as const;
  if (parts.length !== 1) return undefined; // none, or in pieces
  if (parts[0].length === bytes) return parts[0];
  const [expected, found] = [`${bytes} bytes`, String(parts[0].length)];
  throw new FormatError(NAME, `${place}.${field}`, expected, found);
}

/** The integers of a short tensor that the file holds as varints. */
function numbersOf(
  tensor: TensorProto,
  dtype: DType,
  count: number,
  place: string,
): number[] | undefined {
  const { int32_data: small, int64_data: long, uint64_data: unsigned } = tensor;
  const [field, parts] = dtype === "int64"
    ? ["int64_data", long] as const
    : dtype === "uint32" || dtype === "uint64"
    ? ["uint64_data", unsigned] as const
    : ["int32_data", /^u?int(8|16|32)$|^bool$/.test(dtype) ? small : []] as const;
  if (parts.length === 0 || count > MOST_DECODED) return undefined;
  const values: number[] = [];
  let [value, shift] = [0n, 0n];
  for (const part of parts) {
    for (const byte of part) {
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (shift > 70n) {
        throw new FormatError(NAME, `${place}.${field}`, "64-bit integers", "longer");
      }
      if (byte >= 128) continue;
      values.push(
        Number(dtype === "uint64" ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)),
      );
      [value, shift] = [0n, 0n];
    }
  }
  if (values.length === count) return values;
  throw new FormatError(NAME, `${place}.${field}`, `${count} numbers`, String(values.length));
}
