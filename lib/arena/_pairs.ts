/** The pairs of buffers that constrain each other, as flat arrays for the placers' inner loops. */
import type { Overlap, PlacementProblem } from "./problem.ts";

/**
 * Entry `e` in `[first[b], first[b + 1])` says how buffer `b` may lie relative to `other[e]`. With
 * d = offset(b) - offset(other[e]), allowed is d <= below[e], d >= above[e], and each d of
 * `between[e]`, which lists the exact distances inside the gap.
 *
 * ```text
 *   d ->     below        between        above
 *   =========]                |              [========
 * ```
 */
export interface Pairs {
  readonly first: Int32Array;
  readonly other: Int32Array;
  readonly below: Float64Array;
  readonly above: Float64Array;
  readonly between: readonly (readonly number[])[];
  /** Pairs that are live together and may lie anyhow; they have no entries. */
  readonly free: readonly (readonly [number, number])[];
}

const NOTHING: readonly number[] = [];

/** Both directions of every pair that is live together and not free to lie anyhow. */
export function pairsOf(problem: PlacementProblem): Pairs {
  const { buffers } = problem;
  const rows: { other: number; below: number; above: number; between: readonly number[] }[][] =
    buffers.map(() => []);
  const free: [number, number][] = [];
  const relations = relationsByPair(problem);
  let live: number[] = [];
  const byStart = buffers.map((_, b) => b)
    .filter((b) => buffers[b].bytes > 0 && buffers[b].start < buffers[b].end)
    .sort((a, b) => buffers[a].start - buffers[b].start || a - b);
  for (const b of byStart) {
    live = live.filter((other) => buffers[other].end > buffers[b].start);
    for (const a of live) {
      let above = buffers[a].bytes;
      let below = -buffers[b].bytes;
      const exact: number[] = [];
      for (const { over, distance, exact: only } of relations.get(pairKey(a, b, buffers)) ?? []) {
        if (only) exact.push(over === b ? distance : -distance);
        else if (over === b) above = Math.min(above, distance);
        else below = Math.max(below, -distance);
      }
      if (below + 1 >= above) {
        free.push([a, b]);
        continue;
      }
      const inside = exact.filter((d) => below < d && d < above).sort((x, y) => x - y);
      const between = inside.length === 0 ? NOTHING : inside;
      rows[b].push({ other: a, below, above, between });
      const mirrored = between.length === 0 ? NOTHING : between.map((d) => -d).reverse();
      rows[a].push({ other: b, below: -above, above: -below, between: mirrored });
    }
    live.push(b);
  }
  const first = new Int32Array(buffers.length + 1);
  rows.forEach((row, b) => first[b + 1] = first[b] + row.length);
  const flat = rows.flat();
  return {
    first,
    other: Int32Array.from(flat, ({ other }) => other),
    below: Float64Array.from(flat, ({ below }) => below),
    above: Float64Array.from(flat, ({ above }) => above),
    between: flat.map(({ between }) => between),
    free,
  };
}

const pairKey = (a: number, b: number, { length }: { length: number }): number =>
  Math.min(a, b) * length + Math.max(a, b);

function relationsByPair({ buffers, overlaps = [] }: PlacementProblem): Map<number, Overlap[]> {
  const relations = new Map<number, Overlap[]>();
  for (const overlap of overlaps) {
    const key = pairKey(overlap.over, overlap.under, buffers);
    const list = relations.get(key);
    if (list) list.push(overlap);
    else relations.set(key, [overlap]);
  }
  return relations;
}

/** Whether `d` is a distance that entry `e` allows. */
export function allows({ below, above, between }: Pairs, e: number, d: number): boolean {
  return d <= below[e] || d >= above[e] || between[e].includes(d);
}
