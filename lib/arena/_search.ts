/** The exact search: is there a placement of an instance within a capacity? */

import { type Guide, ranksOf } from "./_guide.ts";
import { type Instance, roundUp } from "./_instance.ts";
import { SearchState } from "./_search_state.ts";

/** Parts of the search that save nodes; tests switch them off to compare. */
export interface Reductions {
  readonly settle: boolean;
  readonly stack: boolean;
  readonly split: boolean;
  readonly twins: boolean;
}

/** Everything on. */
export const ALL_REDUCTIONS: Reductions = { settle: true, stack: true, split: true, twins: true };

/** Nodes that searches may still visit, shared by all of them. */
export interface Budget {
  nodes: number;
  /** Asked now and then. */
  readonly isOver: () => boolean;
}

/** What a search found out. */
export interface SearchResult {
  /** Offsets by local index, if there is a placement. */
  readonly offsets?: Float64Array;
  /** If there is none: the least capacity for which the search would have gone on. */
  readonly needed?: number;
}

const [FOUND, NONE, STOPPED] = [1, 0, -1];

/**
 * Branch and bound over the offsets of one instance.
 *
 * Source: MiniMalloc (Moffitt, ASPLOS 2023), whose canonical placements, section inference and
 * decomposition it keeps; how it branches is different, and needs fewer nodes.
 *
 * 1. *Branch.* Take a buffer under whose base no buffer that is left has room. It lies either at its
 *    base, with all neighbours that are left over it, or higher, resting on one of them: it is
 *    postponed ({@linkcode SearchState}). This can be done at any place of the arena, so the search
 *    stays where the sections are full, and does not have to go from the bottom to the top.
 * 2. *Settle.* A buffer over whose base all others lie anyhow is placed without an alternative. If
 *    it is postponed, the branch is a dead end: it could lie lower.
 * 3. *Stack.* For each section and each height h, the bytes of the buffers that can only lie at h or
 *    higher, less what they may share, have to fit between h and the capacity.
 * 4. *Split.* Where no buffer that is left connects an earlier section to a later one, the parts are
 *    solved on their own: if one of them fails, the others are not tried again.
 * 5. *Twins.* Buffers that differ in nothing but the index are placed in the order of the index.
 */
export class Search {
  readonly #instance: Instance;
  readonly #reductions: Reductions;
  readonly #state: SearchState;
  /** Position of each buffer in the order of the guide. */
  #rank: Int32Array;
  #region: Guide["region"] = "lowest";
  /** Bytes left per section, as the last stack check found them. */
  readonly #left: Float64Array;
  /** Failed checks per section. */
  readonly #failures: Float64Array;
  /** For the search for cuts: the last section that buffers reach from each section. */
  readonly #ends: Int32Array;
  readonly #lists: Int32Array[] = [];
  #capacity = 0;
  #needed = Infinity;
  #limit = 0;
  #budget: Budget = { nodes: 0, isOver: () => false };

  constructor(instance: Instance, reductions: Reductions = ALL_REDUCTIONS) {
    const { count, sections, twin } = instance;
    this.#instance = reductions.twins ? instance : { ...instance, twin: twin.map(() => -1) };
    this.#reductions = reductions;
    this.#state = new SearchState(this.#instance);
    this.#rank = new Int32Array(count);
    this.#left = new Float64Array(sections);
    this.#failures = new Float64Array(sections);
    this.#ends = new Int32Array(sections);
    this.#lists.push(Int32Array.from({ length: count }, (_, b) => b));
  }

  /**
   * Looks for a placement, for at most `limit` nodes. A result without offsets and without `needed`
   * means that it was stopped.
   */
  run(capacity: number, limit: number, budget: Budget, guide: Guide): SearchResult {
    const { count, sections } = this.#instance;
    this.#capacity = capacity;
    this.#needed = Infinity;
    this.#budget = budget;
    this.#limit = budget.nodes - limit;
    this.#region = guide.region;
    this.#rank = ranksOf(this.#instance, guide);
    this.#failures.fill(0);
    const verdict = this.#solve(this.#lists[0], count, 0, sections, 1);
    const offsets = verdict === FOUND ? this.#state.offsets.slice() : undefined;
    this.#state.undo(0);
    if (offsets) return { offsets };
    return verdict === NONE ? { needed: this.#needed } : {};
  }

  /** Places what is left of a list in the sections `[from, to)`. */
  #solve(source: Int32Array, length: number, from: number, to: number, depth: number): number {
    const state = this.#state;
    const { fixed } = this.#instance;
    const list = this.#lists[depth] ??= new Int32Array(this.#instance.count);
    const start = state.mark;
    let count = this.#copyLeft(source, length, from, to, list);
    let verdict = NONE;
    while (true) {
      if (count === 0) return FOUND;
      if (this.#isStopped()) {
        verdict = STOPPED;
        break;
      }
      if (!state.findLeast(list, count)) break;
      this.#sort(list, count);
      if (this.#reductions.settle) {
        const settled = this.#settle(list, count);
        if (settled < 0) break;
        if (settled > 0) {
          count = this.#copyLeft(list, count, from, to, list);
          continue;
        }
      }
      if (!this.#fits(list, count, from, to)) break;
      const cuts = this.#reductions.split ? this.#cutsOf(list, count, from, to) : [];
      if (cuts.length > 0) {
        verdict = this.#solveParts(list, count, [from, ...cuts, to], depth);
        break;
      }
      const b = this.#choose(list, count, from, to);
      const mark = state.mark;
      state.place(b);
      this.#budget.nodes--;
      verdict = this.#solve(list, count, from, to, depth + 1);
      if (verdict !== NONE) break;
      state.undo(mark);
      if (fixed[b] >= 0) break;
      state.postpone(b);
    }
    if (verdict !== FOUND) state.undo(start);
    return verdict;
  }

  #isStopped(): boolean {
    const { nodes, isOver } = this.#budget;
    return nodes <= this.#limit || nodes <= 0 || nodes % 256 === 0 && isOver();
  }

