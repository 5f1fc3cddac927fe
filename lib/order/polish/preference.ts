/** Which of two schedules with the same peak is preferred: fewer loads, then nearer to the given order. */

import type { Accounting, Schedule } from "../../tmm/mod.ts";
import { tensorLoads } from "../loads.ts";

/** One load weighs more than all pairs of operators of any graph. */
const LOAD = 2 ** 30;

/** The cost of loads and of pairs of operators that run in another order than the given one. */
export function preference(loads: number, swappedPairs: number): number {
  return loads * LOAD + swappedPairs;
}

/** The cost of a whole schedule; the given order is that of the ids. */
export function preferenceOf(accounting: Accounting, schedule: Schedule): number {
  let swapped = 0;
  schedule.forEach((operator, step) => {
    for (let later = step + 1; later < schedule.length; later++) {
      if (schedule[later] < operator) swapped++;
    }
  });
  return preference(tensorLoads(accounting, schedule), swapped);
}
