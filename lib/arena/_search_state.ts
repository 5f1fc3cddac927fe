/** What the exact search knows at a node: placed buffers, and least offsets of the others. */

import { type Instance, roundUp } from "./_instance.ts";

/** What a change on the trail was made to. */
const [BASE, POSTPONEMENT, PLACE] = [0, 1, 2];

/**
 * The state of a search, with a trail by which every change can be taken back.
 *
 * Searched are placements of which no single buffer could lie lower while the others stay. In these
 * every buffer lies at 0, at its fixed offset, or *rests* on another one, at the least distance over
 * it. So there are two things to know of a buffer that is not placed yet: the *base*, its lowest
 * place over the placed buffers; and whether it is *postponed*, which means that it does not lie at
 * its base. A postponed buffer rests on one that is not placed yet either, until its base rises.
 */
export class SearchState {
  readonly isPlaced: Uint8Array;
  /** Of placed buffers: where they lie. */
  readonly offsets: Float64Array;
  /** Of the others: the lowest place over the placed buffers. */
  readonly base: Float64Array;
  /** Of the others, after {@linkcode findLeast}: the least offset that they can still get. */
  readonly least: Float64Array;
  readonly #instance: Instance;
  readonly #postponedAt: Float64Array;
  /** The entry of a neighbour that kept a buffer from being settled the last time. */
  readonly #witness: Int32Array;
  readonly #waiting: Int32Array;
  readonly #kinds: Uint8Array;
  readonly #buffers: Int32Array;
  readonly #values: Float64Array;
  #length = 0;

  constructor(instance: Instance) {
    const { count, fixed, first, other } = instance;
    this.#instance = instance;
    this.isPlaced = new Uint8Array(count);
    this.offsets = new Float64Array(count);
    this.base = fixed.map((offset) => Math.max(0, offset));
    this.least = this.base.slice();
    this.#postponedAt = new Float64Array(count).fill(-1);
    this.#witness = first.slice(0, count);
    this.#waiting = new Int32Array(count);
    // On a path each buffer is placed once, raised at most once by each neighbour, and postponed at
    // most once for each base.
    const longest = 2 * (other.length + count);
    this.#kinds = new Uint8Array(longest);
    this.#buffers = new Int32Array(longest);
    this.#values = new Float64Array(longest);
  }

  /** The place on the trail to which {@linkcode undo} goes back. */
  get mark(): number {
    return this.#length;
  }

  undo(mark: number): void {
    while (this.#length > mark) {
      const b = this.#buffers[--this.#length];
      const kind = this.#kinds[this.#length];
      if (kind === BASE) this.base[b] = this.#values[this.#length];
      else if (kind === PLACE) this.isPlaced[b] = 0;
      else this.#postponedAt[b] = this.#values[this.#length];
    }
  }

