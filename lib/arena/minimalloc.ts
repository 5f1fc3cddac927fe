/** Placement instances and solutions as CSV, in the form that google/minimalloc reads and writes. */
import type { Buffer, PlacementProblem } from "./problem.ts";

/** What a file holds. */
export interface MinimallocFile {
  /** The buffers; without fixed offsets and overlaps. */
  readonly problem: PlacementProblem;
  /** The names of the buffers, by index. */
  readonly ids: readonly string[];
  /** The column `offset` (bytes), where the file has one: a solution, not a demand. */
  readonly offsets?: readonly number[];
}

const REQUIRED = ["id", "lower", "upper", "size"] as const;
const OPTIONAL = ["alignment", "offset"] as const;

/**
 * Reads `id,lower,upper,size[,alignment][,offset]` in any order of columns; live ranges `[lower, upper)`.
 *
 * @throws {SyntaxError} naming the line and what was expected there.
 */
export function parseMinimalloc(text: string): MinimallocFile {
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const columns = lines[0].split(",").map((name) => name.trim());
  const known: readonly string[] = [...REQUIRED, ...OPTIONAL];
  if (
    REQUIRED.some((name) => !columns.includes(name)) ||
    columns.some((name, c) => !known.includes(name) || columns.indexOf(name) !== c)
  ) {
    fail(1, "the columns id,lower,upper,size and at most alignment and offset", lines[0]);
  }
  const ids: string[] = [];
  const buffers: Buffer[] = [];
  const offsets: number[] = [];
  lines.forEach((line, l) => {
    if (l === 0 || line.trim() === "") return;
    const fields = line.split(",");
    if (fields.length !== columns.length) fail(l + 1, `${columns.length} fields`, line);
    const whole = (name: string): number => {
      const field = fields[columns.indexOf(name)].trim();
      const value = Number(field);
      if (!/^-?\d+$/.test(field) || !Number.isSafeInteger(value)) {
        fail(l + 1, `a whole number as ${name}`, field);
      }
      return value;
    };
    const natural = (name: string, least: number): number => {
      const value = whole(name);
      if (value < least) fail(l + 1, `${name} >= ${least}`, `${value}`);
      return value;
    };
    const [start, end] = [whole("lower"), whole("upper")];
    if (start > end) fail(l + 1, "lower <= upper", `${start} and ${end}`);
    const buffer = { bytes: natural("size", 0), start, end };
    const aligned = columns.includes("alignment");
    buffers.push(aligned ? { ...buffer, alignment: natural("alignment", 1) } : buffer);
    if (columns.includes("offset")) offsets.push(natural("offset", 0));
    ids.push(fields[columns.indexOf("id")].trim());
  });
  return { problem: { buffers }, ids, ...columns.includes("offset") && { offsets } };
}

function fail(line: number, expected: string, came: string): never {
  const found = JSON.stringify(came.length > 60 ? `${came.slice(0, 60)}...` : came);
  // What is not plain ASCII might move the cursor of the terminal that shows the message.
  const shown = found.replace(
    /[^ -~]/gu,
    (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`,
  );
  throw new SyntaxError(
    `Cannot read MiniMalloc CSV: ${expected} wanted in line ${line}, ${shown} came`,
  );
}

/**
 * Writes a file that google/minimalloc reads: without offsets an instance, with offsets a solution.
 * Overlaps and fixed offsets have no place in this form. Ids stay as they are, so that others know them
 * again: a spreadsheet takes one that begins with `=` for a formula.
 *
 * @throws {RangeError} if the problem has overlaps or fixed offsets, or an id that breaks the line.
 */
export function formatMinimalloc({ problem, ids, offsets }: MinimallocFile): string {
  const { buffers, overlaps = [] } = problem;
  const fixed = buffers.filter(({ offset }) => offset !== undefined).length;
  if (overlaps.length + fixed > 0) {
    throw new RangeError(
      "Cannot write MiniMalloc CSV: a problem without overlaps and fixed offsets wanted, " +
        `${overlaps.length} overlaps and ${fixed} fixed offsets came`,
    );
  }
  const aligned = buffers.some(({ alignment = 1 }) => alignment !== 1);
  const header = [...REQUIRED, ...aligned ? ["alignment"] : [], ...offsets ? ["offset"] : []];
  const rows = buffers.map(({ bytes, start, end, alignment = 1 }, b) => {
    if (/[,\r\n]/.test(ids[b])) {
      throw new RangeError(
        "Cannot write MiniMalloc CSV: an id without comma and line break wanted, " +
          `${JSON.stringify(ids[b])} came`,
      );
    }
    const row = [ids[b], start, end, bytes, ...aligned ? [alignment] : []];
    return [...row, ...offsets ? [offsets[b]] : []].join(",");
  });
  return [header.join(","), ...rows, ""].join("\n");
}
