/** The exact search: is there a placement of an instance within a capacity? */

import { type Guide, ranksOf } from "./_guide.ts";
import type { Instance } from "./_instance.ts";
import { SearchState } from "./_search_state.ts";
import { Sections, type Span } from "./_sections.ts";

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

/** What became of a node; `DEEPER` if that depends on the next one below it. */
const [FOUND, NONE, STOPPED, DEEPER] = [0, 1, 2, 3];

/** A node on the path from the root, and what it waits for. */
interface Frame {
  /** The first `count` are the buffers that are left in the sections of `span`. */
  list: Int32Array;
  count: number;
  span: Span;
  /** The trail before the node, and before the buffer that it branches on. */
  start: number;
  mark: number;
  /** The buffer that the node branches on, or -1 where it falls into parts. */
  branch: number;
  /** Parts that are still to be solved, the next one last. */
  parts: Span[];
}

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
  readonly #sections: Sections;
  readonly #all: Int32Array;
  readonly #frames: Frame[] = [];
  /** Position of each buffer in the order of the guide. */
  #rank: Int32Array;
  #region: Guide["region"] = "lowest";
  #capacity = 0;
  #needed = Infinity;
  #limit = 0;
  #budget: Budget = { nodes: 0, isOver: () => false };

  constructor(instance: Instance, reductions: Reductions = ALL_REDUCTIONS) {
    const { count, twin } = instance;
    this.#instance = reductions.twins ? instance : { ...instance, twin: twin.map(() => -1) };
    this.#reductions = reductions;
    this.#state = new SearchState(this.#instance);
    this.#sections = new Sections(this.#instance, this.#state);
    this.#rank = new Int32Array(count);
    this.#all = this.#rank.map((_, b) => b);
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
    this.#sections.forget();
    this.#open(0, this.#all, count, [0, sections]);
    const verdict = this.#solve();
    const offsets = verdict === FOUND ? this.#state.offsets.slice() : undefined;
    this.#state.undo(0);
    if (offsets) return { offsets };
    return verdict === NONE ? { needed: this.#needed } : {};
  }

  /** Depth first; without recursion, because thousands of buffers are too much for the call stack. */
  #solve(): number {
    let depth = 0;
    let verdict = this.#expand(depth);
    while (true) {
      if (verdict === DEEPER) {
        verdict = this.#expand(++depth);
        continue;
      }
      if (verdict !== FOUND) this.#state.undo(this.#frames[depth].start);
      if (depth === 0) return verdict;
      verdict = this.#resume(--depth, verdict);
    }
  }

  /** Begins a node with those buffers of a list that are left in some sections. */
  #open(depth: number, source: Int32Array, length: number, span: Span): void {
    const frame = this.#frames[depth] ??= {
      list: new Int32Array(length),
      count: 0,
      span,
      start: 0,
      mark: 0,
      branch: -1,
      parts: [],
    };
    if (frame.list.length < length) frame.list = new Int32Array(length);
    frame.count = this.#copyLeft(source, length, span, frame.list);
    frame.span = span;
    frame.start = this.#state.mark;
  }

  /** Works on a node until it is decided, or until something has to be decided below it. */
  #expand(depth: number): number {
    const state = this.#state;
    const frame = this.#frames[depth];
    const { list, span } = frame;
    while (true) {
      if (frame.count === 0) return FOUND;
      if (this.#isStopped()) return STOPPED;
      if (!state.findLeast(list, frame.count)) return NONE;
      this.#sort(list, frame.count);
      const settled = this.#reductions.settle ? this.#settle(list, frame.count) : 0;
      if (settled < 0) return NONE;
      if (settled === 0) break;
      frame.count = this.#copyLeft(list, frame.count, span, list);
    }
    if (!this.#fits(frame)) return NONE;
    frame.branch = -1;
    frame.parts = this.#reductions.split ? this.#sections.partsOf(list, frame.count, span) : [];
    if (frame.parts.length > 0) return this.#openPart(depth);
    frame.branch = this.#choose(frame);
    frame.mark = state.mark;
    state.place(frame.branch);
    this.#budget.nodes--;
    this.#open(depth + 1, list, frame.count, span);
    return DEEPER;
  }

  /** Goes on with a node, now that the one below it is decided. */
  #resume(depth: number, verdict: number): number {
    const { branch, mark, parts } = this.#frames[depth];
    if (verdict === FOUND && parts.length > 0) return this.#openPart(depth);
    if (verdict !== NONE || branch < 0 || this.#instance.fixed[branch] >= 0) return verdict;
    this.#state.undo(mark);
    this.#state.postpone(branch);
    return this.#expand(depth);
  }

  #openPart(depth: number): number {
    const { list, count, parts } = this.#frames[depth];
    this.#open(depth + 1, list, count, parts.pop()!);
    return DEEPER;
  }

  #isStopped(): boolean {
    const { nodes, isOver } = this.#budget;
    return nodes <= this.#limit || nodes <= 0 || nodes % 256 === 0 && isOver();
  }

  /** Copies those buffers of a list that are not placed and live within some sections. */
  #copyLeft(source: Int32Array, length: number, [from, to]: Span, target: Int32Array): number {
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

  #fits({ list, count, span }: Frame): boolean {
    if (this.#reductions.stack) {
      return this.#isWithin(this.#sections.needed(list, count, span, this.#capacity));
    }
    const { bytes } = this.#instance;
    const { least } = this.#state;
    return list.subarray(0, count).every((b) => this.#isWithin(least[b] + bytes[b]));
  }

  /** The buffer to branch on. */
  #choose({ list, count, span }: Frame): number {
    const { from, to } = this.#instance;
    let start = list[0];
    if (this.#region !== "lowest") {
      const section = this.#sections.fullest(span, this.#region === "hardest");
      start = list.subarray(0, count).find((b) => from[b] <= section && section < to[b]) ?? start;
    }
    return this.#state.lowestUnder(start, this.#rank);
  }
}
