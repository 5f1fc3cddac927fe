/** Puts groups of buffers in places, one after the other: the inner loop of placing views. */

import { exactDistances, pairsOf } from "./_pairs.ts";
import type { PlacementProblem } from "./problem.ts";

/** Buffers that move together. */
export interface RigidGroup {
  /** Indices of the buffers. */
  readonly members: readonly number[];
  /** Per member: bytes from the start of the group. */
  readonly offsets: readonly number[];
  /** The start of the group is a multiple of this. */
  readonly alignment: number;
}

/**
 * Where groups must not lie relative to each other. Entry `e` in `[first[g], first[g + 1])` forbids
 * `offset(g) - offset(other[e])` the open interval from `below[e]` to `above[e]`.
 */
export interface Forbidden {
  readonly first: Int32Array;
  readonly other: Int32Array;
  readonly below: Float64Array;
  readonly above: Float64Array;
}

/** An order of groups, and from where each one looks for its place. */
export interface Turns {
  /** Every group once; those in front choose first. */
  readonly order: Int32Array;
  /** Per group: 1 if it takes the highest place under the ceiling, 0 if it takes the lowest. */
  readonly isHigh: Uint8Array;
}

/** Places groups by turns, again and again. */
export class RigidFitter {
  /** Per group: bytes from its start to its end. */
  readonly heights: Float64Array;
  /** Where the last fit put each group. */
  readonly starts: Float64Array;
  readonly forbidden: Forbidden;
  readonly #alignments: Float64Array;
  /** Per group: the number of the fit that placed it last. */
  readonly #placedIn: Int32Array;
  readonly #lows: Float64Array;
  readonly #highs: Float64Array;
  #fits = 0;

  constructor(problem: PlacementProblem, groups: readonly RigidGroup[]) {
    this.forbidden = forbiddenOf(problem, groups);
    this.heights = Float64Array.from(
      groups,
      ({ members, offsets }) =>
        members.reduce(
          (height, b, i) => Math.max(height, offsets[i] + problem.buffers[b].bytes),
          0,
        ),
    );
    this.starts = new Float64Array(groups.length);
    this.#alignments = Float64Array.from(groups, ({ alignment }) => alignment);
    this.#placedIn = new Int32Array(groups.length);
    this.#lows = new Float64Array(this.forbidden.other.length);
    this.#highs = new Float64Array(this.forbidden.other.length);
  }

  /**
   * The arena of a fit, or infinity as soon as a group rises above `most`. What finds no place under
   * the ceiling takes the lowest one.
   */
  fit({ order, isHigh }: Turns, ceiling: number, most = Infinity): number {
    const { heights, starts } = this;
    this.#fits++;
    let arena = 0;
    for (let i = 0; i < order.length; i++) {
      const group = order[i];
      const count = this.#gather(group);
      let start = isHigh[group] === 1 ? this.#highest(group, count, ceiling) : -1;
      if (start < 0) start = this.#lowest(group, count);
      const top = start + heights[group];
      if (top > most) return Infinity;
      starts[group] = start;
      this.#placedIn[group] = this.#fits;
      if (top > arena) arena = top;
    }
    return arena;
  }

  /** Lists the intervals in which a group must not start; their number. */
  #gather(group: number): number {
    const { first, other, below, above } = this.forbidden;
    const { starts } = this;
    let count = 0;
    for (let e = first[group], end = first[group + 1]; e < end; e++) {
      const neighbour = other[e];
      if (this.#placedIn[neighbour] !== this.#fits) continue;
      this.#lows[count] = starts[neighbour] + below[e];
      this.#highs[count++] = starts[neighbour] + above[e];
    }
    return count;
  }

  #lowest(group: number, count: number): number {
    const [lows, highs, alignment] = [this.#lows, this.#highs, this.#alignments[group]];
    let start = 0;
    for (let settled = 0, i = 0; settled < count; settled++, i = i + 1 < count ? i + 1 : 0) {
      if (start <= lows[i] || start >= highs[i]) continue;
      start = Math.ceil(highs[i] / alignment) * alignment;
      settled = -1;
    }
    return start;
  }

  /** Negative where there is no place under the ceiling. */
  #highest(group: number, count: number, ceiling: number): number {
    const [lows, highs, alignment] = [this.#lows, this.#highs, this.#alignments[group]];
    let start = Math.floor((ceiling - this.heights[group]) / alignment) * alignment;
    for (let settled = 0, i = 0; settled < count; settled++, i = i + 1 < count ? i + 1 : 0) {
      if (start <= lows[i] || start >= highs[i]) continue;
      start = Math.floor(lows[i] / alignment) * alignment;
      if (start < 0) return start;
      settled = -1;
    }
    return start;
  }
}

/** What the pairs of a problem forbid its groups. */
function forbiddenOf(problem: PlacementProblem, groups: readonly RigidGroup[]): Forbidden {
  const pairs = pairsOf(problem);
  const { first, other, below, above } = pairs;
  const groupOf = new Int32Array(problem.buffers.length).fill(-1);
  const inside = new Float64Array(problem.buffers.length);
  groups.forEach(({ members, offsets }, g) => {
    members.forEach((b, i) => {
      groupOf[b] = g;
      inside[b] = offsets[i];
    });
  });
  const lists = groups.map(({ members }, g) => {
    const found: Interval[] = [];
    for (const b of members) {
      for (let e = first[b]; e < first[b + 1]; e++) {
        const neighbour = groupOf[other[e]];
        if (neighbour === g) continue;
        const shift = inside[other[e]] - inside[b];
        // An exact distance splits the interval: open ends leave it free.
        const ends = [below[e], ...exactDistances(pairs, e), above[e]];
        for (let i = 0; i + 1 < ends.length; i++) {
          found.push({ other: neighbour, below: ends[i] + shift, above: ends[i + 1] + shift });
        }
      }
    }
    return merged(found);
  });
  const all = lists.flat();
  const firsts = new Int32Array(groups.length + 1);
  lists.forEach((list, g) => firsts[g + 1] = firsts[g] + list.length);
  return {
    first: firsts,
    other: Int32Array.from(all, (interval) => interval.other),
    below: Float64Array.from(all, (interval) => interval.below),
    above: Float64Array.from(all, (interval) => interval.above),
  };
}

interface Interval {
  readonly other: number;
  readonly below: number;
  readonly above: number;
}

/** Fewer intervals that forbid the same. */
function merged(intervals: Interval[]): Interval[] {
  intervals.sort((a, b) => a.other - b.other || a.below - b.below || b.above - a.above);
  const kept: Interval[] = [];
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
