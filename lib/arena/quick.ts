/** The best placement that the cheap ways find. */
import { placementBound } from "./bound.ts";
import { firstFit, FIT_ORDERS } from "./first_fit.ts";
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
  let best = greedyBySize(problem);
  for (const order of FIT_ORDERS) {
    if (best.arena <= goal) return best;
    best = smaller(best, firstFit(problem, { order }));
  }
  return best.arena <= goal ? best : smaller(best, hillClimb(problem, { ...options, goal }));
}

const smaller = (a: Placement, b: Placement): Placement => b.arena < a.arena ? b : a;
