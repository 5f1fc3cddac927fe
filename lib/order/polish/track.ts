/** A schedule that is changed move by move, where each move costs no more than the steps it changes. */

import type { Accounting, Schedule } from "../../tmm/mod.ts";
import { add, wordsFor } from "../search/bits.ts";
import { unitSpaceOf } from "../search/unit_costs.ts";
import { type Cost, type UnitSpace, weigh } from "../search/unit_space.ts";
import { singleUnits } from "../search/units.ts";
import { unreadBytes } from "../search/unread_inputs.ts";
import { type Move, moved } from "./moves.ts";

/** Holds a schedule and the live bytes before each of its steps. */
export class Track {
  /** The schedule as it is now. */
  schedule: Schedule;
  /** The first step that may change: not the first of all where model inputs weigh on that alone. */
  readonly first: number;
  readonly #space: UnitSpace;
  readonly #live: number[];
  readonly #cost: Cost = { rise: 0, change: 0 };

  /** Starts with a schedule. */
  constructor(accounting: Accounting, schedule: Schedule) {
    this.schedule = schedule;
    this.first = unreadBytes(accounting) > 0 ? 1 : 0;
    this.#space = unitSpaceOf(accounting, singleUnits(accounting));
    this.#live = [this.#space.ends[0]];
    this.#live.push(...this.#livesFrom(0, schedule, Infinity)!);
  }

  /** Makes a move if no step then needs more than the limit; says whether it did. */
  move(move: Move, limit: number): boolean {
    const { from, length, to } = move;
    const start = Math.min(from, to);
    const end = Math.max(from + length, to + 1);
    const schedule = moved(this.schedule, move);
    const lives = this.#livesFrom(start, schedule.slice(start, end), limit);
    if (lives === undefined) return false;
    this.#live.splice(start + 1, lives.length, ...lives);
    this.schedule = schedule;
    return true;
  }

  /** Live bytes after each of some operators that run from a step on; `undefined` above the limit. */
  #livesFrom(step: number, operators: Schedule, limit: number): number[] | undefined {
    const set = new Uint32Array(wordsFor(this.schedule.length));
    for (let i = 0; i < step; i++) add(set, this.schedule[i]);
    let live = this.#live[step];
    const lives: number[] = [];
    for (const operator of operators) {
      weigh(this.#space, set, operator, this.#cost);
      if (live + this.#cost.rise > limit) return undefined;
      live += this.#cost.change;
      add(set, operator);
      lives.push(live);
    }
    return lives;
  }
}
