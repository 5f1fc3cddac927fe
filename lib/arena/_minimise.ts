/** The least arena for one part of a problem: searches take turns, from below and from above. */

import type { Guide } from "./_guide.ts";
import { gcd, instanceOf, roundUp } from "./_instance.ts";
import { PairSearch } from "./_pair_search.ts";
import { allows, type Pairs } from "./_pairs.ts";
import { randomNumbers } from "./_random.ts";
import {
  ALL_REDUCTIONS,
  type Budget,
  type Reductions,
  Search,
  type SearchResult,
} from "./_search.ts";
import type { PlacementProblem } from "./problem.ts";

/** A part of a problem, see `independentParts()`. */
export interface Part {
  readonly problem: PlacementProblem;
  readonly pairs: Pairs;
  /** Indices of the buffers, by ascending start. */
  readonly members: readonly number[];
}

/** A placement of a part, and what is proven. */
export interface PartPlacement {
  /** Offsets of the members, in their order. */
  readonly offsets: readonly number[];
  readonly arena: number;
  /** No placement of the part needs less. */
  readonly bound: number;
}

/** What is wanted. */
export interface MinimiseOptions {
  /** An arena that is small enough. */
  readonly goal: number;
  /** Only look whether the goal can be met. */
  readonly onlyGoal: boolean;
  readonly reductions?: Reductions;
}

/** A search, and what its answers are worth. */
interface Solver {
  readonly run: (capacity: number, limit: number, guide: Guide) => SearchResult;
  /** Whether a capacity that it excludes is impossible. */
  readonly proves: boolean;
  /** It finds nothing below this. */
  floor: number;
}

/**
 * Starts from a placement and improves it until it is proven to be the least, or small enough, or
 * the budget is spent.
 *
 * Whether a search finds a placement soon is a matter of luck: some guides need a few nodes per
 * buffer, others never end. So there are many short turns and few long ones (Luby, Sinclair and
 * Zuckerman 1993), each with another guide. Every second turn asks for the least arena that is not
 * excluded yet; the others ask for one between that and the best known one, and come nearer to the
 * best known one where they fail.
 */
export function minimisePart(
  part: Part,
  start: PartPlacement,
  { goal, onlyGoal, reductions = ALL_REDUCTIONS }: MinimiseOptions,
  budget: Budget,
): PartPlacement {
  const step = arenaStep(part);
  const guideOf = guides();
  let solvers = solversOf(part, reductions, budget);
  let { offsets, arena } = start;
  let bound = roundUp(start.bound, step);
  let share = 0.5;
  for (let turn = 1; arena > Math.max(bound, goal); turn++) {
    if (onlyGoal && bound > goal || budget.nodes <= 0 || budget.isOver()) break;
    solvers = solvers.filter(({ floor }) => floor < arena);
    const solver = solvers[turn % solvers.length];
    const low = Math.max(bound, goal, solver.floor);
    const isHigh = !onlyGoal && Math.floor(turn / solvers.length) % 2 === 1;
    const between = Math.min(arena - 1, Math.ceil(low + (arena - low) * share));
    const limit = luby(turn) * (SHORTEST_TURN + TURN_PER_BUFFER * part.members.length);
    const answer = solver.run(isHigh ? between : low, limit, guideOf(turn));
    const isFound = answer.offsets !== undefined && isAllowed(part, answer.offsets);
    if (isHigh) share = isFound ? Math.max(0.5, 2 * share - 1) : (1 + share) / 2;
    if (isFound) {
      offsets = Array.from(answer.offsets!);
      arena = topOf(part, offsets);
    } else if (answer.offsets) {
      // A search that allows more than the problem has nothing more to say.
      solver.floor = Infinity;
    } else if (answer.needed !== undefined) {
      solver.floor = answer.needed;
      if (solver.proves) bound = Math.max(bound, roundUp(answer.needed, step));
    }
  }
  return { offsets, arena, bound };
}

/** Nodes of the shortest turns. */
const [SHORTEST_TURN, TURN_PER_BUFFER] = [100, 2];

/** The sequence 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 ... from index 1. */
function luby(index: number): number {
  let size = 1;
  while (2 * size - 1 < index) size *= 2;
  return 2 * size - 1 === index ? size : luby(index - size + 1);
}

/** Guides for turns: the plain ones, then blurred ones without end. */
function guides(): (turn: number) => Guide {
  const random = randomNumbers(1);
  const regions: Guide["region"][] = ["lowest", "fullest", "hardest"];
  const orders: Guide["order"][] = [
    ["total", "width", "area"],
    ["width", "area", "total"],
    ["area", "width", "total"],
  ];
  return (turn) => {
    const region = regions[turn % regions.length];
    if (turn <= 6) return { region, order: orders[turn % 2] };
    return { region, order: orders[Math.floor(random() * orders.length)], random };
  };
}

function solversOf(
  { problem, pairs, members }: Part,
  reductions: Reductions,
  budget: Budget,
): Solver[] {
  const searchOf = (tight: boolean): Solver => {
    const search = new Search(instanceOf(problem, pairs, members, { tight }), reductions);
    const run: Solver["run"] = (capacity, limit, guide) =>
      search.run(capacity, limit, budget, guide);
    return { run, proves: !tight, floor: 0 };
  };
  const loose = instanceOf(problem, pairs, members, { tight: false });
  if (loose.isFaithful) return [searchOf(false)];
  const byPairs = new PairSearch(loose, pairs);
  const run: Solver["run"] = (capacity, limit) => byPairs.run(capacity, limit, budget);
  return [searchOf(false), searchOf(true), { run, proves: true, floor: 0 }];
}

/** Whether offsets that a search found are a placement of the problem. */
function isAllowed({ pairs, members }: Part, offsets: Float64Array): boolean {
  const local = new Map(members.map((b, i) => [b, i]));
  return members.every((b, i) => {
    for (let e = pairs.first[b]; e < pairs.first[b + 1]; e++) {
      if (!allows(pairs, e, offsets[i] - offsets[local.get(pairs.other[e])!])) return false;
    }
    return true;
  });
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
      for (const distance of pairs.between[e]) stacked = gcd(stacked, Math.abs(distance));
    }
  }
  return Math.max(aligned, stacked);
}
