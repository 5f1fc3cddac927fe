/** How large `tensor_arena` must be, for machines: the keys of the command `arena`. */

import type { Fit } from "../fit.ts";
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
  /** Whether TFLM loads the model, as far as the file tells. */
  readonly loads: boolean;
  /** Why it does not, and why the numbers may be larger. */
  readonly reasons: readonly string[];
}

/** The arena of a file as it is and, where it gains, with a plan. */
export interface ArenaReport extends ArenaSideReport {
  /** The same with a plan; null where a plan gains nothing. */
  readonly optimized: ArenaSideReport | null;
}

/** The arena of a file, and of the same file with a plan: what `tmm arena --json` writes. */
export function arenaReport(stock: ArenaPrediction, planned?: ArenaPrediction): ArenaReport {
  const side = (prediction: ArenaPrediction): ArenaSideReport => {
    const { target, head, tail, used, min, exact, refusals, reasons } = prediction;
    const loads = refusals.length === 0;
    return { target, head, tail, used, min, exact, loads, reasons: [...refusals, ...reasons] };
  };
  return { ...side(stock), optimized: planned ? side(planned) : null };
}

/** What is known of a model that TFLM does not run. */
export interface GenericArenaReport {
  /** The format of the file. */
  readonly format: string;
  /** Bytes of a placement in the file's own order, without what a runtime adds. */
  readonly arena: number;
  /** The same with a plan. */
  readonly planned: number;
  /** No order and no placement needs less. */
  readonly bound: number;
  /** Always false: another runtime may need more. */
  readonly exact: false;
  /** Why. */
  readonly reasons: readonly string[];
}

/** The generic arena of a file that TFLM does not run: what `tmm arena --json` writes for it. */
export function genericArenaReport({ model, baseline, result, plan }: Fit): GenericArenaReport {
  return {
    format: model.format,
    arena: baseline.arena,
    planned: result.arena,
    bound: plan.bound,
    exact: false,
    reasons: [`TFLM runs .tflite files, not ${model.format}`],
  };
}
