/** Placement of buffers of which some must keep their distances: views, ranges of one tensor. */

import { climb, type Fitted } from "./_rigid_climb.ts";
import { RigidFitter, type RigidGroup } from "./_rigid_fit.ts";
import { placementBound } from "./bound.ts";
import { arenaOf, checkProblem, type Placement, type PlacementProblem } from "./problem.ts";
import { verifyPlacement } from "./verify.ts";

/** Limits of the search. */
export interface RigidOptions {
  /** Placements to try after those in the named orders. */
  readonly iterations?: number;
  /** Stop as soon as the arena is no larger; by default the bound. */
  readonly goal?: number;
}

/** Starts to climb from, of those with the least arenas. */
const CLIMBS = 5;

/**
 * Offsets for the buffers of a problem, each of which is in exactly one group.
 *
 * Groups are placed whole, one after the other: each takes the lowest place at which none of its
 * members has a conflict with one that is placed, or the highest one below a ceiling; overlaps are
 * permitted as the problem says. First in the orders by size, by area, by start both ways and by end,
 * all from below, and from both sides in turn; then a climb from the best of them. The changes are
 * always the same for a problem. Weakness: no proof unless the bound is met.
 *
 * @throws {RangeError} If the problem is malformed.
 */
export function placeRigid(
  problem: PlacementProblem,
  groups: readonly RigidGroup[],
  { iterations = 1000, goal = placementBound(problem) }: RigidOptions = {},
): Placement {
  checkProblem(problem);
  if (groups.length === 0) return { offsets: [], arena: 0 };
  const fitter = new RigidFitter(problem, groups);
  const fit = (order: readonly number[], high: readonly number[], ceiling: number): Fitted => {
    const isHigh = new Uint8Array(groups.length);
    for (const group of high) isHigh[group] = 1;
    const turns = { order: Int32Array.from(order), isHigh };
    const arena = fitter.fit(turns, ceiling);
    return { ...turns, arena, starts: fitter.starts.slice() };
  };
  const low = namedOrders(problem, groups, fitter.heights).map((order) => fit(order, [], 0));
  const least = Math.min(...low.map(({ arena }) => arena));
  const ceilings = [goal, Math.ceil((goal + least) / 2), least];
  const starts = [
    ...low,
    ...twoSided(problem, groups, fitter.heights).flatMap(({ order, high }) =>
      ceilings.map((ceiling) => fit(order, high, ceiling))
    ),
  ];
  starts.sort((a, b) => a.arena - b.arena);
  let [best] = starts;
  for (const start of starts.slice(0, CLIMBS)) {
    if (best.arena <= goal) break;
    const found = climb(start, fitter, { iterations: iterations / CLIMBS, goal });
    if (found.arena < best.arena) best = found;
  }
  return checked(problem, groups, best.starts);
}

/**
 * Large groups that live one after the other, each from the other side, and the rest between them: a
 * tensor that is used up from one end leaves its room to the one that is made from the other.
 */
function twoSided(
  { buffers }: PlacementProblem,
  groups: readonly RigidGroup[],
  heights: Float64Array,
): { order: number[]; high: number[] }[] {
  const startOf = (group: number) =>
    Math.min(...groups[group].members.map((b) => buffers[b].start));
  const all = groups.map((_, g) => g);
  const parted = all.filter((g) => groups[g].members.length > 1)
    .sort((a, b) => startOf(a) - startOf(b));
  const rest = all.filter((g) => groups[g].members.length === 1)
    .sort((a, b) => heights[b] - heights[a] || a - b);
  return [0, 1].map((side) => ({
    order: [...parted, ...rest],
    high: parted.filter((_, i) => i % 2 === side),
  }));
}

function checked(
  problem: PlacementProblem,
  groups: readonly RigidGroup[],
  starts: Float64Array,
): Placement {
  const offsets = new Array<number>(problem.buffers.length).fill(0);
  groups.forEach(({ members, offsets: inside }, g) => {
    members.forEach((b, i) => offsets[b] = starts[g] + inside[i]);
  });
  const [violation] = verifyPlacement(problem, offsets);
  if (violation) throw new Error(`Placement went wrong, which is a bug: ${violation.message}`);
  return { offsets, arena: arenaOf(problem.buffers, offsets) };
}

/** Orders by descending keys; ties: the lower index first. */
function namedOrders(
  { buffers }: PlacementProblem,
  groups: readonly RigidGroup[],
  heights: Float64Array,
): number[][] {
  const starts = groups.map(({ members }) => Math.min(...members.map((b) => buffers[b].start)));
  const ends = groups.map(({ members }) => Math.max(...members.map((b) => buffers[b].end)));
  const areas = groups.map(({ members }) =>
    members.reduce((sum, b) => sum + buffers[b].bytes * (buffers[b].end - buffers[b].start), 0)
  );
  const keys = [[...heights], areas, starts.map((start) => -start), starts, ends];
  return keys.map((key) =>
    groups.map((_, g) => g).sort((a, b) => key[b] - key[a] || heights[b] - heights[a] || a - b)
  );
}