  #record(kind: number, b: number, value: number): void {
    this.#kinds[this.#length] = kind;
    this.#buffers[this.#length] = b;
    this.#values[this.#length++] = value;
  }

  /** Places a buffer at its base; all neighbours that are not placed yet will lie over it. */
  place(b: number): void {
    const { first, other, rise, alignment } = this.#instance;
    const { isPlaced, base } = this;
    this.#record(PLACE, b, 0);
    isPlaced[b] = 1;
    this.offsets[b] = base[b];
    for (let e = first[b], end = first[b + 1]; e < end; e++) {
      const x = other[e];
      if (isPlaced[x] === 1 || base[b] + rise[e] <= base[x]) continue;
      this.#record(BASE, x, base[x]);
      base[x] = roundUp(base[b] + rise[e], alignment[x]);
    }
  }

  /** Decides that a buffer does not lie at its present base. */
  postpone(b: number): void {
    this.#record(POSTPONEMENT, b, this.#postponedAt[b]);
    this.#postponedAt[b] = this.base[b];
  }

  isPostponed(b: number): boolean {
    return this.#postponedAt[b] === this.base[b];
  }

  /** Whether a buffer cannot be placed yet: it is postponed, or has a twin that goes before it. */
  isBlocked(b: number): boolean {
    const twin = this.#instance.twin[b];
    return this.isPostponed(b) || twin >= 0 && this.isPlaced[twin] === 0;
  }

  /**
   * Finds the least offset of each buffer of a list, all of which are not placed. It is infinite
   * where a postponed buffer has nothing left to rest on.
   *
   * @returns Whether all fixed buffers can still get their offsets.
   */
  findLeast(list: Int32Array, count: number): boolean {
    const { fixed } = this.#instance;
    const { base, least } = this;
    let waiting = 0;
    for (let i = 0; i < count; i++) {
      const b = list[i];
      if (fixed[b] >= 0 && base[b] > fixed[b]) return false;
      least[b] = base[b];
      if (this.isBlocked(b)) {
        least[b] = Infinity;
        this.#waiting[waiting++] = b;
      }
    }
    // Shortest paths from the buffers that rest on nothing, by relaxation: there are few others.
    for (let isStable = false; !isStable;) {
      isStable = true;
      for (let i = 0; i < waiting; i++) {
        const b = this.#waiting[i];
        const value = this.#leastResting(b);
        if (value >= least[b]) continue;
        least[b] = value;
        isStable = false;
      }
    }
    return true;
  }

  #leastResting(b: number): number {
    const { first, other, drop, alignment, twin, bytes } = this.#instance;
    const { base, least } = this;
    let value = base[b];
    if (this.isPostponed(b)) {
      let support = Infinity;
      for (let e = first[b], end = first[b + 1]; e < end; e++) {
        if (this.isPlaced[other[e]] === 0) support = Math.min(support, least[other[e]] + drop[e]);
      }
      value = Math.max(base[b] + alignment[b], roundUp(support, alignment[b]));
    }
    const sibling = twin[b];
    if (sibling < 0 || this.isPlaced[sibling] === 1) return value;
    return Math.max(value, roundUp(least[sibling] + bytes[b], alignment[b]));
  }

  /** Whether all that is still to be placed lies over the base of a buffer anyhow. */
  isSettled(b: number): boolean {
    const { first, other, rise } = this.#instance;
    const witness = this.#witness[b];
    const bottom = this.base[b];
    if (witness < first[b + 1] && this.#isBelow(other[witness], bottom + rise[witness])) {
      return false;
    }
    for (let e = first[b], end = first[b + 1]; e < end; e++) {
      if (this.#isBelow(other[e], bottom + rise[e])) {
        this.#witness[b] = e;
        return false;
      }
    }
    return true;
  }

  #isBelow(b: number, height: number): boolean {
    return this.isPlaced[b] === 0 && this.least[b] < height;
  }

  /**
   * The buffer itself, if it can be placed at its base and no other has room beneath it; else one
   * that has to be decided before it, at a lower place. Needs {@linkcode findLeast}.
   */
  lowestUnder(b: number, rank: Int32Array): number {
    for (let next = b; next >= 0;) {
      b = next;
      next = this.isBlocked(b) ? this.#supportOf(b) : this.#beneath(b, rank);
    }
    return b;
  }

  /** What a blocked buffer waits for. */
  #supportOf(b: number): number {
    const { first, other, drop, twin } = this.#instance;
    if (!this.isPostponed(b)) return twin[b];
    let support = -1;
    let height = Infinity;
    for (let e = first[b], end = first[b + 1]; e < end; e++) {
      if (this.isPlaced[other[e]] === 1 || this.least[other[e]] + drop[e] >= height) continue;
      support = other[e];
      height = this.least[support] + drop[e];
    }
    return support;
  }

  /** The first by rank of the buffers that have room under the base of another one, or -1. */
  #beneath(b: number, rank: Int32Array): number {
    const { first, other, drop } = this.#instance;
    let found = -1;
    for (let e = first[b], end = first[b + 1]; e < end; e++) {
      const x = other[e];
      if (this.isPlaced[x] === 1 || this.least[x] + drop[e] > this.base[b]) continue;
      if (found < 0 || rank[x] < rank[found]) found = x;
    }
    return found;
  }
}
