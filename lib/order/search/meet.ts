/** Whether units can run within a limit: two walks, from the start and from the end, towards each other. */

import { add, wordsFor } from "./bits.ts";
import type { Budget } from "./budget.ts";
import type { UnitSpace } from "./unit_space.ts";
import { type Outcome, Walk } from "./walk.ts";

/** What is settled of an order: how it begins and how it ends. */
export interface Ends {
  /** The units that run first, in order. */
  readonly head: readonly number[];
  /** The units that run last, the last one first. */
  readonly tail: readonly number[];
  /** Live bytes after the head and before the tail. */
  readonly live: readonly [number, number];
}

/** Which parts of the search are switched on. */
export interface WalkRules {
  /** Whether free moves are made at once. */
  readonly freeMoves: boolean;
  /** Whether covered sets are left. */
  readonly covers: boolean;
  /** Whether a second walk comes from the end. */
  readonly backwards: boolean;
  /** The lazy units of the space, and of its reverse. */
  readonly lazy: readonly (readonly boolean[])[];
}

/** What an attempt at a limit has shown. */
export interface Attempt {
  /** `found`: the head and the tail make a whole order. `none`: no order stays within the limit. */
  readonly outcome: "found" | "none" | "stopped";
  /** What is settled for this limit and every higher one. */
  readonly ends: Ends;
  /** Bytes that every order needs, where there is none within the limit. */
  readonly atLeast: number;
}

/**
 * Looks for an order within a limit.
 *
 * Two walks take turns, one from the start and one, with time reversed, from the end; each leaves
 * alone what the other has settled. Either may arrive, and either may show that there is no way: it
 * is enough that one of them does. A graph whose branches all grow towards a join is hard forwards
 * and easy backwards, where every branch is a free move.
 *
 * @param stateLimit States of the budget at which this attempt stops.
 */
export function meet(
  space: UnitSpace,
  reverse: UnitSpace,
  settled: Ends,
  limit: number,
  rules: WalkRules,
  budget: Budget,
  stateLimit: number,
): Attempt {
  const allowance = { budget, stateLimit, memory: budget.memory / (rules.backwards ? 2 : 1) };
  let ends = settled;
  for (;;) {
    const inside = space.members.map(() => true);
    for (const unit of [...ends.head, ...ends.tail]) inside[unit] = false;
    if (!inside.includes(true)) return { outcome: "found", ends, atLeast: 0 };
    const { freeMoves, covers, lazy } = rules;
    const start = (side: 0 | 1) => {
      const set = setOf(side === 0 ? ends.head : ends.tail, inside.length);
      const rulesHere = { limit, inside, lazy: lazy[side], freeMoves, covers };
      return new Walk(side === 0 ? space : reverse, set, ends.live[side], rulesHere, allowance);
    };
    const walks = rules.backwards ? [start(0), start(1)] : [start(0)];
    const { side, outcome } = takeTurns(walks);
    if (outcome === "stopped") return { outcome: "stopped", ends, atLeast: 0 };
    if (outcome === "exhausted") return { outcome: "none", ends, atLeast: walks[side].refused };
    const { path, live } = walks[side];
    ends = side === 0
      ? { ...ends, head: [...ends.head, ...path], live: [live, ends.live[1]] }
      : { ...ends, tail: [...ends.tail, ...path], live: [ends.live[0], live] };
  }
}

/** Advances walks in turn until one has a result, or all are stopped. */
function takeTurns(walks: readonly Walk[]): { side: number; outcome: Outcome } {
  for (;;) {
    let stopped = 0;
    for (const [side, walk] of walks.entries()) {
      const outcome = walk.advance();
      if (outcome === "stopped") stopped++;
      else if (outcome !== "running") return { side, outcome };
    }
    if (stopped === walks.length) return { side: 0, outcome: "stopped" };
  }
}

function setOf(units: readonly number[], count: number): Uint32Array {
  const set = new Uint32Array(wordsFor(count));
  for (const unit of units) add(set, unit);
  return set;
}
