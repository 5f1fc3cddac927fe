/** The second objective: of the schedules within a limit, one with fewer loads, near the given order. */

import { type Accounting, givenOrder, peakOf, type Schedule } from "../../tmm/mod.ts";
import { segmentSpaces } from "../search/unit_costs.ts";
import { singleUnits } from "../search/units.ts";
import { preferredOrder } from "./every_order.ts";
import { moveRuns } from "./move_runs.ts";
import { preferenceOf } from "./preference.ts";

/**
 * Looks for a schedule with fewer tensor loads than this one, and of those with as few for one with
 * fewer pairs of operators in another order than given, none above the limit.
 *
 * Small parts between cut points are solved exactly; for the rest, runs of operators are moved as
 * long as that helps, from this schedule and from the given one.
 */
export function prefer(accounting: Accounting, schedule: Schedule, limit: number): Schedule {
  const parts = preferredParts(accounting, limit);
  const starts = [schedule, givenOrder(accounting.graph)]
    .filter((start) => peakOf(accounting, start) <= limit);
  const polished = starts.map((start) => {
    const order = withParts(start, parts);
    return parts.every(({ order }) => order) ? order : moveRuns(accounting, order, limit);
  });
  const cost = polished.map((order) => preferenceOf(accounting, order));
  return polished[cost.indexOf(Math.min(...cost))];
}

/** A part between cut points, and its preferred order where it is small enough to know. */
interface Part {
  readonly size: number;
  readonly order: Schedule | undefined;
}

function preferredParts(accounting: Accounting, limit: number): Part[] {
  // A part ends with its cut point in every order, so the next begins behind a known operator.
  let before: number | undefined;
  return segmentSpaces(accounting, singleUnits(accounting)).map((part) => {
    const order = preferredOrder(accounting, part, limit, before);
    before = part.members.at(-1)?.[0];
    return { size: part.members.length, order };
  });
}

/** A schedule with every part whose preferred order is known in that order. */
function withParts(schedule: Schedule, parts: readonly Part[]): Schedule {
  let start = 0;
  return parts.flatMap(({ size, order }) => {
    const own = schedule.slice(start, start + size);
    start += size;
    return order ?? own;
  });
}
