/**
 * Schedulers: given, depth_first, cheapest_branch, exact, beam; one file each, and the list of them.
 * `exact.ts` is a page; its parts are in `search/`, each with the argument why it loses nothing, and
 * what it does among schedules of equal peak is in `polish/`.
 */

import { beam } from "./beam.ts";
import { cheapestBranch } from "./cheapest_branch.ts";
import { depthFirst } from "./depth_first.ts";
import { exact } from "./exact.ts";
import { given } from "./given.ts";
import type { Scheduler } from "./scheduler.ts";

export type { Ordering, Scheduler, SchedulerOptions } from "./scheduler.ts";
export { beam, cheapestBranch, depthFirst, exact, given };
export { forcedBytes, forcedTensors, type PeakBound, peakBound } from "./bound.ts";
export { type EstimateOptions, estimatePeak, type PeakEstimate } from "./estimate.ts";
export { explainPeak, type PeakReason } from "./explain.ts";
export { tensorLoads } from "./loads.ts";
export { optimalOrders } from "./optimal_orders.ts";

/** A scheduler with its name and a line for help texts and tables. */
export interface SchedulerEntry {
  /** The name that commands and tables use. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly summary: string;
  /** Orders the operators of a graph. */
  readonly order: Scheduler;
}

/**
 * Every scheduler. To add one: one file, one line here.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { accountModel, activationsOnly, load, schedulers, zoo } from "@tmm/tmm";
 * const east = zoo.find(({ id }) => id === "I")!;
 * const accounting = accountModel(load(east.build({ weights: "none" })), activationsOnly);
 * const peaks = schedulers.map(({ name, order }) => [name, order(accounting).peak] as const);
 * const least = Math.min(...peaks.map(([, peak]) => peak));
 * assert.equal(new Map(peaks).get("exact"), least);
 * ```
 */
export const schedulers: readonly SchedulerEntry[] = [
  { name: "given", summary: "the order of the file", order: given },
  { name: "depth_first", summary: "one branch after the other, sizes unseen", order: depthFirst },
  { name: "cheapest_branch", summary: "the branch that needs least SRAM", order: cheapestBranch },
  { name: "exact", summary: "the lowest peak, with its proof", order: exact },
  { name: "beam", summary: "the best of a few partial orders at a time", order: beam },
];
