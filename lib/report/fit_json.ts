/** Default against ours for machines: the keys of the command `optimize`. */

import type { Fit, Footprint } from "../fit.ts";
import type { BandEstimate } from "../partial/mod.ts";
import { type PartialReport, partialReport } from "./partial_json.ts";

/** One side of the comparison; bytes. */
export interface FootprintReport {
  /** Largest sum of live bytes over the steps of the order. */
  readonly peak: number;
  /** Planned bytes: TFLM's head. */
  readonly arena: number;
  /** Head and tail on the target; null for formats that TFLM does not run. */
  readonly used: number | null;
  /** Tensor loads of the order. */
  readonly loads: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
}

/** The report of a fit; keys stay as they are, more may be added. */
export interface FitReport extends FootprintReport {
  /** Name of the kernel set. */
  readonly kernels: string;
  /** Machine that `used` is told for; null for formats that TFLM does not run. */
  readonly target: string | null;
  /** The file's own order under the runtime's planner. */
  readonly baseline: FootprintReport;
  /** Bytes that no order and no placement can go below (proven). */
  readonly bound: number;
  /** What is proven. */
  readonly optimal: { readonly schedule: boolean; readonly placement: boolean };
  /** Operator indices of the file in execution order. */
  readonly schedule: readonly number[];
  /** What was changed in the file. */
  readonly rewrites: readonly string[];
  /** Name of the file that was written, or null. */
  readonly written: string | null;
  /** What the search for a rewrite found; null where none was asked for. */
  readonly partial: PartialReport | null;
  /** What bands may save after a conversion, for formats that take no rewrite, or null. */
  readonly estimate: BandEstimate | null;
  /** What `estimate` is told for, in words, or null. */
  readonly estimateNote: string | null;
}

/** What an estimate is told for. */
export const ESTIMATE_NOTE =
  "an estimate for a generic arena after a conversion to .tflite; there is nothing to flash";

/**
 * The report of a fit: what `tmm optimize --json` writes.
 *
 * @param macs Multiply-accumulates of one inference of the file: orders and plans do not change them.
 * @param written Name of the file that was written, if any.
 * @param board Id of the board that times are estimated for, if one was named.
 */
export function fitReport(
  fit: Fit,
  macs: number,
  written: string | null,
  board?: string,
): FitReport {
  const side = ({ peak, arena, loads, tflm }: Footprint, macs: number): FootprintReport => {
    return { peak, arena, used: tflm?.used ?? null, loads, macs };
  };
  const { baseline, result, plan, kernels, rewrites, partial, estimate } = fit;
  const isRewritten = partial !== undefined && partial.reason === undefined;
  return {
    kernels: kernels.name,
    target: result.tflm?.target ?? null,
    baseline: side(baseline, macs),
    bound: plan.bound,
    ...side(result, isRewritten ? partial.found[0].macs : macs),
    optimal: plan.optimal,
    schedule: result.schedule,
    rewrites,
    written,
    partial: partial ? partialReport(fit, board) : null,
    estimate: estimate ?? null,
    estimateNote: estimate ? ESTIMATE_NOTE : null,
  };
}
