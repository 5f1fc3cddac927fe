/** The file of results: one line of JSON for each model, of which the last may be torn. */

import type { SweepRow } from "../../../mod.ts";
import type { Io } from "../io.ts";

/** What a file of results holds. */
export interface Results {
  readonly rows: readonly SweepRow[];
  /** The whole lines; absent if there is nothing else in the file. */
  readonly untorn?: string;
}

/**
 * Reads results. A process that ends while it writes leaves a line without its end: it is left out.
 *
 * @throws {SyntaxError} If another line is no result.
 */
export async function readResults(io: Io, path: string): Promise<Results> {
  const text = new TextDecoder().decode(await io.readFile(path));
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  const rows = whole.split("\n").slice(0, -1).map((line, i) => rowOf(line, path, i + 1));
  const torn = text.slice(whole.length);
  // Anything else belongs to somebody else, and stays.
  if (!torn.startsWith(START.slice(0, torn.length))) rowOf(torn, path, rows.length + 1);
  return torn === "" ? { rows } : { rows, untorn: whole };
}

/** What every line begins with. */
const START = '{"model":';

function rowOf(line: string, path: string, number: number): SweepRow {
  try {
    const row = JSON.parse(line);
    if (typeof row.model === "string" && typeof row.kernels === "string") return row;
  } catch {
    // Told below, with the place.
  }
  throw new SyntaxError(
    `Cannot read line ${number} of ${path}: a result of tmm sweep wanted, another text came`,
  );
}

/** One row for each model and kernel set: of several, the last plan, or else the last error. */
export function joinResults(files: readonly Results[]): SweepRow[] {
  const joined = new Map<string, SweepRow>();
  for (const row of files.flatMap(({ rows }) => rows)) {
    const key = JSON.stringify([row.model, row.kernels]);
    if (row.error === null || joined.get(key)?.error !== null) joined.set(key, row);
  }
  return [...joined].sort(([a], [b]) => a < b ? -1 : 1).map(([, row]) => row);
}
