/** Records of a protocol buffer in another order: nothing is encoded anew, so that no length changes. */

import { type WireField, wireFields } from "../formats/mod.ts";

/** Repeated messages of one number inside of one message. */
export interface FieldRange {
  /** Where the message begins and ends in the file. */
  readonly from: number;
  readonly to: number;
  /** The number of the field. */
  readonly id: number;
}

/**
 * The file with the records of a repeated field in another order; other fields of the message keep
 * their turn.
 *
 * @param orderOf Given how many records there are: their indices in the new order.
 */
export function permuteFields(
  format: string,
  bytes: Uint8Array,
  { from, to, id }: FieldRange,
  orderOf: (count: number) => readonly number[],
): Uint8Array {
  const fields = [...wireFields(format, bytes, from, to)];
  // A number in the place of a message is none of them: decoders skip it.
  const isRecord = (field: WireField) => field.id === id && field.wireType === 2;
  const records = fields.filter(isRecord);
  const order = orderOf(records.length);
  const result = bytes.slice();
  let [at, next] = [from, 0];
  for (const field of fields) {
    const { start, end } = isRecord(field) ? records[order[next++]] : field;
    result.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  return result;
}
