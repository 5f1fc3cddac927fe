/** The placement problem: buffers with live ranges, and offsets that keep them apart. Numbers only. */

/** A block of memory that is needed during the steps `[start, end)`. */
export interface Buffer {
  /** Size in bytes; 0 takes no room and conflicts with nothing. */
  readonly bytes: number;
  /** First step in which the buffer is live. */
  readonly start: number;
  /** First step in which it is no longer live (half-open). */
  readonly end: number;
  /** The offset is a multiple of as many bytes; 1 if absent. */
  readonly alignment?: number;
  /** An offset in bytes that is given and must be kept. */
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
  /** What needs an offset; referred to by index. */
  readonly buffers: readonly Buffer[];
  /** Permissions to share bytes; several for one pair are alternatives. */
  readonly overlaps?: readonly Overlap[];
}

/** Offsets for the buffers of a problem, by index. */
export interface Placement {
  /** Bytes from the start of the arena to each buffer. */
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

/**
 * Checks that a problem means something before anything is placed.
 *
 * @throws {RangeError} naming the buffer or the overlap, what is wanted and what came.
 */
export function checkProblem({ buffers, overlaps = [] }: PlacementProblem): void {
  const wants = (ok: boolean, what: string, came: unknown): void => {
    if (!ok) throw new RangeError(`Cannot place buffers: ${what} wanted, ${came} came`);
  };
  let total = 0;
  buffers.forEach(({ bytes, start, end, alignment = 1, offset }, b) => {
    wants(isSize(bytes), `buffer ${b} with a whole number of bytes`, bytes);
    wants(
      Number.isSafeInteger(start) && Number.isSafeInteger(end) && start <= end,
      `buffer ${b} with a live range of steps in order`,
      `[${start}, ${end})`,
    );
    wants(isSize(alignment) && alignment > 0, `buffer ${b} with an alignment >= 1`, alignment);
    wants(
      offset === undefined || isSize(offset) && offset % alignment === 0,
      `buffer ${b} with a fixed offset that is a multiple of ${alignment}`,
      offset,
    );
    total += bytes + alignment + (offset ?? 0);
  });
  wants(Number.isSafeInteger(total), "sizes that add up to less than 2^53", total);
  overlaps.forEach(({ over, under, distance }, o) => {
    const known = (b: number) => isSize(b) && b < buffers.length;
    wants(
      known(over) && known(under) && over !== under,
      `overlap ${o} of two of the ${buffers.length} buffers`,
      `${over} over ${under}`,
    );
    wants(Number.isSafeInteger(distance), `overlap ${o} with a whole distance`, distance);
  });
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
