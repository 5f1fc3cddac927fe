/** The best placement that the cheap ways find. */

import { placementBound } from "./bound.ts";
import { greedyBySize } from "./greedy_by_size.ts";
import { hillClimb, type HillClimbOptions } from "./hill_climb.ts";
import type { Placement, PlacementProblem } from "./problem.ts";

/**
 * TFLM's own placement, first fit in every named order, then a hill climb: the smallest arena of
 * them, the earlier one on ties. Stops as soon as the goal (by default the bound) is met, which is
 * the usual case.
 *
 * @throws {RangeError} if the problem is malformed.
 */
export function placeQuickly(problem: PlacementProblem, options: HillClimbOptions = {}): Placement {
  const { goal = placementBound(problem) } = options;
  const greedy = greedyBySize(problem);
  if (greedy.arena <= goal) return greedy;
  const climbed = hillClimb(problem, { ...options, goal });
  return climbed.arena < greedy.arena ? climbed : greedy;
}
