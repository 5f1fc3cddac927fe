/** One line for each model of many: the keys of the command `sweep`, and the same as CSV. */

import { visible } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { csv } from "./csv.ts";

/** What the plan of one model came to; bytes. */
export interface SweepFigures {
  /** Format of the file. */
  readonly format: string;
  /** Operators of the main graph. */
  readonly operators: number;
  /** Arena of the file's own order under the runtime's planner. */
  readonly baseline: number;
  /** Bytes that no order and no placement can go below (proven). */
  readonly bound: number;
  /** Largest sum of live bytes over the steps of our order. */
  readonly peak: number;
  /** Arena of our plan. */
  readonly arena: number;
  /** What is proven. */
  readonly optimal: { readonly schedule: boolean; readonly placement: boolean };
}

/** One model of a sweep; keys stay as they are, more may be added. */
export type SweepRow =
  & {
    /** Path of the file: below the folder that was swept, or as the list has it. */
    readonly model: string;
    /** Bytes of the file; null if it could not be read. */
    readonly bytes: number | null;
    /** SHA-256 of the file in hexadecimal digits; null if it could not be read. */
    readonly sha256: string | null;
    /** Name of the kernel set. */
    readonly kernels: string;
    /** Why there are no figures; null if there are. */
    readonly error: string | null;
    /** Milliseconds that reading and planning took; only where they were asked for. */
    readonly ms?: number;
  }
  & { readonly [Key in keyof SweepFigures]: SweepFigures[Key] | null };

/** The figures of a row that has none. */
export const noFigures: { readonly [Key in keyof SweepFigures]: null } = {
  format: null,
  operators: null,
  baseline: null,
  bound: null,
  peak: null,
  arena: null,
  optimal: null,
};

/** The figures of a plan. */
export function sweepFigures({ model, baseline, plan, result }: Fit): SweepFigures {
  return {
    format: model.format,
    operators: model.graphs[model.main].operators.length,
    baseline: baseline.arena,
    bound: plan.bound,
    peak: result.peak,
    arena: result.arena,
    optimal: plan.optimal,
  };
}

const COLUMNS = [
  "model",
  "bytes",
  "sha256",
  "kernels",
  "format",
  "operators",
  "baseline",
  "bound",
  "peak",
  "arena",
  "schedule_optimal",
  "placement_optimal",
  "error",
];

/**
 * Rows as CSV (RFC 4180, with a header): the keys of {@linkcode SweepRow}, `optimal` as two columns
 * of 0 and 1, nothing where a row has nothing, and `ms` if any row has it. Names are written as in
 * {@linkcode mapCsv}.
 */
export function sweepCsv(rows: readonly SweepRow[]): string {
  const columns = rows.some(({ ms }) => ms !== undefined) ? [...COLUMNS, "ms"] : COLUMNS;
  const cells = rows.map(({ optimal, ...row }) => ({
    ...row,
    model: visible(row.model),
    error: row.error && visible(row.error),
    schedule_optimal: optimal && Number(optimal.schedule),
    placement_optimal: optimal && Number(optimal.placement),
  }));
  return csv(cells, columns);
}
