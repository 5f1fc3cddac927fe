/** Improves a schedule step by step: moves runs of operators to where they cost fewer loads. */

import { type Accounting, peakOf, type Schedule } from "../../tmm/mod.ts";
import { loadsBetween } from "../loads.ts";
import { type Move, moved, reachOf } from "./moves.ts";
import { preference } from "./preference.ts";

const LONGEST_RUN = 8;
const WINDOW = 64;
/** Moves that are weighed, and schedules that are measured, before it ends. */
const MOST_MOVES = 400_000;
const MOST_PEAKS = 400;

/**
 * Moves runs of up to 8 operators past up to 64 others, as long as that is preferred and stays within
 * the limit. A local optimum; the work is bounded.
 */
export function moveRuns(accounting: Accounting, schedule: Schedule, limit: number): Schedule {
  let best = schedule;
  let moves = 0;
  let peaks = 0;
  for (let improved = true; improved;) {
    improved = false;
    for (let from = 0; from < best.length; from++) {
      for (let length = 1; length <= LONGEST_RUN && from + length <= best.length; length++) {
        const gains: { move: Move; gain: number }[] = [];
        for (const direction of [1, -1] as const) {
          const to = reachOf(accounting, best, from, length, direction, WINDOW);
          moves += Math.abs(to - from);
          gains.push(...gainsOf(accounting, best, from, length, direction, to));
        }
        gains.sort((a, b) => a.gain - b.gain);
        for (const { move } of gains.slice(0, 2)) {
          const candidate = moved(best, move);
          peaks++;
          if (peakOf(accounting, candidate) > limit) continue;
          best = candidate;
          improved = true;
          break;
        }
        if (moves > MOST_MOVES || peaks > MOST_PEAKS) return best;
      }
    }
  }
  return best;
}

/** The moves of one run in one direction that are preferred, each with its (negative) cost. */
function gainsOf(
  accounting: Accounting,
  schedule: Schedule,
  from: number,
  length: number,
  direction: 1 | -1,
  farthest: number,
): { move: Move; gain: number }[] {
  const edge = direction === 1 ? from + length - 1 : from;
  const run = schedule.slice(from, from + length);
  const [first, last] = [run[0], run[length - 1]];
  const loads = (before: number | undefined, after: number | undefined) =>
    after === undefined ? 0 : loadsBetween(accounting, before, after);
  const [below, above] = [schedule[from - 1], schedule[from + length]];
  const taken = loads(below, above) - loads(below, first) - loads(last, above);
  const gains: { move: Move; gain: number }[] = [];
  let swapped = 0;
  for (let to = edge + direction; direction * (farthest - to) >= 0; to += direction) {
    for (const operator of run) swapped += (operator < schedule[to]) === (direction === 1) ? 1 : -1;
    const [low, high] = direction === 1
      ? [schedule[to], schedule[to + 1]]
      : [schedule[to - 1], schedule[to]];
    const put = loads(low, first) + loads(last, high) - loads(low, high);
    const gain = preference(taken + put, swapped);
    if (gain < 0) gains.push({ move: { from, length, to }, gain });
  }
  return gains;
}
