/** Further schedules with the same peak: for planners, because a better order can place worse. */

import { type Accounting, peakOf, type Schedule } from "../tmm/mod.ts";
import { beam } from "./beam.ts";
import { cheapestBranch } from "./cheapest_branch.ts";
import { depthFirst } from "./depth_first.ts";
import { exact } from "./exact.ts";
import { given } from "./given.ts";
import { moved, reachOf } from "./polish/moves.ts";
import type { SchedulerOptions } from "./scheduler.ts";

/** Operators that move together at most. */
const LONGEST_RUN = 8;
/** Moves that are tried for one more schedule. */
const TRIES = 64;
/** Schedules in a row that bring nothing new before there are taken to be no more. */
const MOST_REPEATS = 64;

/**
 * Schedules whose peak is as low as that of {@linkcode exact}, all different, the preferred one first;
 * the same ones in the same order each time.
 *
 * After those of the other schedulers come random ones: each is up to 64 moves of neighbouring
 * operators away from the one before. Ends when nothing new turns up for a while: after one schedule
 * for a chain, in practice never for a wide graph, so take as many as you need. It is not complete.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { accountFor, activationsOnly, sketchGraph } from "@tmm/tmm";
 * const graph = sketchGraph({
 *   tensors: { x: 4, a: 2, b: 2 },
 *   operators: [{ inputs: ["x"], outputs: ["a"] }, { inputs: ["x"], outputs: ["b"] }],
 *   inputs: ["x"],
 *   outputs: ["a", "b"],
 * });
 * const orders = [...optimalOrders(accountFor(graph, activationsOnly))];
 * assert.deepEqual(orders, [[0, 1], [1, 0]]);
 * ```
 */
export function* optimalOrders(
  accounting: Accounting,
  options: SchedulerOptions = {},
): Generator<Schedule> {
  const best = exact(accounting, options);
  const others = [given, depthFirst, cheapestBranch, beam].map((order) => order(accounting));
  const yielded = new Set<string>();
  for (const { schedule, peak } of [best, ...others]) {
    if (peak > best.peak || !remember(yielded, schedule)) continue;
    yield schedule;
  }
  const random = generator();
  let schedule = best.schedule;
  for (let repeats = 0; repeats < MOST_REPEATS; repeats++) {
    schedule = wander(accounting, schedule, best.peak, random);
    if (!remember(yielded, schedule)) continue;
    repeats = 0;
    yield schedule;
  }
}

/** Whether a schedule was not among the known ones; it is from now on. */
function remember(known: Set<string>, schedule: Schedule): boolean {
  const key = schedule.join();
  if (known.has(key)) return false;
  known.add(key);
  return true;
}

/** A schedule some random moves away, none of which exceeds the limit. */
function wander(
  accounting: Accounting,
  schedule: Schedule,
  limit: number,
  random: (below: number) => number,
): Schedule {
  let current = schedule;
  for (let i = 0; i < TRIES; i++) {
    const from = random(current.length);
    const length = 1 + random(Math.min(LONGEST_RUN, current.length - from));
    const direction = random(2) === 0 ? 1 : -1;
    const edge = direction === 1 ? from + length - 1 : from;
    const farthest = reachOf(accounting, current, from, length, direction, Infinity);
    if (farthest === edge) continue;
    const to = edge + direction * (1 + random(Math.abs(farthest - edge)));
    const candidate = moved(current, { from, length, to });
    if (peakOf(accounting, candidate) <= limit) current = candidate;
  }
  return current;
}

/** Random whole numbers below a limit, the same each time (mulberry32). */
function generator(): (below: number) => number {
  let state = 0x5eed;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}