  /** Copies those buffers of a list that are not placed and live within some sections. */
  #copyLeft(
    source: Int32Array,
    length: number,
    from: number,
    to: number,
    target: Int32Array,
  ): number {
    const instance = this.#instance;
    const { isPlaced } = this.#state;
    let count = 0;
    for (let i = 0; i < length; i++) {
      const b = source[i];
      if (isPlaced[b] === 0 && instance.from[b] >= from && instance.to[b] <= to) {
        target[count++] = b;
      }
    }
    return count;
  }

  /** Sorts by least offset, then by rank. Lists come almost sorted from the node before. */
  #sort(list: Int32Array, count: number): void {
    const { least } = this.#state;
    const rank = this.#rank;
    for (let i = 1; i < count; i++) {
      const b = list[i];
      let at = i;
      for (; at > 0; at--) {
        const other = list[at - 1];
        if (least[other] < least[b] || least[other] === least[b] && rank[other] < rank[b]) break;
        list[at] = other;
      }
      list[at] = b;
    }
  }

  /** Places all settled buffers; their number, or -1 if that leads nowhere. */
  #settle(list: Int32Array, count: number): number {
    const state = this.#state;
    let settled = 0;
    for (let i = 0; i < count; i++) {
      const b = list[i];
      if (!state.isSettled(b)) continue;
      if (state.isBlocked(b) || !this.#isWithin(state.base[b] + this.#instance.bytes[b])) return -1;
      state.place(b);
      settled++;
    }
    return settled;
  }

  /** Compares with the capacity, and remembers the least excess. */
  #isWithin(height: number): boolean {
    if (height <= this.#capacity) return true;
    this.#needed = Math.min(this.#needed, height);
    return false;
  }

  /** The stack check. Leaves the bytes that are left in each section behind. */
  #fits(list: Int32Array, count: number, from: number, to: number): boolean {
    const { least } = this.#state;
    const { bytes, room, granule, savings, from: starts, to: ends } = this.#instance;
    const left = this.#left.fill(0, from, to);
    const capacity = this.#reductions.stack ? roundUp(this.#capacity, granule) : Infinity;
    for (let i = count - 1; i >= 0; i--) {
      const b = list[i];
      if (!this.#isWithin(least[b] + bytes[b])) return false;
      const most = capacity - least[b];
      const isSharing = savings.first[b] < savings.first[b + 1];
      for (let s = starts[b], end = ends[b]; s < end; s++) {
        left[s] += isSharing ? room[b] - this.#saved(b, s) : room[b];
        if (left[s] <= most) continue;
        this.#failures[s]++;
        return this.#isWithin(least[b] + left[s] - granule + 1);
      }
    }
    return true;
  }

  /** Room that a buffer can share in a section with those under it that are not placed. */
  #saved(b: number, section: number): number {
    const { room, savings, from, to } = this.#instance;
    let saved = 0;
    for (let h = savings.first[b]; h < savings.first[b + 1]; h++) {
      const under = savings.under[h];
      const isLeft = this.#state.isPlaced[under] === 0;
      if (isLeft && from[under] <= section && section < to[under]) saved += savings.room[h];
    }
    return Math.min(saved, room[b]);
  }

  /** The sections before which no buffer of a list goes on from the section before. */
  #cutsOf(list: Int32Array, count: number, from: number, to: number): number[] {
    const instance = this.#instance;
    const ends = this.#ends.fill(0, from, to);
    for (let i = 0; i < count; i++) {
      const b = list[i];
      ends[instance.from[b]] = Math.max(ends[instance.from[b]], instance.to[b]);
    }
    const cuts: number[] = [];
    let reach = from;
    for (let s = from; s < to; s++) {
      if (s > from && reach <= s) cuts.push(s);
      reach = Math.max(reach, ends[s]);
    }
    return cuts;
  }

  /** Solves parts that do not touch each other, those with most buffers first. */
  #solveParts(list: Int32Array, count: number, borders: number[], depth: number): number {
    const instance = this.#instance;
    const parts = borders.slice(1).map((to, i) => ({ from: borders[i], to, size: 0 }));
    for (let i = 0; i < count; i++) {
      let p = 0;
      while (parts[p].to <= instance.from[list[i]]) p++;
      parts[p].size++;
    }
    parts.sort((a, b) => b.size - a.size || a.from - b.from);
    for (const { from, to } of parts) {
      const verdict = this.#solve(list, count, from, to, depth + 1);
      if (verdict !== FOUND) return verdict;
    }
    return FOUND;
  }

  /** The buffer to branch on. */
  #choose(list: Int32Array, count: number, from: number, to: number): number {
    const instance = this.#instance;
    let start = list[0];
    if (this.#region !== "lowest") {
      const weight = (s: number) =>
        this.#left[s] * (this.#region === "hardest" ? this.#failures[s] + 1 : 1);
      let section = from;
      for (let s = from + 1; s < to; s++) {
        if (weight(s) > weight(section)) section = s;
      }
      for (let i = 0; i < count; i++) {
        start = list[i];
        if (instance.from[start] <= section && section < instance.to[start]) break;
      }
    }
    return this.#state.lowestUnder(start, this.#rank);
  }
}
