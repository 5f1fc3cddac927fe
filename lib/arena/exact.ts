/** The least arena, with a proof or an honest gap. */
import { placementBound } from "./bound.ts";
import type { Placement, PlacementProblem } from "./problem.ts";
import { placeQuickly } from "./quick.ts";

/** A placement, and how far from the best it can be. */
export interface BoundedPlacement extends Placement {
  /** No placement of the problem needs fewer bytes: proven. */
  readonly bound: number;
  /** The arena equals the bound. */
  readonly optimal: boolean;
  /** Placements of single buffers that the search tried. */
  readonly nodes: number;
  /** Why the search ended, for people. */
  readonly reason: string;
}

/** When to be content, and when to give up. */
export interface ExactOptions {
  /** Stop at the first placement that needs no more bytes than this; by default at the least. */
  readonly capacity?: number;
  /** Nodes to visit at most; the same limit gives the same result on every machine. */
  readonly stateLimit?: number;
  /** Milliseconds to search at most; results then depend on the machine. */
  readonly deadlineMs?: number;
  /** The clock of the deadline, in milliseconds. */
  readonly now?: () => number;
}

/** The least arena that is found within the limits. */
export function placeExact(
  problem: PlacementProblem,
  options: ExactOptions = {},
): BoundedPlacement {
  const bound = placementBound(problem);
  const { capacity = bound } = options;
  const placement = placeQuickly(problem, { goal: Math.max(bound, capacity) });
  const optimal = placement.arena === bound;
  const reason = optimal ? "a heuristic met the bound" : "the heuristics did not meet the bound";
  return { ...placement, bound, optimal, nodes: 0, reason };
}
