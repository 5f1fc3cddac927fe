/** Tensors of a frozen graph: messages in which a list of numbers is one field, or each number is. */

import { wireFields } from "../protobuf.ts";
import { decodeTensorMessage, NAME, type TensorProto } from "./schema.ts";

/** The lists of numbers of a tensor, by the numbers of their fields. */
const LISTS = new Map<number, keyof TensorProto>([
  [5, "float_val"],
  [6, "double_val"],
  [7, "int_val"],
  [10, "int64_val"],
  [11, "bool_val"],
  [16, "uint32_val"],
  [17, "uint64_val"],
]);

/**
 * A tensor; numbers stay where they lie.
 *
 * @param most Numbers that are wanted: fields behind so many of a list are left out.
 * @throws {FormatError} If the bytes are no such message.
 */
export function decodeTensor(bytes: Uint8Array, most: number): TensorProto {
  const { dtype, tensor_shape, tensor_content, string_val } = decodeTensorMessage(bytes);
  const lists: Partial<Record<keyof TensorProto, Uint8Array[]>> = {};
  for (const { id, content, end } of wireFields(NAME, bytes)) {
    const name = LISTS.get(id);
    const list = name && (lists[name] ??= []);
    if (list && list.length < most) list.push(bytes.subarray(content, end));
  }
  return { dtype, tensor_shape, tensor_content, string_val, ...lists as Partial<TensorProto> };
}
