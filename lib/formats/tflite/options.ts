/** Attributes of operators: the fields of their options tables, defaults filled in. */

import type { Attributes, AttributeValue } from "../../graph/mod.ts";
import { OPTION_ENUMS } from "./enums.ts";
import type { Scalar, Table } from "./flatbuffer.ts";
import { OPTIONS_TABLE } from "./options_table.ts";
import { OPERATOR } from "./slots.ts";

/** A field of an options table. */
export interface OptionField {
  /** The schema's name. */
  readonly name: string;
  /** Its position in the table. */
  readonly slot: number;
  /** A scalar type, an enumeration, `string`, `graph`, or one of these in brackets. */
  readonly type: string;
  /** The value that stands for an absent field. */
  readonly absent: number;
}

/** How the options of an operator type are stored. */
export interface OptionsLayout {
  /** The two slots of the union in `table Operator`, for errors and reading. */
  readonly field: "builtin_options" | "builtin_options_2";
  /** The member of the union. */
  readonly member: number;
  /** The fields, slot by slot. */
  readonly fields: readonly OptionField[];
}

const OPTIONS = parseTable(OPTIONS_TABLE);

/** How the options of an operator type are stored; `undefined` for a type without fields. */
export function optionsLayout(type: string): OptionsLayout | undefined {
  return OPTIONS.get(type);
}

/** What the options of an operator say. */
export interface ReadOptions {
  readonly attributes: Attributes;
  /** Indices of the subgraphs that the operator calls, in the order of its fields. */
  readonly calls: readonly number[];
  /** The operator's type has options, but the file gives none: the schema's defaults stand in. */
  readonly missing: boolean;
}

/**
 * Reads the options of an operator. Names are the schema's; enumerations are texts, booleans are
 * booleans; a value that the schema does not know is its number as text. Options of another operator
 * type count as missing, as they do for the runtime.
 */
export function readOptions(operator: Table, type: string): ReadOptions {
  const options = optionsLayout(type);
  if (options === undefined) return { attributes: {}, calls: [], missing: false };
  const { field, member, fields } = options;
  const typeField = `${field}_type` as const;
  const given = operator.number(OPERATOR[typeField], typeField, "ubyte") === member;
  const table = given ? operator.table(OPERATOR[field], field) : undefined;
  const attributes: Record<string, AttributeValue> = {};
  const calls: number[] = [];
  for (const { name, slot, type: kind, absent } of fields) {
    const value = readField(table, name, slot, kind, absent);
    attributes[name] = value;
    if (kind === "graph" && table !== undefined) calls.push(value as number);
    if (kind === "[graph]") calls.push(...value as readonly number[]);
  }
  return { attributes, calls, missing: table === undefined };
}

function readField(
  table: Table | undefined,
  name: string,
  slot: number,
  type: string,
  absent: number,
): AttributeValue {
  if (type === "string") return table?.text(slot, name) ?? "";
  if (type.startsWith("[")) {
    const element = type.slice(1, -1);
    return table?.numbers(slot, name, element === "graph" ? "int" : element as Scalar) ?? [];
  }
  const values = OPTION_ENUMS[type];
  if (values !== undefined) {
    // The two enumerations of STABLEHLO_COMPARE are uint, all others byte.
    const width = type === "Direction" || type === "Comparison" ? "uint" : "byte";
    const value = table?.number(slot, name, width, absent) ?? absent;
    return values[value] ?? String(value);
  }
  const scalar = type === "graph" ? "int" : type as Scalar;
  const value = table?.number(slot, name, scalar, absent) ?? absent;
  return type === "bool" ? value !== 0 : value;
}

function parseTable(text: string): Map<string, OptionsLayout> {
  const known = new Map<string, OptionsLayout>();
  for (const record of text.trim().split(/\n(?! )/)) {
    const [place, operators, ...words] = record.split(/\s+/);
    const [union, member] = place.split(".").map(Number);
    const fields = words.flatMap((word, slot) => {
      const match = /^(\w+)(?::([^=]+))?(?:=(\d+))?$/.exec(word);
      if (match === null) return [];
      const [, name, type = "int", absent = "0"] = match;
      return [{ name, slot, type, absent: Number(absent) }];
    });
    const field = union === 1 ? "builtin_options" : "builtin_options_2";
    for (const operator of operators.split(",")) known.set(operator, { field, member, fields });
  }
  return known;
}
