/** The scheduler `exact`: an order with the lowest peak, and the proof that none is lower. */

import { type Accounting, LiveSet } from "../tmm/mod.ts";
import { beam } from "./beam.ts";
import { peakBound } from "./bound.ts";
import { cheapestBranch } from "./cheapest_branch.ts";
import { depthFirst } from "./depth_first.ts";
import { given } from "./given.ts";
import { orderingOf } from "./ordering.ts";
import type { Ordering, SchedulerOptions } from "./scheduler.ts";

/**
 * Tries limits from the bound upwards; for each, looks for a schedule that stays within it, depth
 * first over sets of executed operators, and remembers the sets from which there is none.
 *
 * An available operator that stays within the limit and leaves no more than was live before is run at
 * once: the live bytes are submodular in the set of executed operators, so whatever follows costs no
 * more after it.
 */
export function exact(accounting: Accounting, options: SchedulerOptions = {}): Ordering {
  const { stateLimit = 200_000, deadlineMs = Infinity, now = () => performance.now() } = options;
  const guesses = [given, depthFirst, cheapestBranch, beam].map((order) => order(accounting));
  const best = guesses.reduce((a, b) => b.peak < a.peak ? b : a);
  const count = accounting.predecessors.length;
  const stop = deadlineMs === Infinity ? Infinity : now() + deadlineMs;
  const live = new LiveSet(accounting);
  const ran: number[] = [];
  let bound = peakBound(accounting).bytes;
  let states = 0;
  while (bound < best.peak) {
    const dead = new Set<string>();
    let next = Infinity; // the least limit under which the search would go further
    const search = (): boolean => {
      if (ran.length === count) return true;
      const moves = [...live.available].sort((a, b) => a - b);
      const allowed = moves.filter((operator) => {
        const during = live.during(operator);
        if (during > bound) next = Math.min(next, during);
        return during <= bound;
      });
      // Model inputs that nobody reads weigh on the first operator alone: there every choice counts.
      const free = ran.length > 0 ? allowed.find((o) => live.change(o) <= 0) : undefined;
      for (const operator of free === undefined ? allowed : [free]) {
        live.run(operator);
        ran.push(operator);
        const key = ran.toSorted((a, b) => a - b).join();
        if (!dead.has(key)) {
          if (++states > stateLimit || now() > stop) return false;
          if (search()) return true;
          dead.add(key);
        }
        live.undo(operator);
        ran.pop();
      }
      return false;
    };
    if (search()) return orderingOf(accounting, ran, states, bound);
    if (states > stateLimit || now() > stop) break;
    bound = Math.min(next, best.peak);
  }
  return orderingOf(accounting, best.schedule, states, bound);
}
