/** Parts of a model.json: each check names the place. */

import { quoted } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";

/** The name of the format. */
export const NAME = "tfjs";

/** An object of JSON. */
export type JsonRecord = Record<string, unknown>;

/** Whether a value is an object. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An object. @throws {FormatError} If it is none. */
export function recordOf(value: unknown, place: string): JsonRecord {
  return isRecord(value) ? value : refuse(place, "an object", value);
}

/** A list. @throws {FormatError} If it is none. */
export function listOf(value: unknown, place: string): readonly unknown[] {
  return Array.isArray(value) ? value : refuse(place, "a list", value);
}

/** A text. @throws {FormatError} If it is none. */
export function textOf(value: unknown, place: string): string {
  return typeof value === "string" ? value : refuse(place, "a text", value);
}

/** A list of whole numbers; `null` is open. @throws {FormatError} If it is none. */
export function sizesOf(value: unknown, place: string): number[] {
  return listOf(value, place).map((size, d) => {
    if (size === null) return NaN;
    return Number.isSafeInteger(size) ? size as number : refuse(`${place}[${d}]`, "a size", size);
  });
}

/** Refuses a value. */
export function refuse(place: string, expected: string, value: unknown): never {
  const found = Array.isArray(value)
    ? "a list"
    : isRecord(value)
    ? "an object"
    : typeof value === "string"
    ? quoted(value)
    : String(value);
  throw new FormatError(NAME, place, expected, found);
}
