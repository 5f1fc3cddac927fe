/** The lowest limit that units can keep to, between a proven bound and a peak that is known to do. */

import { beamOrder } from "./beam_order.ts";
import { add, wordsFor } from "./bits.ts";
import type { Budget } from "./budget.ts";
import { type Ends, meet, type WalkRules } from "./meet.ts";
import { type Cost, reversed, type UnitSpace, weigh } from "./unit_space.ts";

/** What is known of the units of one part of a graph. */
export interface Lowest {
  /** The best order, if one below the known peak was found. */
  readonly order?: readonly number[];
  /** The peak of that order, or the known peak; bytes. */
  readonly peak: number;
  /** Bytes that no order goes below; equal to `peak` unless the budget was spent. */
  readonly bound: number;
}

/** States of the first attempt at a limit, and how many times more those after it get. */
const FIRST_PATIENCE = 50_000;
const MORE_PATIENCE = 4;

/**
 * Finds the lowest peak from `bound` upwards and below `known`, if there is one.
 *
 * Tries the bound first, because it is nearly always the answer. If it is not, looks for a good order
 * with a beam and tries just below its peak, because good orders are often optimal and this proves
 * it at once; then halves what is left. What an attempt in vain has settled stays settled, since it
 * holds at every higher limit.
 *
 * An attempt that takes too long is given up. Limits above it are easier to meet and limits below it
 * easier to refute, so these come next; when only limits that were given up are left, they are
 * tried again with more patience. This way peak and bound both get better until the budget is spent.
 */
export function lowestLimit(
  space: UnitSpace,
  bound: number,
  known: number,
  rules: WalkRules,
  budget: Budget,
): Lowest {
  const reverse = reversed(space);
  let ends: Ends = { head: [], tail: [], live: space.ends };
  let best: Lowest = { peak: known, bound };
  let givenUp = NONE;
  let patience = FIRST_PATIENCE;
  const isOpen = () => best.bound < best.peak;
  const attempt = (limit: number) => {
    const allowed = budget.states + patience;
    const tried = meet(space, reverse, ends, limit, rules, budget, allowed);
    if (tried.outcome === "found") {
      const order = [...tried.ends.head, ...tried.ends.tail.toReversed()];
      best = { order, peak: Math.max(best.bound, peakOfUnits(space, order)), bound: best.bound };
    } else if (tried.outcome === "none") {
      ends = tried.ends;
      best = { ...best, bound: Math.min(best.peak, Math.max(limit + 1, tried.atLeast)) };
    } else {
      givenUp = {
        least: Math.min(givenUp.least, limit),
        most: Math.max(givenUp.most, limit),
        forMemory: givenUp.forMemory || budget.states < allowed,
      };
    }
  };

  if (isOpen()) attempt(best.bound);
  if (isOpen()) best = betterOf(best, space);
  if (isOpen()) attempt(best.peak - 1);
  for (let turn = 0; isOpen() && !budget.isSpent(); turn++) {
    if (givenUp.least <= best.bound && givenUp.most >= best.peak - 1) {
      if (givenUp.forMemory) break;
      givenUp = NONE;
      patience *= MORE_PATIENCE;
    }
    attempt(nextLimit(best, givenUp, turn));
  }
  return best;
}

/** The limits that were given up, and whether one was for want of memory. */
interface GivenUp {
  readonly least: number;
  readonly most: number;
  readonly forMemory: boolean;
}

const NONE: GivenUp = { least: Infinity, most: -Infinity, forMemory: false };

function nextLimit({ bound, peak }: Lowest, { least, most }: GivenUp, turn: number): number {
  const middle = (from: number, to: number) => Math.floor((from + to) / 2);
  if (least === Infinity) return middle(bound, peak - 1);
  const isAboveOpen = most < peak - 1;
  const isBelowOpen = bound < least;
  return isAboveOpen && (turn % 2 === 0 || !isBelowOpen)
    ? middle(most + 1, peak - 1)
    : middle(bound, least - 1);
}

/** The order of a beam search if that is better than the best. */
function betterOf(best: Lowest, space: UnitSpace): Lowest {
  const { order } = beamOrder(space);
  const peak = peakOfUnits(space, order);
  return peak < best.peak ? { order, peak, bound: best.bound } : best;
}

/** The most bytes that are live while units run in an order. */
function peakOfUnits(space: UnitSpace, order: readonly number[]): number {
  const set = new Uint32Array(wordsFor(order.length));
  const cost: Cost = { rise: 0, change: 0 };
  let live = space.ends[0];
  let peak = 0;
  for (const unit of order) {
    weigh(space, set, unit, cost);
    peak = Math.max(peak, live + cost.rise);
    live += cost.change;
    add(set, unit);
  }
  return peak;
}
