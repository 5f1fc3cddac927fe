/** What the exact search asks of sections: do they still fit, do they fall apart, which is full? */

import { type Instance, roundUp } from "./_instance.ts";
import type { SearchState } from "./_search_state.ts";

/** Sections `[from, to)`. */
export type Span = readonly [from: number, to: number];

/**
 * Checks on the buffers that are left in some sections. Lists of buffers are sorted by ascending
 * least offset, and only their first `count` elements count.
 */
export class Sections {
  readonly #instance: Instance;
  readonly #state: SearchState;
  /** Room that the buffers left need, as the last check found it. */
  readonly #left: Float64Array;
  /** Checks that failed. */
  readonly #failures: Float64Array;
  /** The furthest end of the buffers that begin in a section. */
  readonly #ends: Int32Array;

  constructor(instance: Instance, state: SearchState) {
    this.#instance = instance;
    this.#state = state;
    this.#left = new Float64Array(instance.sections);
    this.#failures = new Float64Array(instance.sections);
    this.#ends = new Int32Array(instance.sections);
  }

  /** Forgets which sections have failed. */
  forget(): void {
    this.#failures.fill(0);
  }

  /**
   * The stack check: in each section and from each height on, the room of the buffers that can only
   * lie there or higher, less what they may share, has to end below the capacity.
   *
   * @returns A capacity that is needed at least: more than the given one if that is too small.
   */
  needed(list: Int32Array, count: number, [from, to]: Span, capacity: number): number {
    const { least } = this.#state;
    const { bytes, room, granule, savings, from: starts, to: ends } = this.#instance;
    const left = this.#left.fill(0, from, to);
    const height = roundUp(capacity, granule);
    for (let i = count - 1; i >= 0; i--) {
      const b = list[i];
      if (least[b] + bytes[b] > capacity) return least[b] + bytes[b];
      const isSharing = savings.first[b] < savings.first[b + 1];
      const most = height - least[b];
      for (let s = starts[b], end = ends[b]; s < end; s++) {
        left[s] += isSharing ? room[b] - this.#saved(b, s) : room[b];
        if (left[s] <= most) continue;
        this.#failures[s]++;
        // The topmost buffer may end before its room does.
        return least[b] + left[s] - granule + 1;
      }
    }
    return capacity;
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

  /**
   * The parts into which sections fall because no buffer of a list lives in two of them, those with
   * most buffers last; none if they hold together.
   */
  partsOf(list: Int32Array, count: number, [from, to]: Span): Span[] {
    const { from: starts, to: ends } = this.#instance;
    const furthest = this.#ends.fill(0, from, to);
    for (let i = 0; i < count; i++) {
      furthest[starts[list[i]]] = Math.max(furthest[starts[list[i]]], ends[list[i]]);
    }
    const parts: Span[] = [];
    let begin = from;
    let reach = furthest[from];
    for (let s = from + 1; s < to; s++) {
      if (reach <= s) {
        parts.push([begin, s]);
        begin = s;
      }
      reach = Math.max(reach, furthest[s]);
    }
    if (parts.length === 0) return parts;
    parts.push([begin, to]);
    const sizes = new Map(parts.map((part) => [part, 0]));
    for (let i = 0; i < count; i++) {
      const part = parts.find(([, end]) => starts[list[i]] < end)!;
      sizes.set(part, sizes.get(part)! + 1);
    }
    return parts.sort((a, b) => sizes.get(a)! - sizes.get(b)! || b[0] - a[0]);
  }

  /** The section in which most room is needed; weighed with its failures, where the search is hard. */
  fullest([from, to]: Span, isWeighed: boolean): number {
    let fullest = from;
    let most = -1;
    for (let s = from; s < to; s++) {
      const weight = isWeighed ? this.#left[s] * (this.#failures[s] + 1) : this.#left[s];
      if (weight <= most) continue;
      most = weight;
      fullest = s;
    }
    return fullest;
  }
}
