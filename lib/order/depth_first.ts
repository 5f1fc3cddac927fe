/** The scheduler `depth_first`: finishes one branch before it begins the next, without looking at sizes. */

import type { Accounting } from "../tmm/mod.ts";
import { orderingOf } from "./ordering.ts";
import type { Ordering } from "./scheduler.ts";

/**
 * Runs each operator as late as its reader allows: a depth-first walk from the last operators back
 * over their predecessors, in file order. What most converters and compilers do, in time linear in
 * the graph; it knows no sizes, so it may begin with the wrong branch.
 */
export function depthFirst(accounting: Accounting): Ordering {
  const { predecessors, successors } = accounting;
  const schedule: number[] = [];
  const next = predecessors.map(() => 0); // per operator: the predecessor to visit next
  const done = predecessors.map(() => false);
  predecessors.forEach((_, last) => {
    if (successors[last].length > 0) return;
    const path = [last];
    while (path.length > 0) {
      const operator = path[path.length - 1];
      if (next[operator] < predecessors[operator].length) {
        const before = predecessors[operator][next[operator]++];
        if (!done[before]) path.push(before);
      } else {
        path.pop();
        done[operator] = true;
        schedule.push(operator);
      }
    }
  });
  return orderingOf(accounting, schedule);
}
