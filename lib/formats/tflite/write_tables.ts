/** Small pieces of a FlatBuffer that is written by hand: tables, vectors, options. */

import type { Builder } from "flatbuffers";
import { OPTION_ENUMS } from "./enums.ts";
import { optionsLayout } from "./options.ts";
import type { Attributes, AttributeValue } from "../../graph/mod.ts";

/** More than the highest slot that is written; a table only stores the slots up to its last field. */
const SLOTS = 16;

/** Writes a table whose fields `write` adds. */
export function table(builder: Builder, write: () => void): number {
  builder.startObject(SLOTS);
  write();
  return builder.endObject();
}

/** Writes a vector of int32. */
export function ints(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; i--) builder.addInt32(values[i]);
  return builder.endVector();
}

/** Writes a vector of float32. */
export function floats(builder: Builder, values: Float32Array): number {
  builder.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; i--) builder.addFloat32(values[i]);
  return builder.endVector();
}

/** Writes a vector of int64 that are all the same. */
export function repeatedLong(builder: Builder, value: number, count: number): number {
  builder.startVector(8, count, 8);
  for (let i = 0; i < count; i++) builder.addInt64(BigInt(value));
  return builder.endVector();
}

/** Writes a vector of tables. */
export function tables(builder: Builder, offsets: readonly number[]): number {
  builder.startVector(4, offsets.length, 4);
  for (let i = offsets.length - 1; i >= 0; i--) builder.addOffset(offsets[i]);
  return builder.endVector();
}

/**
 * Writes the options of an operator, the inverse of how they are read.
 *
 * @returns The member of the union, and the table; zeros for operators without fields.
 */
export function options(
  builder: Builder,
  type: string,
  attributes: Attributes,
): { member: number; offset: number } {
  const layout = optionsLayout(type);
  if (layout === undefined) return { member: 0, offset: 0 };
  const vectors = new Map(
    layout.fields
      .filter((field) => field.type === "[int]" && field.name in attributes)
      .map((field) => [field.slot, ints(builder, attributes[field.name] as readonly number[])]),
  );
  const offset = table(builder, () => {
    for (const { name, slot, type: kind, absent } of layout.fields) {
      const vector = vectors.get(slot);
      if (vector !== undefined) builder.addFieldOffset(slot, vector, 0);
      if (vector !== undefined || !(name in attributes)) continue;
      const value = numberOf(attributes[name], OPTION_ENUMS[kind]);
      if (kind === "int") builder.addFieldInt32(slot, value, absent);
      else if (kind === "float") builder.addFieldFloat32(slot, value, absent);
      else builder.addFieldInt8(slot, value, absent);
    }
  });
  return { member: layout.member, offset };
}

function numberOf(value: AttributeValue, names?: readonly string[]): number {
  return names ? names.indexOf(String(value)) : Number(value);
}
