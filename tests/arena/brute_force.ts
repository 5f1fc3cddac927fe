/** The least arena by trying everything: the judge of placers and bounds on tiny problems. */

import type { Buffer, PlacementProblem } from "../../lib/arena/mod.ts";

/** The least arena, by trying every offset; undefined if none up to `limit` bytes exists. */
export function leastArena(problem: PlacementProblem, limit = 64): number | undefined {
  for (let arena = 0; arena <= limit; arena++) {
    if (fits(problem, arena, [])) return arena;
  }
}

function fits(problem: PlacementProblem, arena: number, offsets: number[]): boolean {
  const b = offsets.length;
  if (b === problem.buffers.length) return true;
  const { bytes, alignment = 1, offset: fixed } = problem.buffers[b];
  for (let offset = 0; bytes === 0 ? offset === 0 : offset + bytes <= arena; offset++) {
    if (bytes > 0 && (offset % alignment !== 0 || (fixed ?? offset) !== offset)) continue;
    const clear = offsets.every((other, a) => mayLieSo(problem, a, other, b, offset));
    if (clear && fits(problem, arena, [...offsets, offset])) return true;
  }
  return false;
}

function mayLieSo(
  { buffers, overlaps = [] }: PlacementProblem,
  a: number,
  offsetA: number,
  b: number,
  offsetB: number,
): boolean {
  if (!shareStep(buffers[a], buffers[b])) return true;
  const addresses = (buffer: Buffer, offset: number) =>
    Array.from({ length: buffer.bytes }, (_, i) => offset + i);
  const taken = new Set(addresses(buffers[a], offsetA));
  if (!addresses(buffers[b], offsetB).some((address) => taken.has(address))) return true;
  return overlaps.some(({ over, under, distance, exact }) => {
    const found = over === a && under === b
      ? offsetA - offsetB
      : over === b && under === a
      ? offsetB - offsetA
      : undefined;
    if (found === undefined) return false;
    return exact ? found === distance : found >= distance;
  });
}

function shareStep(a: Buffer, b: Buffer): boolean {
  for (let step = a.start; step < a.end; step++) {
    if (b.start <= step && step < b.end) return true;
  }
  return false;
}

/**
 * The least arena, by trying every order from the bottom to the top. Only for problems in which all
 * buffers have one alignment, nothing is fixed and all permissions are least distances >= 0: there,
 * buffers can be pushed down one after the other until each rests on one that was pushed before.
 */
export function leastByOrders({ buffers, overlaps = [] }: PlacementProblem): number {
  const alignment = buffers[0]?.alignment ?? 1;
  const apart = buffers.map((under, u) =>
    buffers.map((over, o) => {
      if (u === o || !shareStep(under, over)) return -Infinity;
      const distances = overlaps.flatMap((overlap) =>
        overlap.over === o && overlap.under === u ? [overlap.distance] : []
      );
      return Math.ceil(Math.min(under.bytes, ...distances) / alignment) * alignment;
    })
  );
  const offsets: number[] = buffers.map(() => 0);
  const left = new Set(buffers.keys());
  let best = Infinity;
  const extend = (top: number) => {
    if (top >= best) return;
    if (left.size === 0) best = top;
    for (const b of [...left]) {
      left.delete(b);
      offsets[b] = 0;
      buffers.forEach((_, other) => {
        if (!left.has(other)) offsets[b] = Math.max(offsets[b], offsets[other] + apart[other][b]);
      });
      extend(Math.max(top, offsets[b] + buffers[b].bytes));
      left.add(b);
    }
  };
  extend(0);
  return best;
}
