/** Placement of buffers of which some must keep their distances: views, ranges of one tensor. */

import { placementBound } from "./bound.ts";
import { pairsOf } from "./_pairs.ts";
import { arenaOf, checkProblem, type Placement, type PlacementProblem } from "./problem.ts";
import { verifyPlacement } from "./verify.ts";

/** Buffers that move together. */
export interface RigidGroup {
  /** Indices of the buffers. */
  readonly members: readonly number[];
  /** Per member: bytes from the start of the group. */
  readonly offsets: readonly number[];
  /** The start of the group is a multiple of this. */
  readonly alignment: number;
}

/** Limits of the search. */
export interface RigidOptions {
  /** Placements to try after those in the named orders. */
  readonly iterations?: number;
  /** Stop as soon as the arena is no larger; by default the bound. */
  readonly goal?: number;
}

/** Where one group must not lie relative to another: differences of their offsets, open intervals. */
interface Forbidden {
  readonly other: number;
  readonly below: number;
  readonly above: number;
}

/**
 * Offsets for the buffers of a problem, each of which is in exactly one group.
 *
 * Groups are placed whole, one after the other: each takes the lowest place at which none of its
 * members has a conflict with one that is placed, or the highest one below a ceiling; overlaps are
 * permitted as the problem says. First in the orders by size, by area, by start both ways and by end,
 * all from below, and from both sides in turn; then a climb from the best of them: with the ceiling just under the best arena, what
 * rises above it goes earlier, and what is in its way changes its turn or its side. The changes are
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
  const heights = groups.map(({ members, offsets }) =>
    members.reduce((height, b, i) => Math.max(height, offsets[i] + problem.buffers[b].bytes), 0)
  );
  const forbidden = forbiddenOf(problem, groups);
  const fit = fitterOf(groups, heights, forbidden);
  const low = namedOrders(problem, groups, heights).map((order) => fit(order, new Set(), 0));
  const least = Math.min(...low.map(({ arena }) => arena));
  const ceilings = [goal, Math.ceil((goal + least) / 2), least];
  const starts = [...low, ...twoSided(problem, groups, heights, fit, ceilings)];
  starts.sort((a, b) => a.arena - b.arena);
  let [best] = starts;
  for (const start of starts.slice(0, CLIMBS)) {
    if (best.arena <= goal) break;
    const limits = { iterations: iterations / CLIMBS, goal };
    const found = climb(start, fit, heights, forbidden, limits);
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
  heights: readonly number[],
  fit: Fit,
  ceilings: readonly number[],
): Fitted[] {
  const startOf = (group: number) =>
    Math.min(...groups[group].members.map((b) => buffers[b].start));
  const all = groups.map((_, g) => g);
  const parted = all.filter((g) => groups[g].members.length > 1)
    .sort((a, b) => startOf(a) - startOf(b));
  const rest = all.filter((g) => groups[g].members.length === 1)
    .sort((a, b) => heights[b] - heights[a] || a - b);
  return [0, 1].flatMap((side) => {
    const isHigh = new Set(parted.filter((_, i) => i % 2 === side));
    return ceilings.map((ceiling) => fit([...parted, ...rest], isHigh, ceiling));
  });
}

/** Starts to climb from, of those with the least arenas. */
const CLIMBS = 5;

/** The best that small changes lead to: to a group that is at the top, and to those in its way. */
function climb(
  start: Fitted,
  fit: Fit,
  heights: readonly number[],
  forbidden: readonly (readonly Forbidden[])[],
  { iterations, goal }: Required<RigidOptions>,
): Fitted {
  const random = randomBelow();
  let best = start;
  for (let i = 0; i < iterations && best.arena > goal; i++) {
    const order = [...best.order];
    const isHigh = new Set(best.isHigh);
    const ceiling = i % 4 === 0 ? goal + random(best.arena - goal) : best.arena - 1;
    const top = order.find((g) => best.starts[g] + heights[g] === best.arena)!;
    const near = forbidden[top];
    const neighbour = () =>
      near.length > 0 && random(8) > 0 ? near[random(near.length)].other : random(heights.length);
    const moved = i % 2 === 0 ? top : neighbour();
    const at = order.indexOf(moved);
    order.splice(at, 1);
    order.splice(random(i % 2 === 0 ? Math.max(1, at) : heights.length), 0, moved);
    const turned = i % 5 === 0 ? top : neighbour();
    if (i % 3 > 0 && !isHigh.delete(turned)) isHigh.add(turned);
    const found = fit(order, isHigh, ceiling);
    if (found.arena <= best.arena) best = found;
  }
  return best;
}

/** Groups in places. */
interface Fitted {
  readonly arena: number;
  /** Per group: its offset. */
  readonly starts: Float64Array;
  readonly order: readonly number[];
  readonly isHigh: ReadonlySet<number>;
}

