/** How large `tensor_arena` must be, for machines: the keys of the command `arena`. */

import type { ArenaPrediction } from "../tflm/mod.ts";

/** One arena, in bytes. */
export interface ArenaSideReport {
  /** The machine that it is told for. */
  readonly target: string;
  /** Planned bytes: tensors and scratch. */
  readonly head: number;
  /** Persistent bytes. */
  readonly tail: number;
  /** Head and tail. */
  readonly used: number;
  /** The smallest arena that allocates. */
  readonly min: number;
  /** If not, the numbers say "at least". */
  readonly exact: boolean;
  /** Why they may be larger. */
  readonly reasons: readonly string[];
}

/** The arena of a file as it is and, where it gains, with a plan. */
export interface ArenaReport extends ArenaSideReport {
  /** The same with a plan; null where a plan gains nothing. */
  readonly optimized: ArenaSideReport | null;
}

/** The arena of a file, and of the same file with a plan: what `tmm arena --json` writes. */
export function arenaReport(stock: ArenaPrediction, planned?: ArenaPrediction): ArenaReport {
  const side = ({ target, head, tail, used, min, exact, reasons }: ArenaPrediction) => {
    return { target, head, tail, used, min, exact, reasons };
  };
  return { ...side(stock), optimized: planned ? side(planned) : null };
}
