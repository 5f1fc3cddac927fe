/** A beam search over sets of units: no proof, but a good order in predictable time. */

import { add, has, wordsFor } from "./bits.ts";
import { type Cost, type UnitSpace, weigh } from "./unit_space.ts";

/** Partial orders that are kept: 16, and fewer where the square of the units times these is too much. */
const MOST_WIDTH = 16;
const MOST_WORK = 2 ** 24;

/** One partial order. */
interface Prefix {
  readonly set: Uint32Array;
  readonly available: readonly number[];
  readonly peak: number;
  readonly live: number;
  readonly path: Path | undefined;
}

/** The units of a partial order, backwards: all that is kept of those that others go on from. */
interface Path {
  readonly last: number;
  readonly rest: Path | undefined;
}

/** A partial order with one more unit, not yet written out. */
interface Step {
  readonly from: Prefix;
  readonly unit: number;
  readonly peak: number;
  readonly live: number;
}

/**
 * Walks from the empty set to the full one, one unit at a time, and keeps of all sets of the same
 * size the few with the lowest (peak so far, live bytes).
 */
export function beamOrder(space: UnitSpace): { order: number[]; states: number } {
  const { before, ends } = space;
  const count = before.length;
  const width = Math.max(1, Math.min(MOST_WIDTH, Math.floor(MOST_WORK / count ** 2)));
  const empty = new Uint32Array(wordsFor(count));
  const sources = before.flatMap((list, unit) => list.length === 0 ? [unit] : []);
  const start = { set: empty, available: sources, peak: 0, live: ends[0], path: undefined };
  let level: Prefix[] = [start];
  let states = 0;
  for (let size = 0; size < count; size++) {
    const steps = level.flatMap((prefix) =>
      prefix.available.map((unit) => step(space, prefix, unit))
    );
    states += steps.length;
    steps.sort((a, b) => a.peak - b.peak || a.live - b.live);
    const next = new Map<string, Prefix>();
    for (const { from, unit, peak, live } of steps) {
      if (next.size === width) break;
      const set = from.set.slice();
      add(set, unit);
      const key = set.join();
      if (next.has(key)) continue; // the one before has the lower peak
      const available = availableAfter(space, from, set, unit);
      next.set(key, { set, available, peak, live, path: { last: unit, rest: from.path } });
    }
    level = [...next.values()];
  }
  const order: number[] = [];
  for (let { path } = level[0]; path; path = path.rest) order.push(path.last);
  return { order: order.reverse(), states };
}

const cost: Cost = { rise: 0, change: 0 };

function step(space: UnitSpace, from: Prefix, unit: number): Step {
  weigh(space, from.set, unit, cost);
  const peak = Math.max(from.peak, from.live + cost.rise);
  return { from, unit, peak, live: from.live + cost.change };
}

function availableAfter(
  { before, after }: UnitSpace,
  from: Prefix,
  set: Uint32Array,
  unit: number,
): number[] {
  const ready = after[unit].filter((next) => before[next].every((other) => has(set, other)));
  return [...from.available.filter((other) => other !== unit), ...ready];
}
