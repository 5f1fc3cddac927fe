/** The scheduler `exact`: an order with the lowest peak, and the proof that none is lower. */

import { type Accounting, peakOf, wantAccounting } from "../tmm/mod.ts";
import { peakBound } from "./bound.ts";
import { cheapestBranch } from "./cheapest_branch.ts";
import { depthFirst } from "./depth_first.ts";
import { given } from "./given.ts";
import { prefer } from "./polish/prefer.ts";
import type { Ordering, SchedulerOptions } from "./scheduler.ts";
import { Budget } from "./search/budget.ts";
import { joinLazy } from "./search/join_lazy.ts";
import { lazyUnits } from "./search/lazy.ts";
import { lowestLimit } from "./search/limits.ts";
import { orderTwins } from "./search/twins.ts";
import { segmentSpaces, unitSpaceOf } from "./search/unit_costs.ts";
import { isTame, reversed, type UnitSpace } from "./search/unit_space.ts";
import type { Units } from "./search/units.ts";
import { type Found, solveWithUnreadInputs } from "./search/unread_inputs.ts";

/** The parts of the search that can be switched off: the answer stays, the work grows. */
export interface Parts {
  /** Lines of operators become units (`join_lazy.ts`). */
  readonly joins: boolean;
  /** Identical branches keep to one order (`twins.ts`). */
  readonly twins: boolean;
  /** The graph is cut where every order passes (`segments.ts`). */
  readonly segments: boolean;
  /** Lazy units run just before they are needed (`lazy.ts`). */
  readonly lazy: boolean;
  /** What costs nothing runs at once (`cursor.ts`). */
  readonly freeMoves: boolean;
  /** Sets from which a better one was reached are left (`walk.ts`). */
  readonly covers: boolean;
  /** A second walk comes from the end (`meet.ts`). */
  readonly backwards: boolean;
}

/** All parts, which is how {@linkcode exact} searches. */
export const allParts: Parts = {
  joins: true,
  twins: true,
  segments: true,
  lazy: true,
  freeMoves: true,
  covers: true,
  backwards: true,
};

/** Parts that rest on fact 3 of `unit_space.ts`, which sharing that is not tame breaks. */
const needTameSharing = { joins: false, lazy: false, covers: false, backwards: false };

/**
 * Finds a schedule with the lowest peak and proves it; of those, one with few tensor loads, and of
 * these one near the given order.
 *
 * If the budget is spent before (see the options), returns the best schedule so far with the best
 * proven bound and `optimal: false`.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { accountModel, activationsOnly, exact, load, zoo } from "@tmm/tmm";
 * const darts = zoo.find(({ id }) => id === "darts-cifar")!;
 * const accounting = accountModel(load(darts.build({ weights: "none" })), activationsOnly);
 * const { schedule, peak, optimal } = exact(accounting);
 * assert.equal(schedule.length, 708);
 * assert.ok(optimal && peak === 405_504); // bytes; the file's own order needs 442,368
 * ```
 */
export function exact(accounting: Accounting, options: SchedulerOptions = {}): Ordering {
  wantAccounting(accounting, "search for an order");
  return exactWith(accounting, options, allParts);
}

/** {@linkcode exact} with some parts switched off: for tests and measurements. */
export function exactWith(
  accounting: Accounting,
  options: SchedulerOptions,
  parts: Parts,
): Ordering {
  const budget = new Budget(options);
  const guesses = [given, depthFirst, cheapestBranch].map((order) => order(accounting));
  const guess = guesses.reduce((best, one) => one.peak < best.peak ? one : best);
  const usable = isTame(accounting) ? parts : { ...parts, ...needTameSharing };
  const { schedule = guess.schedule, bound } = guess.optimal ? guess : solveWithUnreadInputs(
    accounting,
    peakBound(accounting).bytes,
    guess.peak,
    (units, from, known) => lowestPeak(accounting, units, from, known, usable, budget),
  );
  // Where nothing is proven, polishing may even lower the peak.
  const polished = prefer(accounting, schedule, peakOf(accounting, schedule));
  const peak = peakOf(accounting, polished);
  return { schedule: polished, peak, bound, optimal: peak === bound, states: budget.states };
}

/** Reduce, decompose, search, restore. */
function lowestPeak(
  accounting: Accounting,
  operators: Units,
  bound: number,
  known: number,
  parts: Parts,
  budget: Budget,
): Found {
  if (budget.isSpent()) return { bound };
  const joined = parts.joins ? joinLazy(accounting, operators) : operators;
  const ordered = parts.twins ? orderTwins(accounting, joined) : joined;
  const spaces = parts.segments
    ? segmentSpaces(accounting, ordered)
    : [unitSpaceOf(accounting, ordered)];
  const schedule: number[] = [];
  let proven = bound;
  let isWhole = true;
  for (const space of spaces) {
    const lazyIn = (one: UnitSpace) => one.members.map(() => false);
    const lazy = [space, reversed(space)].map(parts.lazy ? lazyUnits : lazyIn);
    // What one segment needs, every other may use.
    const found = lowestLimit(space, proven, known, { ...parts, lazy }, budget);
    proven = Math.max(proven, found.bound);
    if (proven >= known) return { bound: known };
    isWhole &&= found.order !== undefined;
    schedule.push(...(found.order ?? []).flatMap((unit) => space.members[unit]));
  }
  return { schedule: isWhole ? schedule : undefined, bound: proven };
}