type Fit = (order: readonly number[], isHigh: ReadonlySet<number>, ceiling: number) => Fitted;

/** A function that places groups in an order, those of `isHigh` from a ceiling downwards. */
function fitterOf(
  groups: readonly RigidGroup[],
  heights: readonly number[],
  forbidden: readonly (readonly Forbidden[])[],
): Fit {
  const starts = new Float64Array(groups.length);
  const isPlaced = new Uint8Array(groups.length);
  const lowest = (group: number, near: readonly Forbidden[]): number => {
    const { alignment } = groups[group];
    let offset = 0;
    for (let settled = 0, i = 0; settled < near.length; settled++, i = (i + 1) % near.length) {
      const { other, below, above } = near[i];
      if (offset <= starts[other] + below || offset >= starts[other] + above) continue;
      offset = Math.ceil((starts[other] + above) / alignment) * alignment;
      settled = -1;
    }
    return offset;
  };
  /** Negative where there is no place below the ceiling. */
  const highest = (group: number, near: readonly Forbidden[], ceiling: number): number => {
    const { alignment } = groups[group];
    let offset = Math.floor((ceiling - heights[group]) / alignment) * alignment;
    for (let settled = 0, i = 0; settled < near.length; settled++, i = (i + 1) % near.length) {
      const { other, below, above } = near[i];
      if (offset <= starts[other] + below || offset >= starts[other] + above) continue;
      offset = Math.floor((starts[other] + below) / alignment) * alignment;
      if (offset < 0) return offset;
      settled = -1;
    }
    return offset;
  };
  return (order, isHigh, ceiling) => {
    isPlaced.fill(0);
    let arena = 0;
    for (const group of order) {
      const near = forbidden[group].filter(({ other }) => isPlaced[other] === 1);
      const high = isHigh.has(group) ? highest(group, near, ceiling) : -1;
      starts[group] = high >= 0 ? high : lowest(group, near);
      isPlaced[group] = 1;
      arena = Math.max(arena, starts[group] + heights[group]);
    }
    return { arena, starts: starts.slice(), order, isHigh };
  };
}

/** Whole numbers below a limit, always in the same sequence: a linear congruence (Numerical Recipes). */
function randomBelow(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return Math.floor((state >>> 0) / 2 ** 32 * limit);
  };
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

/** Per group: where it must not lie, merged per neighbour. */
function forbiddenOf(problem: PlacementProblem, groups: readonly RigidGroup[]): Forbidden[][] {
  const { first, other, below, above, between } = pairsOf(problem);
  const groupOf = new Int32Array(problem.buffers.length).fill(-1);
  const inside = new Float64Array(problem.buffers.length);
  groups.forEach(({ members, offsets }, g) => {
    members.forEach((b, i) => {
      groupOf[b] = g;
      inside[b] = offsets[i];
    });
  });
  return groups.map(({ members }, g) => {
    const found: Forbidden[] = [];
    for (const b of members) {
      for (let e = first[b]; e < first[b + 1]; e++) {
        const neighbour = groupOf[other[e]];
        if (neighbour === g) continue;
        const shift = inside[other[e]] - inside[b];
        // An exact distance splits the interval: open ends leave it free.
        const ends = [below[e], ...between[e], above[e]];
        for (let i = 0; i + 1 < ends.length; i++) {
          found.push({ other: neighbour, below: ends[i] + shift, above: ends[i + 1] + shift });
        }
      }
    }
    return merged(found);
  });
}

/** Fewer intervals that forbid the same. */
function merged(intervals: Forbidden[]): Forbidden[] {
  intervals.sort((a, b) => a.other - b.other || a.below - b.below || b.above - a.above);
  const kept: Forbidden[] = [];
  for (const interval of intervals) {
    const last = kept.at(-1);
    if (last === undefined || last.other !== interval.other || interval.below >= last.above) {
      kept.push(interval);
    } else if (interval.above > last.above) {
      kept[kept.length - 1] = { ...last, above: interval.above };
    }
  }
  return kept;
}

/** Orders by descending keys; ties: the lower index first. */
function namedOrders(
  { buffers }: PlacementProblem,
  groups: readonly RigidGroup[],
  heights: readonly number[],
): number[][] {
  const starts = groups.map(({ members }) => Math.min(...members.map((b) => buffers[b].start)));
  const ends = groups.map(({ members }) => Math.max(...members.map((b) => buffers[b].end)));
  const areas = groups.map(({ members }) =>
    members.reduce((sum, b) => sum + buffers[b].bytes * (buffers[b].end - buffers[b].start), 0)
  );
  const keys = [heights, areas, starts.map((start) => -start), starts, ends];
  return keys.map((key) =>
    groups.map((_, g) => g).sort((a, b) => key[b] - key[a] || heights[b] - heights[a] || a - b)
  );
}
