/** The least arena, with a proof or an honest gap. */

import { independentParts } from "./_instance.ts";
import { minimisePart, type PartPlacement } from "./_minimise.ts";
import { pairsOf } from "./_pairs.ts";
import type { Budget } from "./_search.ts";
import { placementBound } from "./bound.ts";
import { greedyBySize } from "./greedy_by_size.ts";
import { climbOver } from "./hill_climb.ts";
import { arenaOf, type Placement, type PlacementProblem } from "./problem.ts";

/** A placement, and how far from the best it can be. */
export interface BoundedPlacement extends Placement {
  /** No placement of the problem needs fewer bytes: proven. */
  readonly bound: number;
  /** The arena equals the bound. */
  readonly optimal: boolean;
  /** Buffers that the search placed to try; 0 if the cheap ways were enough. */
  readonly nodes: number;
  /** Why the search ended, for people. */
  readonly reason: string;
}

/** When to be content, and when to give up. */
export interface ExactOptions {
  /** Only look for a placement that needs no more bytes than this; by default for the least. */
  readonly capacity?: number;
  /** Nodes to visit at most; the same limit gives the same result on every machine. */
  readonly stateLimit?: number;
  /** Milliseconds to search at most; results then depend on the machine. */
  readonly deadlineMs?: number;
  /** The clock of the deadline, in milliseconds. */
  readonly now?: () => number;
}

/**
 * The least arena that is found within the limits.
 *
 * 1. The cheap ways, as in `placeQuickly()`. If they meet the bound, that is the answer.
 * 2. The parts of the problem that no live range connects are improved one after the other, those
 *    with the largest arena first, by branch and bound over the offsets; no part has to be
 *    smaller than what another one needs anyhow.
 *
 * `optimal` is only true if the arena equals a bound that is proven: the largest sum of live bytes,
 * or more where the search has excluded all placements that need less. With a `capacity` the search
 * ends as soon as it is met, or proven to be too small.
 *
 * Ten thousand nodes take about a third of a second for some hundred buffers. Memory grows with the
 * pairs of buffers that are live together, unless the very first placement meets the bound.
 *
 * @throws {RangeError} if the problem is malformed.
 */
export function placeExact(
  problem: PlacementProblem,
  options: ExactOptions = {},
): BoundedPlacement {
  const { capacity, stateLimit = 1_000_000, deadlineMs = Infinity } = options;
  const { now = () => performance.now() } = options;
  const end = deadlineMs === Infinity ? Infinity : now() + deadlineMs;
  const limit = Math.min(stateLimit, Number.MAX_SAFE_INTEGER);
  const budget: Budget = { nodes: limit, isOver: () => end !== Infinity && now() >= end };
  const firstBound = placementBound(problem);
  const greedy = greedyBySize(problem);
  const { offsets, bound } = greedy.arena <= Math.max(firstBound, capacity ?? 0)
    ? { offsets: greedy.offsets, bound: firstBound }
    : improve(problem, { ...greedy, bound: firstBound }, capacity, budget);
  const arena = arenaOf(problem.buffers, offsets);
  const nodes = limit - budget.nodes;
  const optimal = arena === bound;
  const isMet = capacity !== undefined && arena <= capacity;
  const isTooSmall = capacity !== undefined && bound > capacity;
  const reason = isMet
    ? "the capacity is met"
    : isTooSmall
    ? "no placement fits the capacity"
    : optimal
    ? bound > firstBound ? "all smaller arenas are excluded" : "the bound is met"
    : budget.nodes <= 0
    ? "the limit of nodes is reached"
    : "the deadline has passed";
  return { offsets, arena, bound, optimal, nodes, reason };
}

/** Steps of the hill climb before the search, which is faster where the climb is not done soon. */
const CLIMB = 50;

/** Pairs that the climb may look at. */
const CLIMB_PAIRS = 2e6;

/** A better placement: by a climb, and by a search in one part after the other. */
function improve(
  problem: PlacementProblem,
  greedy: PartPlacement,
  capacity: number | undefined,
  budget: Budget,
): Omit<PartPlacement, "arena"> {
  let { bound } = greedy;
  const goalOf = () => Math.max(bound, capacity ?? 0);
  const pairs = pairsOf(problem);
  const iterations = Math.min(CLIMB, Math.ceil(CLIMB_PAIRS / (1 + pairs.other.length)));
  const climbed = climbOver(problem, pairs, { goal: goalOf(), iterations });
  const quick = climbed.arena < greedy.arena ? climbed : greedy;
  const offsets = [...quick.offsets];
  const topOf = (members: readonly number[]) =>
    members.reduce((top, b) => Math.max(top, offsets[b] + problem.buffers[b].bytes), 0);
  const parts = quick.arena <= goalOf() ? [] : independentParts(problem);
  for (const members of parts.sort((a, b) => topOf(b) - topOf(a))) {
    const goal = goalOf();
    const start = { offsets: members.map((b) => offsets[b]), arena: topOf(members), bound };
    if (start.arena <= goal) continue;
    const onlyGoal = capacity !== undefined;
    const better = minimisePart({ problem, pairs, members }, start, { goal, onlyGoal }, budget);
    members.forEach((b, i) => offsets[b] = better.offsets[i]);
    bound = better.bound;
  }
  return { offsets, bound };
}
