/** The preferred order of a small part of a graph: all orders looked at, by dynamic programming. */

import type { Accounting, Schedule } from "../../tmm/mod.ts";
import { loadsBetween } from "../loads.ts";
import { add, has, wordsFor } from "../search/bits.ts";
import { type Cost, type UnitSpace, weigh } from "../search/unit_space.ts";
import { unreadBytes } from "../search/unread_inputs.ts";
import { preference } from "./preference.ts";

/** Operators and states up to which a part is looked at. */
const MOST_OPERATORS = 48;
const MOST_STATES = 3000;

/** The preferred way to a set of operators with one of them last. */
interface Way {
  readonly set: Uint32Array;
  readonly live: number;
  readonly last: number;
  readonly cost: number;
  readonly rest: Way | undefined;
}

/**
 * The order of a part that is preferred among all that stay within a limit.
 *
 * What follows depends on the past through the set of operators that have run and the last of them
 * only, so one way is kept for each such pair.
 *
 * @param part Units of one operator each.
 * @param before The operator that runs before the part, if any.
 * @returns `undefined` if the part is too large, or no order within the limit.
 */
export function preferredOrder(
  accounting: Accounting,
  part: UnitSpace,
  limit: number,
  before: number | undefined,
): Schedule | undefined {
  const { members } = part;
  if (members.length > MOST_OPERATORS) return undefined;
  const operators = members.map(([operator]) => operator);
  const cost: Cost = { rise: 0, change: 0 };
  const extra = before === undefined ? unreadBytes(accounting) : 0;
  const start = { set: new Uint32Array(wordsFor(members.length)), live: part.ends[0], cost: 0 };
  let level: Way[] = [{ ...start, last: -1, rest: undefined }];
  let states = 0;
  for (let size = 0; size < members.length; size++) {
    const next = new Map<string, Way>();
    for (const way of level) {
      let earlier = 0; // operators that come first in the given order and have not run
      for (const unit of operators.keys()) {
        if (has(way.set, unit)) continue;
        const swapped = earlier++;
        if (!part.before[unit].every((other) => has(way.set, other))) continue;
        weigh(part, way.set, unit, cost);
        if (way.live + cost.rise + (size === 0 ? extra : 0) > limit) continue;
        const loads = loadsBetween(accounting, operators[way.last] ?? before, operators[unit]);
        const set = way.set.slice();
        add(set, unit);
        const total = way.cost + preference(loads, swapped);
        const key = `${set.join()}:${unit}`;
        const known = next.get(key);
        if (known && known.cost <= total) continue;
        if (known === undefined && ++states > MOST_STATES) return undefined;
        next.set(key, { set, live: way.live + cost.change, last: unit, cost: total, rest: way });
      }
    }
    level = [...next.values()];
  }
  if (level.length === 0) return undefined;
  const order: number[] = [];
  const best = level.reduce((a, b) => b.cost < a.cost ? b : a);
  for (let way = best; way.rest; way = way.rest) order.push(operators[way.last]);
  return order.reverse();
}
