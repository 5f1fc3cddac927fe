/** One search at one limit: depth first over sets of units, where a set that is covered is left. */

import { has, wordsFor } from "./bits.ts";
import type { Budget } from "./budget.ts";
import { Cursor, type Rules } from "./cursor.ts";
import { StateTable } from "./state_table.ts";
import type { UnitSpace } from "./unit_space.ts";
import { valleyWithin } from "./valley.ts";

/** A set that is to be looked at. */
interface State {
  /** Its index in the table. */
  readonly index: number;
  readonly live: number;
  /** The units that ran since the set below it on the stack. */
  readonly order: readonly number[];
}

/** A set that is being looked at. */
interface Frame extends State {
  /** States that the table held before. */
  readonly known: number;
  /** Units in the orders of the states that were to be looked at before. */
  readonly waiting: number;
  /** What is to be looked at next, the best last. */
  readonly children: State[];
}

/** Bytes of a state besides its words: slots, and objects while it is to be looked at; ample. */
const BYTES_PER_STATE = 200;

/** Bytes of a unit in the order of a state that is to be looked at: lists grow by halves. */
const BYTES_PER_UNIT = 12;

/** What one step of a walk led to; one that is stopped has not looked at all it found, and stays so. */
export type Outcome = "running" | "arrived" | "committed" | "exhausted" | "stopped";

/** How far a walk may go. */
export interface Allowance {
  /** Counts the states of all walks; none goes on when it is spent. */
  readonly budget: Budget;
  /** States of the budget at which the walk stops. */
  readonly stateLimit: number;
  /** Bytes that the walk may hold. */
  readonly memory: number;
}

/**
 * Looks for a way to run all units inside without exceeding the limit.
 *
 * **Covered sets.** Let the walk reach N from A, and let N leave no more live bytes than A. Of all
 * sets between the two, let C be the one that leaves the fewest (`valley.ts`). Then the walk goes on
 * from C alone and forgets A and what it found behind it:
 * - C can be reached from A within the limit, on the walk's own path A = P0, P1, ..., N without the
 *   units outside C: by fact 3 of `unit_space.ts`, need(v|Pi * C) <= need(v|Pi) + live(C) -
 *   live(Pi + C), and live(C) <= live(Pi + C).
 * - If A can be completed within the limit, so can C: at every set B of the completion, live(B + C)
 *   <= live(B) + live(C) - live(B * C) <= live(B), and by fact 2 no need is greater.
 *
 * Where A is the set that the walk began with, this is a commitment for good: it also holds at every
 * higher limit. States found behind A are forgotten too, because what was left out there relied on A.
 */
export class Walk {
  /** Once arrived or committed: the units that ran, in order. */
  path: readonly number[] = [];
  /** Once committed: live bytes after the path. */
  live = 0;
  readonly #space: UnitSpace;
  readonly #covers: boolean;
  readonly #cursor: Cursor;
  readonly #size: number;
  readonly #units: readonly number[];
  readonly #table: StateTable;
  readonly #frames: Frame[] = [];
  readonly #allowance: Allowance;
  #next: State | undefined;
  /** Units in the orders of the states that are to be looked at. */
  #waiting = 0;
  #isStopped = false;

  /** Begins at a set, with its live bytes. */
  constructor(
    space: UnitSpace,
    set: Uint32Array,
    live: number,
    rules: Rules & { readonly covers: boolean },
    allowance: Allowance,
  ) {
    const { inside, lazy } = rules;
    // A unit that nothing inside waits for would never run if it were lazy.
    const isLazy = lazy.map((is, unit) => is && space.after[unit].some((other) => inside[other]));
    const words = wordsFor(inside.length);
    this.#space = space;
    this.#allowance = allowance;
    this.#covers = rules.covers;
    this.#size = inside.filter(Boolean).length;
    this.#cursor = new Cursor(space, words, { ...rules, lazy: isLazy });
    this.#units = inside.flatMap((is, unit) => is && !isLazy[unit] ? [unit] : []);
    this.#table = new StateTable(words);
    this.#next = { index: this.#table.insert(set), live, order: [] };
  }

