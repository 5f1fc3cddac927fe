/** Places buffers one after the other, each as low as it goes: the engine of the first-fit placers. */
import { allows, exactDistances, type Pairs } from "./_pairs.ts";
import { arenaOf, type Placement, type PlacementProblem } from "./problem.ts";

/**
 * A function that places the buffers of one problem in any given order. Buffers with a fixed offset
 * go before the others, wherever they stand in the order.
 *
 * The offset of a buffer is the least multiple of its alignment that every buffer placed so far
 * allows: 0, just above another one, or at a permitted distance from it.
 */
export function fitterOf(
  problem: PlacementProblem,
  pairs: Pairs,
): (order: Iterable<number>) => Placement {
  const { buffers } = problem;
  const { first, other, below, above, between } = pairs;
  const fixed = buffers.map((_, b) => b).filter((b) => buffers[b].offset !== undefined);
  const offsets = new Float64Array(buffers.length);
  const isPlaced = new Uint8Array(buffers.length);
  /** Whether a buffer has exact distances: to ask for those of each entry would be slow. */
  const isExact = new Uint8Array(buffers.length);
  for (const e of between.keys()) isExact[other[e]] = 1;
  /** Entries of the pairs that constrain the buffer at hand. */
  const entries = new Int32Array(buffers.length);

  const lowest = (b: number): number => {
    const alignment = buffers[b].alignment ?? 1;
    let count = 0;
    let exact = false;
    for (let e = first[b]; e < first[b + 1]; e++) {
      if (isPlaced[other[e]] === 0) continue;
      entries[count++] = e;
      exact ||= isExact[b] === 1 && between.has(e);
    }
    let offset = 0;
    for (let settled = 0, i = 0; settled < count; settled++, i = i + 1 === count ? 0 : i + 1) {
      const e = entries[i];
      const base = offsets[other[e]];
      if (offset <= base + below[e] || offset >= base + above[e]) continue;
      offset = Math.ceil((base + above[e]) / alignment) * alignment;
      settled = -1;
    }
    return exact ? lowestExact(alignment, count, offset) : offset;
  };

  /** The least exact distance that beats `offset`, or `offset`. */
  const lowestExact = (alignment: number, count: number, offset: number): number => {
    for (let i = 0; i < count; i++) {
      for (const distance of exactDistances(pairs, entries[i])) {
        const candidate = offsets[other[entries[i]]] + distance;
        if (candidate < 0 || candidate >= offset || candidate % alignment !== 0) continue;
        let allowed = true;
        for (let k = 0; k < count && allowed; k++) {
          allowed = allows(pairs, entries[k], candidate - offsets[other[entries[k]]]);
        }
        if (allowed) offset = candidate;
      }
    }
    return offset;
  };

  return (order) => {
    isPlaced.fill(0);
    for (const b of fixed) {
      offsets[b] = buffers[b].offset!;
      isPlaced[b] = 1;
    }
    for (const b of order) {
      if (isPlaced[b] === 1) continue;
      offsets[b] = lowest(b);
      isPlaced[b] = 1;
    }
    const found = [...offsets];
    return { offsets: found, arena: arenaOf(buffers, found) };
  };
}
