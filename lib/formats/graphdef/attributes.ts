/** The settings of TensorFlow nodes as plain data. */

import type { Attributes, AttributeValue } from "../../graph/mod.ts";
import { UNRANKED } from "../../operators/mod.ts";
import { dtypeOfCode } from "./data_types.ts";
import type { AttrValue, ListValue, NodeDef, TensorShapeProto } from "./schema.ts";

/**
 * The settings of a node: element types and functions by name, shapes as numbers with -1 for open
 * dimensions. Left out: tensors, shapes of unknown rank, and notes that programs leave for
 * themselves, which begin with an underscore.
 */
export function attributesOf({ attr }: NodeDef): Attributes {
  const attributes: Record<string, AttributeValue> = {};
  for (const { key, value } of attr) {
    if (key.startsWith("_") || !value) continue;
    const plain = plainOf(value);
    if (plain !== undefined) attributes[key] = plain;
  }
  return attributes;
}

/** A setting of a node; the last of that name counts. */
export function attrOf({ attr }: NodeDef, name: string): AttrValue | undefined {
  return attr.findLast(({ key }) => key === name)?.value ?? undefined;
}

function plainOf(value: AttrValue): AttributeValue | undefined {
  if (isSet(value, "s")) return textOf(value.s);
  if (isSet(value, "i")) return Number(value.i);
  if (isSet(value, "f")) return value.f;
  if (isSet(value, "b")) return value.b;
  if (isSet(value, "type")) return typeName(value.type);
  if (value.shape) return value.shape.unknown_rank ? undefined : sizesOf(value.shape);
  if (value.func) return value.func.name;
  if (value.list) return listOf(value.list);
  return undefined;
}

function listOf({ s, i, f, b, type }: ListValue): AttributeValue {
  if (s.length > 0) return s.map(textOf);
  if (f.length > 0) return f;
  if (type.length > 0) return type.map(typeName);
  return b.length > 0 ? b.map(Number) : i.map(Number);
}

/** The dimensions of a shape, NaN where they are open; `UNRANKED` where their number is not known. */
export function shapeOf(shape: TensorShapeProto | null | undefined): readonly number[] {
  if (!shape || shape.unknown_rank) return UNRANKED;
  return sizesOf(shape).map((size) => size < 0 ? NaN : size);
}

function sizesOf({ dim }: TensorShapeProto): number[] {
  return dim.map(({ size }) => Number(size));
}

function typeName(code: number): string {
  return dtypeOfCode(code) ?? `type ${code}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Fields that are not set are defaults of the message's prototype. */
function isSet<K extends keyof AttrValue>(
  value: AttrValue,
  field: K,
): value is AttrValue & { readonly [field in K]-?: NonNullable<AttrValue[K]> } {
  return Object.hasOwn(value, field) && value[field] !== null;
}
