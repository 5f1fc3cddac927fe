/** A set of units that have run, while it grows: moves within a limit, lazy units, free moves. */

import { add, has } from "./bits.ts";
import { type Cost, type UnitSpace, weigh } from "./unit_space.ts";

/** The rules of moving. */
export interface Rules {
  /** Most bytes that may be live. */
  readonly limit: number;
  /** Per unit: whether it may run at all. */
  readonly inside: readonly boolean[];
  /** Per unit: whether it runs only just before a unit that waits for it. */
  readonly lazy: readonly boolean[];
  /** Whether free moves are made at once. */
  readonly freeMoves: boolean;
}

/**
 * Walks over sets of units.
 *
 * **Free moves.** A unit v that can run after S within the limit, and leaves no more live bytes than
 * there were, is run at once. Nothing is lost: take any completion of S within the limit and run v
 * first. At every later set B of that completion, live(B + v) <= live(B) + change(v|S) <= live(B) by
 * fact 2 of `unit_space.ts`, and no need grows. Taken back from the end, the same holds with
 * intersections in place of unions, by fact 3.
 */
export class Cursor {
  /** The units that have run. */
  readonly set: Uint32Array;
  /** Live bytes after them. */
  live = 0;
  /** The units that ran since {@linkcode Cursor.moveTo}. */
  order: number[] = [];
  /** The least need above the limit that a move was refused for. */
  refused = Infinity;
  readonly #space: UnitSpace;
  readonly #rules: Rules;
  readonly #cost: Cost = { rise: 0, change: 0 };

  /** A cursor at the empty set. */
  constructor(space: UnitSpace, words: number, rules: Rules) {
    this.set = new Uint32Array(words);
    this.#space = space;
    this.#rules = rules;
  }

  /** Goes to a set. */
  moveTo(set: Uint32Array, live: number): void {
    this.set.set(set);
    this.live = live;
    this.order = [];
  }

  /** Runs a unit that waits for nothing; false if that takes more than the limit. */
  run(unit: number): boolean {
    const cost = this.#cost;
    weigh(this.#space, this.set, unit, cost);
    const need = this.live + cost.rise;
    if (need > this.#rules.limit) {
      this.refused = Math.min(this.refused, need);
      return false;
    }
    this.#take(unit);
    return true;
  }

  /** Whether a unit that has not run waits for nothing but lazy units. */
  canRun(unit: number): boolean {
    const before = this.#space.before[unit];
    for (let i = 0; i < before.length; i++) {
      const other = before[i];
      if (has(this.set, other)) continue;
      if (!this.#rules.lazy[other] || !this.canRun(other)) return false;
    }
    return true;
  }

  /**
   * Runs a unit, and just before it the lazy units that it waits for; false if that takes more than
   * the limit.
   */
  runWithLazy(unit: number): boolean {
    for (const other of this.#space.before[unit]) {
      if (!has(this.set, other) && !this.runWithLazy(other)) return false;
    }
    return this.run(unit);
  }

  /** Makes free moves as long as there are any among the units whose cost has changed. */
  close(): void {
    if (!this.#rules.freeMoves) return;
    const { after, steps } = this.#space;
    for (let i = 0; i < this.order.length; i++) {
      for (const unit of after[this.order[i]]) this.runIfFree(unit);
      for (const { open } of steps[this.order[i]]) {
        for (const { last } of open) this.#closeReaders(last);
      }
    }
  }

  /**
   * Makes the free moves among the last readers of a tensor, one of which has run. What the others
   * cost has only changed where one is left, or, taken back from the end, where it was the first.
   */
  #closeReaders(last: readonly number[]): void {
    const { forward } = this.#space;
    let lone = -1;
    for (let i = 0; i < last.length; i++) {
      if (has(this.set, last[i]) === forward) continue;
      if (lone >= 0) return;
      lone = last[i];
    }
    if (!forward) last.forEach((unit) => this.runIfFree(unit));
    else if (lone >= 0) this.runIfFree(lone);
  }

  /** Runs a unit if that is a free move. */
  runIfFree(unit: number): boolean {
    const { inside, lazy, limit, freeMoves } = this.#rules;
    if (!freeMoves || !inside[unit] || lazy[unit] || has(this.set, unit)) return false;
    const before = this.#space.before[unit];
    for (let i = 0; i < before.length; i++) if (!has(this.set, before[i])) return false;
    const cost = this.#cost;
    weigh(this.#space, this.set, unit, cost);
    if (cost.change > 0 || this.live + cost.rise > limit) return false;
    this.#take(unit);
    return true;
  }

  #take(unit: number): void {
    this.live += this.#cost.change;
    add(this.set, unit);
    this.order.push(unit);
  }
}