  /** The least limit above this one under which the walk could go further; Infinity if none. */
  get refused(): number {
    return this.#cursor.refused;
  }

  /** Looks at one more state. */
  advance(): Outcome {
    if (this.#mustStop()) return "stopped";
    const frames = this.#frames;
    while (this.#next === undefined) {
      const frame = frames.at(-1);
      if (frame === undefined) return "exhausted";
      this.#next = frame.children.pop();
      if (this.#next === undefined) frames.pop();
      else this.#waiting -= this.#next.order.length;
    }
    const [known, waiting] = [this.#table.size, this.#waiting];
    const frame: Frame = { ...this.#next, known, waiting, children: [] };
    this.#next = undefined;
    frames.push(frame);
    return this.#expand(frame);
  }

  #expand(frame: Frame): Outcome {
    const cursor = this.#cursor;
    cursor.moveTo(this.#table.at(frame.index), frame.live);
    const next = this.#units.filter((unit) => !has(cursor.set, unit) && cursor.canRun(unit));
    if (next.some((unit) => cursor.runIfFree(unit))) {
      cursor.close();
      return this.#visit(frame);
    }
    for (const unit of next) {
      // A state may lead to as many others as there are units.
      if (this.#mustStop()) return "stopped";
      // Most are refused at once where the limit is tight, and leave the cursor where it is.
      if (cursor.order.length > 0) cursor.moveTo(this.#table.at(frame.index), frame.live);
      if (!cursor.runWithLazy(unit)) continue;
      cursor.close();
      const outcome = this.#visit(frame);
      if (outcome !== "running" || this.#frames.at(-1) !== frame) return outcome;
    }
    frame.children.sort((a, b) => b.live - a.live);
    return "running";
  }

  #mustStop(): boolean {
    const { budget, stateLimit, memory } = this.#allowance;
    const bytesPerState = 8 * this.#cursor.set.length + BYTES_PER_STATE;
    const held = this.#table.size * bytesPerState + this.#waiting * BYTES_PER_UNIT;
    this.#isStopped ||= budget.isSpent() || budget.states >= stateLimit || held > memory;
    return this.#isStopped;
  }

  /** Files the set at the cursor, which was reached from a frame. */
  #visit(frame: Frame): Outcome {
    const { set, live, order } = this.#cursor;
    const ran = this.#frames.reduce((sum, below) => sum + below.order.length, order.length);
    if (ran === this.#size) {
      this.path = this.#pathFrom(0);
      return "arrived";
    }
    if (this.#covers) {
      const covered = this.#frames.findIndex((below) => below.live >= live);
      if (covered >= 0) return this.#cover(covered);
    }
    const index = this.#table.insert(set);
    if (index >= 0) {
      this.#allowance.budget.states++;
      frame.children.push({ index, live, order });
      this.#waiting += order.length;
    }
    return "running";
  }

  /** Puts the valley between a frame and the cursor in the place of the frame and all above it. */
  #cover(at: number): Outcome {
    const cursor = this.#cursor;
    const covered = this.#frames[at];
    const path = this.#pathFrom(at + 1);
    const inValley = valleyWithin(this.#space, this.#table.at(covered.index), path);
    const kept = path.filter((_, i) => inValley[i]);
    cursor.moveTo(this.#table.at(covered.index), covered.live);
    for (const unit of kept) {
      if (!cursor.run(unit)) {
        throw new Error("Cannot reach a valley within the limit: a fault of ours");
      }
    }
    const order = [...covered.order, ...kept];
    if (at === 0) {
      this.path = order;
      this.live = cursor.live;
      return "committed";
    }
    this.#frames.length = at;
    this.#table.truncate(covered.known);
    this.#waiting = covered.waiting;
    const index = this.#table.insert(cursor.set);
    if (index >= 0) {
      this.#allowance.budget.states++;
      this.#next = { index, live: cursor.live, order };
    }
    return "running";
  }

  /** The units that ran from below a frame up to the cursor. */
  #pathFrom(at: number): number[] {
    return [...this.#frames.slice(at).flatMap(({ order }) => order), ...this.#cursor.order];
  }
}
