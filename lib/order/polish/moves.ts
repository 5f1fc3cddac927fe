/** Moving runs of operators within a schedule: how far the dependences allow it, and what comes out. */

import type { Accounting, Schedule } from "../../tmm/mod.ts";

/** Operators `[from, from + length)` of a schedule, moved past those up to `to` (or down to it). */
export interface Move {
  readonly from: number;
  readonly length: number;
  /** Step of the last operator that is passed: above the run, or below it. */
  readonly to: number;
}

/** The schedule after a move. */
export function moved(schedule: Schedule, { from, length, to }: Move): number[] {
  const run = schedule.slice(from, from + length);
  const rest = [...schedule.slice(0, from), ...schedule.slice(from + length)];
  rest.splice(to > from ? to - length + 1 : to, 0, ...run);
  return rest;
}

/** The step of the farthest operator that a run can pass, upwards or downwards, within a window. */
export function reachOf(
  { predecessors }: Accounting,
  schedule: Schedule,
  from: number,
  length: number,
  direction: 1 | -1,
  window: number,
): number {
  const run = schedule.slice(from, from + length);
  const edge = direction === 1 ? from + length - 1 : from;
  let to = edge;
  for (let passed = 1; passed <= window; passed++) {
    const other = schedule[edge + direction * passed];
    if (other === undefined) break;
    const isBound = direction === 1
      ? run.some((operator) => predecessors[other].includes(operator))
      : run.some((operator) => predecessors[operator].includes(other));
    if (isBound) break;
    to = edge + direction * passed;
  }
  return to;
}
