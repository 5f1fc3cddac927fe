/** Constant tensors of TensorFlow's graphs: bytes where there are some, else their few numbers. */

import { bytesOf, type DType, elementsOf, type Tensor } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import { dtypeOfCode } from "./data_types.ts";
import { shapeOf } from "./attributes.ts";
import { decodeTensor } from "./decode_tensor.ts";
import type { TensorProto } from "./schema.ts";

/** Tensors of more elements are not looked at number by number. */
const MOST_VALUES = 4096;

/**
 * A constant out of its message; bytes stay where they lie.
 *
 * @param elsewhere Whether a tensor without numbers has them in another file; else it is all zeros.
 * @throws {FormatError} If type, shape and bytes do not go together.
 */
export function readTensor(
  format: string,
  message: TensorProto | Uint8Array,
  name: string,
  place: string,
  elsewhere: boolean,
): Tensor {
  const proto = message instanceof Uint8Array ? decodeTensor(message, MOST_VALUES) : message;
  const dtype = dtypeOfCode(proto.dtype);
  if (dtype === undefined) {
    throw new FormatError(format, `${place}.dtype`, "an element type", String(proto.dtype));
  }
  const shape = shapeOf(proto.tensor_shape ?? { dim: [], unknown_rank: false });
  const bytes = checkedBytes(format, dtype, shape, `${place}.tensor_shape`);
  const constant = { name, dtype, shape, role: "constant" } as const;
  if (dtype === "string") {
    return { ...constant, bytes: proto.string_val.reduce((sum, text) => sum + text.length, 0) };
  }
  const content = proto.tensor_content;
  if (content.length > 0 && content.length !== bytes) {
    const found = `${content.length} bytes`;
    throw new FormatError(format, `${place}.tensor_content`, `${bytes} bytes`, found);
  }
  if (content.length > 0) return { ...constant, bytes, data: content };
  const count = elementsOf(shape);
  const values = count <= MOST_VALUES ? numbersOf(proto, dtype, count, elsewhere) : undefined;
  return { ...constant, bytes, ...(values ? { values } : {}) };
}

/** Bytes of a dense tensor. @throws {FormatError} If they are no count below 2^53. */
export function checkedBytes(
  format: string,
  dtype: DType,
  shape: readonly number[],
  place: string,
): number {
  const bytes = bytesOf(dtype, shape);
  const fits = shape.every((size) => Number.isSafeInteger(size) && size >= 0);
  if (fits && Number.isSafeInteger(bytes)) return bytes;
  throw new FormatError(format, place, "a tensor of less than 2^53 bytes", `[${shape}]`);
}

/** All numbers of a small tensor; the last one that is written stands for the rest. */
function numbersOf(proto: TensorProto, dtype: DType, count: number, elsewhere: boolean) {
  const { float_val: float, double_val: double, int_val, int64_val, bool_val } = proto;
  const lists = [float, double, int_val, int64_val, bool_val, proto.uint32_val, proto.uint64_val];
  const given = lists.find((list) => list !== undefined && list.length > 0);
  // Narrow floats are written as the bits that they consist of, complex numbers as pairs.
  if (/^(b?float16|complex)/.test(dtype) || (given === undefined && elsewhere)) return undefined;
  const values = (given ?? []).flatMap((part) =>
    !(part instanceof Uint8Array)
      ? [Number(part)]
      : given === float
      ? fixed(part, 4)
      : given === double
      ? fixed(part, 8)
      : varints(part)
  );
  return Array.from({ length: count }, (_, i) => values[i] ?? values.at(-1) ?? 0);
}

function fixed(bytes: Uint8Array, size: 4 | 8): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const count = Math.min(MOST_VALUES, Math.floor(bytes.length / size));
  return Array.from(
    { length: count },
    (_, i) => size === 4 ? view.getFloat32(4 * i, true) : view.getFloat64(8 * i, true),
  );
}

/** Integers of 7 bits a byte, the lowest first; negative ones as 64-bit numbers. */
function varints(bytes: Uint8Array): number[] {
  const values: number[] = [];
  let [value, shift] = [0n, 0n];
  for (const byte of bytes) {
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
    if (byte >= 128 && shift < 70n) continue;
    values.push(Number(BigInt.asIntN(64, value)));
    [value, shift] = [0n, 0n];
    if (values.length === MOST_VALUES) break;
  }
  return values;
}
