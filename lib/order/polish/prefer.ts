/** The second objective: of the schedules within a limit, one with fewer loads, near the given order. */

import { type Accounting, givenOrder, peakOf, type Schedule } from "../../tmm/mod.ts";
import { segmentsOf } from "../search/segments.ts";
import { singleUnits } from "../search/units.ts";
import { preferredOrder } from "./every_order.ts";
import { moveRuns } from "./move_runs.ts";
import { preferenceOf } from "./preference.ts";

/**
 * Looks for a schedule with fewer tensor loads than this one, and of those with as few for one with
 * fewer pairs of operators in another order than given, none above the limit.
 *
 * Small parts between cut points are solved exactly; for the rest, runs of operators are moved as
 * long as that helps, from this schedule or from the given one.
 */
export function prefer(accounting: Accounting, schedule: Schedule, limit: number): Schedule {
  const given = givenOrder(accounting.graph);
  const isWithin = (order: Schedule) => peakOf(accounting, order) <= limit;
  const starts = isWithin(given) ? [schedule, given] : [schedule];
  const polished = starts.map((start) => {
    const exact = partByPart(accounting, start, limit);
    return moveRuns(accounting, isWithin(exact) ? exact : start, limit);
  });
  const cost = polished.map((order) => preferenceOf(accounting, order));
  return polished[cost.indexOf(Math.min(...cost))];
}

/** The schedule with every part between cut points that is small enough in its preferred order. */
function partByPart(accounting: Accounting, schedule: Schedule, limit: number): Schedule {
  const order: number[] = [];
  for (const part of segmentsOf(singleUnits(accounting))) {
    // Every schedule runs part after part, so this one has the operators of this part next.
    const own = schedule.slice(order.length, order.length + part.members.length);
    const best = own.length === 1
      ? own
      : preferredOrder(accounting, part, limit, order[order.length - 1]);
    order.push(...(best ?? own));
  }
  return order;
}
