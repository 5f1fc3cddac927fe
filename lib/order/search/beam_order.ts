/** A beam search over sets of units: no proof, but a good order in predictable time. */

import { add, has, wordsFor } from "./bits.ts";
import { type Cost, type UnitSpace, weigh } from "./unit_space.ts";

const WIDTH = 16;

/** One partial order. */
interface Prefix {
  readonly set: Uint32Array;
  readonly available: readonly number[];
  readonly peak: number;
  readonly live: number;
  readonly last: number;
  readonly rest: Prefix | undefined;
}

/**
 * Walks from the empty set to the full one, one unit at a time, and keeps of all sets of the same
 * size the 16 with the lowest (peak so far, live bytes).
 */
export function beamOrder(space: UnitSpace): { order: number[]; states: number } {
  const { before, ends } = space;
  const empty = new Uint32Array(wordsFor(before.length));
  const sources = before.flatMap((list, unit) => list.length === 0 ? [unit] : []);
  const start = { set: empty, available: sources, peak: 0, live: ends[0], last: -1 };
  let level: Prefix[] = [{ ...start, rest: undefined }];
  let states = 0;
  for (let size = 0; size < before.length; size++) {
    const next = new Map<string, Prefix>();
    for (const prefix of level) {
      for (const unit of prefix.available) {
        const after = extend(space, prefix, unit);
        const key = after.set.join();
        const known = next.get(key);
        if (known === undefined || after.peak < known.peak) next.set(key, after);
        states++;
      }
    }
    const byPromise = (a: Prefix, b: Prefix) => a.peak - b.peak || a.live - b.live;
    level = [...next.values()].sort(byPromise).slice(0, WIDTH);
  }
  const order: number[] = [];
  for (let prefix = level[0]; prefix.rest; prefix = prefix.rest) order.push(prefix.last);
  return { order: order.reverse(), states };
}

const cost: Cost = { rise: 0, change: 0 };

function extend(space: UnitSpace, rest: Prefix, unit: number): Prefix {
  weigh(space, rest.set, unit, cost);
  const set = rest.set.slice();
  add(set, unit);
  const ready = space.after[unit].filter((next) =>
    space.before[next].every((other) => has(set, other))
  );
  return {
    set,
    available: [...rest.available.filter((other) => other !== unit), ...ready],
    peak: Math.max(rest.peak, rest.live + cost.rise),
    live: rest.live + cost.change,
    last: unit,
    rest,
  };
}
