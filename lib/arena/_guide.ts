/** In which sequence the exact search looks at buffers: it finds placements sooner with the right one. */

import type { Instance } from "./_instance.ts";

/** A way to choose the next buffer. */
export interface Guide {
  /**
   * Where to go on: at the lowest place of all, in the section with most bytes left, or in one where
   * much is left and the search has failed often.
   */
  readonly region: "lowest" | "fullest" | "hardest";
  /** Sorts buffers that can lie equally low, in descending order of the keys. */
  readonly order: readonly SortKey[];
  /** Numbers in [0, 1) that blur the widths, for a new attempt; none for the order as it is. */
  readonly random?: () => number;
}

/** How much longer a buffer can seem to live. */
const BLUR = 0.3;

/** Largest sum of the sections of a buffer, steps for which it lives, bytes times steps. */
export type SortKey = "total" | "width" | "area";

/** Position of each buffer in the order of a guide. */
export function ranksOf(instance: Instance, { order, random }: Guide): Int32Array {
  const { count, bytes, sections, from, to } = instance;
  const width = random
    ? instance.width.map((steps) => steps * (1 + BLUR * random()))
    : instance.width;
  const sums = new Float64Array(sections);
  for (let b = 0; b < count; b++) {
    for (let s = from[b]; s < to[b]; s++) sums[s] += bytes[b];
  }
  const keys: Record<SortKey, Float64Array> = {
    total: bytes.map((_, b) => sums.subarray(from[b], to[b]).reduce((a, s) => Math.max(a, s), 0)),
    width,
    area: bytes.map((size, b) => size * width[b]),
  };
  const sorted = Int32Array.from(bytes, (_, b) => b).sort((a, b) => {
    for (const name of order) {
      if (keys[name][a] !== keys[name][b]) return keys[name][b] - keys[name][a];
    }
    return a - b;
  });
  const ranks = new Int32Array(count);
  sorted.forEach((b, rank) => ranks[b] = rank);
  return ranks;
}
