/** From a schedule to an ordering: measured with the liveness rule and set against the bound. */

import { type Accounting, peakOf, type Schedule } from "../tmm/mod.ts";
import { peakBound } from "./bound.ts";
import type { Ordering } from "./scheduler.ts";

/**
 * Measures a schedule.
 *
 * @param proven Bytes that no schedule can go below, from a search; the plain bound if absent.
 */
export function orderingOf(
  accounting: Accounting,
  schedule: Schedule,
  states = 0,
  proven: number = peakBound(accounting).bytes,
): Ordering {
  const peak = peakOf(accounting, schedule);
  return { schedule, peak, bound: proven, optimal: peak === proven, states };
}
