/** The placement problem: buffers with live ranges, and offsets that keep them apart. Numbers only. */

/** A block of memory that is needed during the steps `[start, end)`. */
export interface Buffer {
  readonly bytes: number;
  /** First step in which the buffer is live. */
  readonly start: number;
  /** First step in which it is no longer live (half-open). */
  readonly end: number;
  /** The offset is a multiple of this; 1 if absent. */
  readonly alignment?: number;
  /** An offset that is given and must be kept. */
  readonly offset?: number;
}

/**
 * Permission for two buffers that are live at the same time to share bytes: they may lie so that
 * `offset(over) - offset(under) >= distance`, or exactly `= distance` where `exact` is set. Without
 * a permission (or apart from it) buffers that are live together are disjoint.
 *
 * ```text
 *   offset ->   0        D
 *   under       [========|=======]          written from low to high
 *   over                 [===============]  read from low to high, dies in this step
 * ```
 */
export interface Overlap {
  /** Index of the buffer at the higher (or equal) address: the input that dies. */
  readonly over: number;
  /** Index of the buffer at the lower address: the output. */
  readonly under: number;
  /** Least `offset(over) - offset(under)` in bytes; may be negative. */
  readonly distance: number;
  /** Only this very distance is allowed (same-offset re-use, views). */
  readonly exact?: boolean;
}

/** What is to be placed. */
export interface PlacementProblem {
  readonly buffers: readonly Buffer[];
  readonly overlaps?: readonly Overlap[];
}

/** Offsets for the buffers of a problem, by index. */
export interface Placement {
  readonly offsets: readonly number[];
  /** The end of the highest buffer: the bytes that the placement needs. */
  readonly arena: number;
}

/** The bytes that a set of offsets needs: the largest `offset + bytes`; 0 for no buffers. */
export function arenaOf(buffers: readonly Buffer[], offsets: readonly number[]): number {
  let arena = 0;
  buffers.forEach((buffer, b) => {
    if (buffer.bytes > 0) arena = Math.max(arena, offsets[b] + buffer.bytes);
  });
  return arena;
}
