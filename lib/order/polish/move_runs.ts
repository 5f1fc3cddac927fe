/** Improves a schedule step by step: moves runs of operators to where they cost fewer loads. */

import type { Accounting, Schedule } from "../../tmm/mod.ts";
import { loadsBetween } from "../loads.ts";
import { type Move, reachOf } from "./moves.ts";
import { preference } from "./preference.ts";
import { Track } from "./track.ts";

const LONGEST_RUN = 8;
const WINDOW = 64;
/** Of the moves of one run, this many of the best are tried. */
const MOST_TRIES = 2;
/** Moves that are weighed before it ends. */
const MOST_MOVES = 300_000;

/**
 * Moves runs of up to 8 operators past up to 64 others, as long as that is preferred and stays within
 * the limit. A local optimum; the work is bounded.
 */
export function moveRuns(accounting: Accounting, schedule: Schedule, limit: number): Schedule {
  const track = new Track(accounting, schedule);
  let moves = 0;
  for (let improved = true; improved;) {
    improved = false;
    for (let from = track.first; from < schedule.length; from++) {
      for (let length = 1; length <= LONGEST_RUN && from + length <= schedule.length; length++) {
        const gains: Gain[] = [];
        for (const direction of [1, -1] as const) {
          const to = reachOf(accounting, track.schedule, from, length, direction, WINDOW);
          moves += 1 + Math.abs(to - from);
          const farthest = Math.max(to, track.first);
          gains.push(...gainsOf(accounting, track.schedule, from, length, direction, farthest));
        }
        gains.sort((a, b) => a.gain - b.gain);
        improved = gains.slice(0, MOST_TRIES).some(({ move }) => track.move(move, limit)) ||
          improved;
        if (moves > MOST_MOVES) return track.schedule;
      }
    }
  }
  return track.schedule;
}

/** A move that is preferred, with its (negative) cost. */
interface Gain {
  readonly move: Move;
  readonly gain: number;
}

/** The moves of one run in one direction that are preferred. */
function gainsOf(
  accounting: Accounting,
  schedule: Schedule,
  from: number,
  length: number,
  direction: 1 | -1,
  farthest: number,
): Gain[] {
  const edge = direction === 1 ? from + length - 1 : from;
  const run = schedule.slice(from, from + length);
  const [first, last] = [run[0], run[length - 1]];
  const loads = (before: number | undefined, after: number | undefined) =>
    after === undefined ? 0 : loadsBetween(accounting, before, after);
  const [below, above] = [schedule[from - 1], schedule[from + length]];
  const taken = loads(below, above) - loads(below, first) - loads(last, above);
  const gains: Gain[] = [];
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
