/** Model inputs that nobody reads: live in the first step only, so that the first operator counts twice. */

import { type Accounting, LiveSet, peakOf, type Schedule } from "../../tmm/mod.ts";
import { singleUnits, type Units } from "./units.ts";

/** Whether a tensor is an input of the model that nobody reads and that need not stay. */
export function isUnread({ fromStart, toEnd, readers }: Accounting, id: number): boolean {
  return fromStart[id] && !toEnd[id] && readers[id].length === 0;
}

/** The bytes of all unread inputs. */
export function unreadBytes(accounting: Accounting): number {
  return accounting.bytes.reduce((sum, size, id) => isUnread(accounting, id) ? sum + size : sum, 0);
}

/** What a search below a known peak has found. */
export interface Found {
  /** The best schedule, if one is below the known peak. */
  readonly schedule?: Schedule;
  /** Bytes that no schedule goes below, at most the known peak. */
  readonly bound: number;
}

/** Searches for the lowest peak of units, unread inputs left out. */
export type Solve = (units: Units, bound: number, known: number) => Found;

/**
 * Finds the lowest peak, unread inputs included.
 *
 * Leaves them out first: that is a bound, and mostly the answer. If the first operator then needs too
 * much, tries every operator that can be the first, in the order of what it needs there; the rest of
 * the schedule no longer knows of unread inputs.
 */
export function solveWithUnreadInputs(
  accounting: Accounting,
  bound: number,
  known: number,
  solve: Solve,
): Found {
  const relaxed = solve(singleUnits(accounting), bound, known);
  if (unreadBytes(accounting) === 0) return relaxed;

  let schedule: Schedule | undefined;
  let peak = known;
  const consider = (candidate: Schedule | undefined) => {
    const itsPeak = candidate ? peakOf(accounting, candidate) : Infinity;
    if (itsPeak < peak) [schedule, peak] = [candidate, itsPeak];
  };
  consider(relaxed.schedule);
  const start = new LiveSet(accounting);
  const firsts = [...start.available].map((first) => ({ first, need: start.during(first) }))
    .sort((a, b) => a.need - b.need || a.first - b.first);
  let least = Infinity;
  for (const { first, need } of firsts) {
    if (peak <= relaxed.bound) break;
    const from = Math.max(need, relaxed.bound);
    const found = from < peak ? solve(singleUnits(accounting, first), from, peak) : { bound: from };
    consider(found.schedule && [first, ...found.schedule]);
    least = Math.min(least, found.bound);
  }
  return { schedule, bound: Math.min(peak, Math.max(relaxed.bound, least)) };
}
