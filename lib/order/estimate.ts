/** The peak of a graph in a fraction of a millisecond, for searches that look at many graphs. */

import type { Graph } from "../graph/mod.ts";
import { accountFor, activationsOnly, type MemoryModel } from "../tmm/mod.ts";
import { peakBound } from "./bound.ts";
import { cheapestBranch } from "./cheapest_branch.ts";
import { depthFirst } from "./depth_first.ts";
import { given } from "./given.ts";

/** Between which bytes the least peak of a graph lies. */
export interface PeakEstimate {
  /** No order needs less: proven. */
  readonly bound: number;
  /** An order with this peak is known; the least peak is this one or a lower one. */
  readonly peak: number;
  /** The two are equal, so that the least peak is known. */
  readonly proven: boolean;
}

/** What counts as SRAM. */
export interface EstimateOptions {
  /** Default: activations, nothing shared, no rounding. */
  readonly memory?: MemoryModel;
}

/**
 * Estimates the least peak of a graph, over all orders of its operators, from both sides.
 *
 * From below: the bytes that are live while some operator runs, whatever the order
 * ({@linkcode peakBound}). From above: the lowest peak of three orders that are found without a
 * search (the given one, depth first, the cheapest branch first). Both are proven, and of the many
 * candidates of an architecture search most can be refused or accepted by them alone:
 *
 * - `bound` over the budget: no order fits;
 * - `peak` within the budget: an order fits;
 * - between the two: {@linkcode planMemory} searches.
 *
 * Called graphs are not looked at, and the arena of a placement can need more than the peak.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { estimatePeak, sketchGraph } from "@tmm/tmm";
 *
 * // A loop over candidates: two branches of a cell, of which one gets wider and wider.
 * const budget = 60_000;
 * const fitting = [8, 16, 32, 64].filter((channels) => {
 *   const graph = sketchGraph({
 *     tensors: { x: 16_384, a: 1024 * channels, b: 16_384, y: 16_384 },
 *     operators: [
 *       { type: "CONV_2D", inputs: ["x"], outputs: ["a"] },
 *       { type: "CONV_2D", inputs: ["x"], outputs: ["b"] },
 *       { type: "CONV_2D", inputs: ["a", "b"], outputs: ["y"] },
 *     ],
 *     inputs: ["x"],
 *     outputs: ["y"],
 *   });
 *   return estimatePeak(graph).bound <= budget;
 * });
 * assert.deepEqual(fitting, [8, 16]);
 * ```
 */
export function estimatePeak(graph: Graph, options: EstimateOptions = {}): PeakEstimate {
  const { memory = activationsOnly } = options;
  const accounting = accountFor(graph, memory);
  const bound = peakBound(accounting).bytes;
  let peak = Infinity;
  for (const order of [given, depthFirst, cheapestBranch]) {
    if (peak > bound) peak = Math.min(peak, order(accounting).peak);
  }
  return { bound, peak, proven: peak === bound };
}
