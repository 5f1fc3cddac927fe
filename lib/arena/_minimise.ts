/** The least arena for one part of a problem: searches take turns, from below and from above. */

import { gcd, roundUp } from "./_instance.ts";
import { exactDistances } from "./_pairs.ts";
import type { Budget } from "./_search.ts";
import { type Part, type Solver, solversOf } from "./_solvers.ts";
import { turns } from "./_turns.ts";
import { isLong, type Solve, windowSolver } from "./_windows.ts";

/** A placement of a part, and what is proven. */
export interface PartPlacement {
  /** Offsets of the members, in their order. */
  readonly offsets: readonly number[];
  readonly arena: number;
  /** No placement needs less. */
  readonly bound: number;
}

/** What is wanted. */
export interface MinimiseOptions {
  /** An arena that is small enough. */
  readonly goal: number;
  /** Only look whether the goal can be met. */
  readonly onlyGoal: boolean;
}

/** Nodes of the shortest turns. */
const [SHORTEST_TURN, TURN_PER_BUFFER] = [100, 2];

/** How far below the best known arena to ask at first, as a share of what is open. */
const FIRST_STRIDE = 0.2;

/** What a failure and a success make of the stride. */
const [SHORTER, LONGER] = [0.95, 1.1];

/**
 * Starts from a placement and improves it until it is proven to be the least, or small enough, or
 * the budget is spent.
 *
 * Whether a search finds a placement soon is a matter of luck: some guides need a few nodes per
 * buffer, others never end. So it tries often, each time with another guide ({@linkcode turns}).
 * Every third turn of a solver asks for the least arena that is not excluded yet; the others ask for
 * one between that and the best known one, nearer to the best known one each time they fail.
 */
export function minimisePart(
  part: Part,
  start: PartPlacement,
  { goal, onlyGoal }: MinimiseOptions,
  budget: Budget,
): PartPlacement {
  const step = arenaStep(part);
  let { offsets, arena, bound } = start;
  let stride = FIRST_STRIDE;
  const solve: Solve = (window, offsets, capacity, nodes) => {
    const own = { ...budget, nodes: Math.min(nodes, budget.nodes) };
    const start = { offsets, arena: topOf(window, offsets), bound: 0 };
    const found = minimisePart(window, start, { goal: capacity, onlyGoal: true }, own);
    budget.nodes -= Math.min(nodes, budget.nodes) - own.nodes;
    return found.arena <= capacity ? found.offsets : undefined;
  };
  const repairs = isLong(part) ? [windowSolver(part, budget, solve)] : [];
  const playerOf = (solver: Solver) => ({
    ...solver,
    /** It finds nothing below this. */
    floor: 0,
    nextLow: turns(1),
    nextHigh: turns(2),
  });
  const helpers = repairs.map(playerOf);
  let players = solversOf(part, budget).map(playerOf).flatMap((player) => [...helpers, player]);
  for (let turn = 0; arena > Math.max(bound, goal); turn++) {
    if (onlyGoal && bound > goal || budget.nodes <= 0 || budget.isOver()) break;
    players = players.filter(({ floor }) => floor < arena);
    const player = players[turn % players.length];
    const isLow = onlyGoal || !player.places || Math.floor(turn / players.length) % 3 === 0;
    const { guide, length } = isLow ? player.nextLow() : player.nextHigh();
    const limit = length * (SHORTEST_TURN + TURN_PER_BUFFER * part.members.length);
    const low = Math.max(bound, goal, player.floor);
    const below = Math.ceil((arena - low) * stride);
    const answer = player.run(isLow ? low : arena - below, limit, guide, offsets);
    if (!isLow) stride = Math.min(0.5, stride * (answer?.offsets ? LONGER : SHORTER));
    if (answer?.offsets) {
      offsets = Array.from(answer.offsets);
      arena = topOf(part, offsets);
      continue;
    }
    player.floor = answer ? answer.needed ?? player.floor : Infinity;
    if (answer?.needed && player.proves) bound = Math.max(bound, roundUp(answer.needed, step));
  }
  return { offsets, arena, bound };
}

function topOf({ problem, members }: Part, offsets: readonly number[]): number {
  return members.reduce((top, b, i) => Math.max(top, offsets[i] + problem.buffers[b].bytes), 0);
}

/**
 * The least arena is a multiple of this. Offsets are multiples of the common divisor of all
 * alignments; and in a placement in which nothing can lie lower they are sums of sizes, distances
 * and fixed offsets, rounded up to alignments.
 */
function arenaStep({ problem, pairs, members }: Part): number {
  let aligned = 0;
  let stacked = 0;
  for (const b of members) {
    const { bytes, alignment = 1, offset = 0 } = problem.buffers[b];
    aligned = gcd(gcd(aligned, alignment), bytes);
    stacked = gcd(gcd(stacked, bytes), offset);
    if (alignment > 1) stacked = gcd(stacked, alignment);
    for (let e = pairs.first[b]; e < pairs.first[b + 1]; e++) {
      stacked = gcd(stacked, Math.abs(pairs.above[e]));
      for (const distance of exactDistances(pairs, e)) stacked = gcd(stacked, Math.abs(distance));
    }
  }
  return Math.max(aligned, stacked);
}
