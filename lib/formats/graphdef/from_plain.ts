/** Messages out of plain values, as JSON or the text format of protocol buffers gives them. */

import { quoted } from "../../graph/mod.ts";
import protobuf from "protobufjs";
import { FormatError } from "../format_error.ts";

/**
 * A message of a type out of an object. Names of fields may be as in the schema or in camel case; a
 * list stands for a repeated field, its last element for a single one; an object of keys and values
 * for a list of entries.
 *
 * @param format The format that errors name.
 * @param place Where the object stands, for errors.
 * @throws {FormatError} If a field is of another kind than the schema says.
 */
export function messageFrom(
  format: string,
  type: protobuf.Type,
  value: unknown,
  place: string,
): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FormatError(format, place, "an object", shown(value));
  }
  const message: Record<string, unknown> = {};
  for (const field of type.fieldsArray) {
    const name = Object.hasOwn(value, field.name) ? field.name : camelCase(field.name);
    const given = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : null;
    const where = place === "" ? name : `${place}.${name}`;
    const one = (element: unknown, at: string) => fieldFrom(format, field, element, at);
    if (field.repeated) {
      const list = entriesOf(field, given);
      message[field.name] = list.map((element, i) => one(element, `${where}[${i}]`));
    } else {
      const last = Array.isArray(given) ? given.at(-1) : given;
      // Of a message, what is not set is absent; other fields are their default.
      if (last !== null && last !== undefined) message[field.name] = one(last, where);
      else if (!field.resolvedType && !field.partOf) message[field.name] = EMPTY[field.type] ?? 0;
    }
  }
  return message;
}

const EMPTY: Record<string, unknown> = { string: "", bytes: new Uint8Array(), bool: false };

function entriesOf(field: protobuf.Field, given: unknown): readonly unknown[] {
  if (given === null || given === undefined) return [];
  if (Array.isArray(given)) return given;
  const isMap = field.type.endsWith("Entry") && typeof given === "object" &&
    !Object.hasOwn(given, "key");
  return isMap ? Object.entries(given).map(([key, value]) => ({ key, value })) : [given];
}

function fieldFrom(format: string, field: protobuf.Field, value: unknown, place: string): unknown {
  const { resolvedType } = field;
  if (resolvedType instanceof protobuf.Type) return messageFrom(format, resolvedType, value, place);
  const refused = (expected: string): never => {
    throw new FormatError(format, place, expected, shown(value));
  };
  if (resolvedType instanceof protobuf.Enum) {
    const code = typeof value === "string" ? resolvedType.values[value] : value;
    return typeof code === "number" ? code : refused("the name of a type");
  }
  switch (field.type) {
    case "string":
      if (value instanceof Uint8Array) return new TextDecoder().decode(value);
      return typeof value === "string" ? value : refused("a text");
    case "bool":
      if (typeof value === "object") return refused("true or false");
      return /^(true|t|1)$/i.test(String(value));
    case "bytes":
      if (value instanceof Uint8Array) return value;
      // Lists of numbers are declared as bytes; text formats give the numbers themselves.
      if (field.name.endsWith("_val") && field.name !== "string_val") {
        return typeof value === "boolean"
          ? Number(value)
          : numberFrom(value) ?? refused("a number");
      }
      return typeof value === "string" ? bytesFrom(value) ?? refused("base64") : refused("base64");
    default:
      return numberFrom(value) ?? refused("a number");
  }
}

/** A number as JSON or text writes it, `-inf`, `1.5f` and 64-bit ones in quotes included. */
function numberFrom(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string") return undefined;
  if (/^-?inf(inity)?f?$/i.test(value)) return value.startsWith("-") ? -Infinity : Infinity;
  if (/^-?nanf?$/i.test(value)) return NaN;
  if (/^(true|false)$/.test(value)) return Number(value === "true");
  const number = Number(/^-?0x/i.test(value) ? value : value.replace(/f$/i, ""));
  return value === "" || Number.isNaN(number) ? undefined : number;
}

function bytesFrom(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(
      atob(base64.replaceAll("-", "+").replaceAll("_", "/")),
      (character) => character.charCodeAt(0),
    );
  } catch {
    return undefined; // atob says no more than that it is none
  }
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function shown(value: unknown): string {
  if (value instanceof Uint8Array) return quoted(new TextDecoder().decode(value));
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? quoted(value) : String(value);
}
