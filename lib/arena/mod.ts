/** Placement of buffers in an arena, numbers only: problem, judge, bound, placers, CSV. */
export type { Buffer, Overlap, Placement, PlacementProblem } from "./problem.ts";
export { arenaOf, checkProblem } from "./problem.ts";
export { type PlacementRule, verifyPlacement, type Violation } from "./verify.ts";
export { placementBound } from "./bound.ts";
export { greedyBySize } from "./greedy_by_size.ts";
export { firstFit, FIT_ORDERS, type FitOrder } from "./first_fit.ts";
export { hillClimb, type HillClimbOptions } from "./hill_climb.ts";
export { placeQuickly } from "./quick.ts";
export { type BoundedPlacement, type ExactOptions, placeExact } from "./exact.ts";
export { place, type VerifiedPlacement } from "./place.ts";
export type { RigidGroup } from "./_rigid_fit.ts";
export { placeRigid, type RigidOptions } from "./rigid.ts";
export { formatMinimalloc, type MinimallocFile, parseMinimalloc } from "./minimalloc.ts";
