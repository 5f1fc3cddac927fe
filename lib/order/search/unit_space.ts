/**
 * What running a unit costs after a set of others: the numbers that the search calculates with.
 *
 * All reductions of this room rest on three facts about the set S of units that have run. Write
 * live(S) for the bytes that are live after S, change(v|S) for what v adds to them, and need(v|S) for
 * the bytes that are live while v runs next.
 *
 * 1. **live is submodular**: live(A + B) + live(A * B) <= live(A) + live(B) for the union and the
 *    intersection of two sets. Each tensor counts its bytes times [its producer is in S] - [all its
 *    readers are in S]; the first is modular, the second supermodular.
 * 2. **The more has run, the cheaper**: for S inside T, change(v|T) <= change(v|S) and
 *    need(v|T) - live(T) <= need(v|S) - live(S). Inputs that die with v after S die with it after T,
 *    and sharing saves the more, the more inputs die (`savedBytes` is monotone). Scratch is constant.
 * 3. **The less has run, the dearer by no more than is freed**: for v in C that can run after B * C
 *    and after B, need(v|B * C) + live(B + C) <= need(v|B) + live(C). Each input that dies with v after
 *    B but not after B * C makes the submodular inequality slack by its bytes, and sharing is credited
 *    no more than that for it. The last half-sentence holds where sharing is **tame** (see
 *    {@linkcode isTame}); elsewhere the parts that need fact 3 are left out.
 */

import { type Accounting, overlapBytes } from "../../tmm/mod.ts";
import { has } from "./bits.ts";
import type { Units } from "./units.ts";

/** An input that dies with an operator only if other units have run before. */
export interface OpenInput {
  /** Tensor id. */
  readonly tensor: number;
  /** Its bytes. */
  readonly bytes: number;
  /**
   * The units with which it may die, this one among them: all that read it and that no other reader
   * has to run after. It dies with the one of them that runs last. One list for all of them.
   */
  readonly last: readonly number[];
}

/** One operator of a unit; bytes. */
export interface Step {
  /** What it adds while it runs: outputs and scratch, less `saved` where that is constant. */
  readonly rise: number;
  /** What it leaves less what it frees in every order. */
  readonly keep: number;
  /** Inputs that it may free or not. */
  readonly open: readonly OpenInput[];
  /** What sharing saves, given which open inputs die; absent where it does not depend on them. */
  readonly saved?: (dies: readonly boolean[]) => number;
}

/** Units with their costs. */
export interface UnitSpace extends Units {
  /** False where time is reversed: a set then holds the units that were taken back from the end. */
  readonly forward: boolean;
  /** Per unit: its operators' costs. */
  readonly steps: readonly (readonly Step[])[];
  /** Live bytes before the first and after the last unit; reversed, the other way round. */
  readonly ends: readonly [number, number];
}

/** What a unit costs at one place. */
export interface Cost {
  /** Most bytes while it runs, above the live bytes before it. */
  rise: number;
  /** Change of the live bytes from before to after. */
  change: number;
}

/** The same space with time reversed. */
export function reversed(space: UnitSpace): UnitSpace {
  const { before, after, forward, ends } = space;
  return { ...space, before: after, after: before, forward: !forward, ends: [ends[1], ends[0]] };
}

const dies: boolean[] = [];

/** Writes to `cost` what an available unit costs after a set. */
export function weigh(space: UnitSpace, set: Uint32Array, unit: number, cost: Cost): void {
  const { forward } = space;
  weighIf(space.steps[unit], cost, ({ last }) => {
    // Taken back from the end: no reader has come back yet that would make the input live again.
    for (let i = 0; i < last.length; i++) {
      if (last[i] !== unit && has(set, last[i]) !== forward) return false;
    }
    return true;
  });
  if (!forward) {
    cost.rise -= cost.change;
    cost.change = -cost.change;
  }
}

/** Writes to `cost` what steps cost one after the other if these open inputs die. */
export function weighIf(
  steps: readonly Step[],
  cost: Cost,
  isDead: (input: OpenInput) => boolean,
): void {
  let live = 0;
  let rise = -Infinity;
  for (const { open, rise: added, keep, saved } of steps) {
    let freed = 0;
    for (let i = 0; i < open.length; i++) {
      dies[i] = isDead(open[i]);
      if (dies[i]) freed += open[i].bytes;
    }
    const during = live + added - (saved === undefined ? 0 : saved(dies));
    if (during > rise) rise = during;
    live += keep - freed;
  }
  cost.rise = rise;
  cost.change = live;
}

/**
 * Whether sharing never credits an input that dies with more than its own bytes, in any operator.
 * Only an input that may share with several outputs at once, most of it with each, is not tame.
 */
export function isTame({ sharing, bytes }: Accounting): boolean {
  return sharing.every((allowances) => {
    const credit = new Map<number, number>();
    for (const allowance of allowances) {
      const { input, output } = allowance;
      const common = overlapBytes(bytes[input], bytes[output], allowance);
      credit.set(input, (credit.get(input) ?? 0) + common);
    }
    return [...credit].every(([input, common]) => common <= bytes[input]);
  });
}
