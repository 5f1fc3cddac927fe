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
 * First fit of whole groups: each takes the lowest place at which none of its members has a conflict
 * with one that is placed; overlaps are permitted as the problem says. Orders by size, by area, by
 * start and by end, then small random changes to the best of them, always in the same sequence.
 *
 * @throws {RangeError} If the problem is malformed.
 */
export function placeRigid(
  problem: PlacementProblem,
  groups: readonly RigidGroup[],
  { iterations = 100, goal = placementBound(problem) }: RigidOptions = {},
): Placement {
  checkProblem(problem);
  const forbidden = forbiddenOf(problem, groups);
  const starts = new Float64Array(groups.length);
  const isPlaced = new Uint8Array(groups.length);
  const heights = groups.map(({ members, offsets }) =>
    members.reduce((height, b, i) => Math.max(height, offsets[i] + problem.buffers[b].bytes), 0)
  );
  const lowest = (group: number): number => {
    const { alignment } = groups[group];
    const near = forbidden[group].filter(({ other }) => isPlaced[other] === 1);
    let offset = 0;
    for (let settled = 0, i = 0; settled < near.length; settled++, i = (i + 1) % near.length) {
      const { other, below, above } = near[i];
      if (offset <= starts[other] + below || offset >= starts[other] + above) continue;
      offset = Math.ceil((starts[other] + above) / alignment) * alignment;
      settled = -1;
    }
    return offset;
  };
  const fit = (order: readonly number[]): { arena: number; starts: Float64Array } => {
    isPlaced.fill(0);
    let arena = 0;
    for (const group of order) {
      starts[group] = lowest(group);
      isPlaced[group] = 1;
      arena = Math.max(arena, starts[group] + heights[group]);
    }
    return { arena, starts: starts.slice() };
  };

  let order: number[] = [];
  let best: ReturnType<typeof fit> = { arena: Infinity, starts };
  for (const candidate of namedOrders(problem, groups, heights)) {
    const found = fit(candidate);
    if (found.arena < best.arena) [best, order] = [found, candidate];
    if (best.arena <= goal) break;
  }
  let state = 1;
  const random = (below: number) => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return Math.floor((state >>> 0) / 2 ** 32 * below);
  };
  for (let i = 0; i < iterations && best.arena > goal && order.length > 1; i++) {
    const next = [...order];
    // What ends at the top goes earlier: nothing else can lower the arena.
    const top = next.findIndex((group) => best.starts[group] + heights[group] === best.arena);
    const [moved] = next.splice(i % 2 === 0 && top > 0 ? top : random(next.length), 1);
    next.splice(random(next.length), 0, moved);
    const found = fit(next);
    if (found.arena <= best.arena) [best, order] = [found, next];
  }
  return checked(problem, groups, best.starts);
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
  const keys = [heights, areas, starts.map((start) => -start), ends];
  return keys.map((key) =>
    groups.map((_, g) => g).sort((a, b) => key[b] - key[a] || heights[b] - heights[a] || a - b)
  );
}
