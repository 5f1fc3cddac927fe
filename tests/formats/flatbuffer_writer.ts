/** Writes flatbuffers from plain descriptions: for small files that are built by hand in tests. */

import { Builder } from "flatbuffers";

/** One field of a table: writes what it points to, then puts itself into the table. */
export type Field = (builder: Builder) => (slot: number) => void;

/** The fields of a table by slot. */
export type Fields = Readonly<Record<number, Field>>;

/** Scalars; written even where they equal a default. */
export const int8 = (value: number): Field => (builder) => (slot) => {
  builder.addFieldInt8(slot, value, NaN);
};
export const int32 = (value: number): Field => (builder) => (slot) => {
  builder.addFieldInt32(slot, value, NaN);
};
export const int64 = (value: bigint): Field => (builder) => (slot) => {
  builder.addFieldInt64(slot, value, -0x7fffffffffffffffn);
};
export const float32 = (value: number): Field => (builder) => (slot) => {
  builder.addFieldFloat32(slot, value, NaN);
};

/** A vector of scalars of one width, little-endian. */
function vector<T>(
  width: number,
  values: readonly T[],
  add: (builder: Builder, value: T) => void,
  alignment = width,
): Field {
  return offset((builder) => {
    builder.startVector(width, values.length, alignment);
    for (const value of values.toReversed()) add(builder, value);
    return builder.endVector();
  });
}
export const int32s = (...values: number[]): Field =>
  vector(4, values, (builder, value) => builder.addInt32(value));
export const int64s = (...values: bigint[]): Field =>
  vector(8, values, (builder, value) => builder.addInt64(value));
export const float32s = (...values: number[]): Field =>
  vector(4, values, (builder, value) => builder.addFloat32(value));
export const bytes = (...values: number[]): Field =>
  vector(1, values, (builder, value) => builder.addInt8(value), 16);
export const text = (value: string): Field => offset((builder) => builder.createString(value));

/** Another table, or a vector of tables. */
export const table = (fields: Fields): Field => offset((builder) => writeTable(builder, fields));
export const tables = (...list: Fields[]): Field =>
  offset((builder) => {
    const offsets = list.map((fields) => writeTable(builder, fields));
    builder.startVector(4, offsets.length, 4);
    for (const at of offsets.toReversed()) builder.addOffset(at);
    return builder.endVector();
  });
/** A vector of one table again and again, as no honest writer makes it. */
export const repeated = (count: number, fields: Fields): Field =>
  offset((builder) => {
    const at = writeTable(builder, fields);
    builder.startVector(4, count, 4);
    for (let i = 0; i < count; i++) builder.addOffset(at);
    return builder.endVector();
  });

/** A field that is written once, for several tables to point to. */
export function once(field: Field): Field {
  let put: ReturnType<Field> | undefined;
  return (builder) => put ??= field(builder);
}

/** A whole file. */
export function flatbuffer(identifier: string, root: Fields): Uint8Array {
  const builder = new Builder();
  builder.finish(writeTable(builder, root), identifier);
  return builder.asUint8Array().slice();
}

function offset(write: (builder: Builder) => number): Field {
  return (builder) => {
    const at = write(builder);
    return (slot) => builder.addFieldOffset(slot, at, 0);
  };
}

function writeTable(builder: Builder, fields: Fields): number {
  const slots = Object.keys(fields).map(Number);
  const put = slots.map((slot) => fields[slot](builder));
  builder.startObject(Math.max(-1, ...slots) + 1);
  put.forEach((field, i) => field(slots[i]));
  return builder.endObject();
}
