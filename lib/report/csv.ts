/** Reports as CSV: the memory map, one row per operator; the plan, one row per buffer. */

import { stringify } from "csv-stringify/sync";
import { visible } from "../charts/mod.ts";
import { ABSENT } from "../graph/mod.ts";
import { liveTensors, type MemoryMap, wantMap } from "../tmm/mod.ts";

/** A row of the CSV of a memory map; the keys are its columns. */
interface MapRow {
  /** Index of the operator in the file. */
  readonly index: number;
  readonly name: string;
  readonly type: string;
  readonly input_bytes: number;
  readonly output_bytes: number;
  readonly other_bytes: number;
  readonly shared_bytes: number;
  readonly total_bytes: number;
  readonly tensors: string;
  readonly macs: number;
  readonly parameter_bytes: number;
}

const MAP_COLUMNS: readonly (keyof MapRow)[] = [
  "index",
  "name",
  "type",
  "input_bytes",
  "output_bytes",
  "other_bytes",
  "shared_bytes",
  "total_bytes",
  "tensors",
  "macs",
  "parameter_bytes",
];

/**
 * A memory map as CSV (RFC 4180, with a header): one line per operator, in execution order.
 *
 * | column | meaning |
 * |---|---|
 * | `index` | index of the operator in the file |
 * | `name`, `type` | of the operator |
 * | `input_bytes`, `output_bytes` | tensors that it reads, and writes |
 * | `other_bytes` | tensors that must stay though it does not touch them, and scratch |
 * | `shared_bytes` | bytes that inputs and outputs have in common |
 * | `total_bytes` | SRAM while it runs: input + output + other - shared |
 * | `tensors` | names of all tensors that are live, joined by ` \| ` |
 * | `macs` | multiply-accumulates |
 * | `parameter_bytes` | constants that it reads (flash); counted again by each operator that reads them |
 *
 * Names may hold anything: control characters are written as escapes, so that an operator is always
 * one line; a text that a spreadsheet would take for a formula begins with an apostrophe; `|` and
 * `\` in a tensor's name have a `\` before them. Of more than 250 tensors, the first 250 are named.
 *
 * @param macs Multiply-accumulates per operator id.
 */
export function mapCsv(map: MemoryMap, macs: readonly number[]): string {
  wantMap(map, "write a map");
  const { tensors, operators } = map.accounting.graph;
  const rows = Array.from(liveTensors(map), (live, s): MapRow => {
    const step = map.steps[s];
    const { name, type, inputs } = operators[step.operator];
    const constants = new Set(
      inputs.filter((id) => id !== ABSENT && tensors[id].role === "constant"),
    );
    return {
      index: step.operator,
      name: visible(name),
      type: visible(type),
      input_bytes: step.input,
      output_bytes: step.output,
      other_bytes: step.other,
      shared_bytes: step.shared,
      total_bytes: step.total,
      tensors: namesOf(live.map((id) => tensors[id].name)),
      macs: macs[step.operator],
      parameter_bytes: [...constants].reduce((sum, id) => sum + tensors[id].bytes, 0),
    };
  });
  return csv(rows, MAP_COLUMNS);
}

/** A buffer of a plan, as the report shows it. */
export interface PlanRow {
  /** Name of the tensor, or what the buffer is for. */
  readonly tensor: string;
  /** Size in bytes. */
  readonly bytes: number;
  /** Bytes from the start of the arena. */
  readonly offset: number;
  /** First step in which it is live. */
  readonly start: number;
  /** First step in which it is no longer live. */
  readonly end: number;
  /** Tensors with which it shares bytes: `distance = their offset - this offset`. */
  readonly sharesWith: readonly { readonly tensor: string; readonly distance: number }[];
}

/**
 * A plan as CSV: `tensor`, `bytes`, `offset`, `start`, `end` (half-open, in steps), `shares_with`
 * (name and distance in bytes, joined by ` | `). Names are written as in {@linkcode mapCsv}.
 */
export function planCsv(buffers: readonly PlanRow[]): string {
  const rows = buffers.map(({ tensor, sharesWith, ...numbers }) => ({
    tensor: visible(tensor),
    ...numbers,
    shares_with: sharesWith
      .map(({ tensor, distance }) => `${listOf([tensor])} ${distance < 0 ? "" : "+"}${distance}`)
      .join(" | "),
  }));
  return csv(rows, ["tensor", "bytes", "offset", "start", "end", "shares_with"]);
}

/** Names in one cell: more are no help, and would make the file grow with the square of the graph. */
const MOST_NAMES = 250;

function namesOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return more > 0 ? `${listOf(names.slice(0, MOST_NAMES))} | and ${more} more` : listOf(names);
}

const listOf = (names: readonly string[]) =>
  names.map((name) => visible(name).replace(/[\\|]/g, "\\$&")).join(" | ");

/** A table with a header; no text of it is taken for a formula. */
export function csv(rows: readonly object[], columns: readonly string[]): string {
  return stringify([...rows], { header: true, columns: [...columns], escape_formulas: true });
}
