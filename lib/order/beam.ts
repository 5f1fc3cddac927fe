/** The scheduler `beam`: keeps the few most promising sets of executed operators of each size. */

import type { Accounting, Schedule } from "../tmm/mod.ts";
import { orderingOf } from "./ordering.ts";
import type { Ordering } from "./scheduler.ts";
import { changeOf, isAvailable, riseOf, setSpaceOf } from "./set_space.ts";

/** One partial schedule. */
interface Prefix {
  readonly set: Uint32Array;
  readonly peak: number;
  readonly live: number;
  readonly last: number;
  readonly before: Prefix | undefined;
}

const WIDTH = 16;

/**
 * Walks from the empty set to the full one, one operator at a time, and keeps of all sets of the
 * same size the 16 with the lowest (peak so far, live bytes). No proof, but time in proportion to
 * the square of the graph whatever its shape.
 */
export function beam(accounting: Accounting): Ordering {
  const space = setSpaceOf(accounting);
  const { count, words } = space;
  const empty = new Uint32Array(words);
  let level: Prefix[] = [{ set: empty, peak: 0, live: space.start, last: -1, before: undefined }];
  let states = 0;
  for (let size = 0; size < count; size++) {
    const next = new Map<string, Prefix>();
    for (const prefix of level) {
      const { set, live } = prefix;
      for (let operator = 0; operator < count; operator++) {
        if (!isAvailable(space, set, 0, operator)) continue;
        states++;
        const extra = size === 0 ? space.firstExtra : 0;
        const peak = Math.max(prefix.peak, live + extra + riseOf(space, set, 0, operator));
        const after = set.slice();
        after[operator >>> 5] |= 1 << (operator & 31);
        const key = after.join();
        const known = next.get(key);
        if (known && known.peak <= peak) continue;
        const change = changeOf(space, set, 0, operator);
        next.set(key, { set: after, peak, live: live + change, last: operator, before: prefix });
      }
    }
    const byPromise = (a: Prefix, b: Prefix) => a.peak - b.peak || a.live - b.live;
    level = [...next.values()].sort(byPromise).slice(0, WIDTH);
  }
  return orderingOf(accounting, scheduleOf(level[0]), states);
}

function scheduleOf(end: Prefix): Schedule {
  const schedule: number[] = [];
  for (let prefix = end; prefix.before; prefix = prefix.before) schedule.push(prefix.last);
  return schedule.reverse();
}
