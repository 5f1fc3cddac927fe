/** The pairs of buffers that constrain each other, as flat arrays for the placers' inner loops. */
import type { Overlap, PlacementProblem } from "./problem.ts";

/**
 * Entry `e` in `[first[b], first[b + 1])` says how buffer `b` may lie relative to `other[e]`. With
 * d = offset(b) - offset(other[e]), allowed is d <= below[e], d >= above[e], and each exact distance
 * inside the gap ({@linkcode exactDistances}). 20 bytes an entry: n buffers that are live together
 * have n * (n - 1) of them.
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
  /** The exact distances of the few entries that have some. */
  readonly between: ReadonlyMap<number, readonly number[]>;
  /** Pairs that are live together and may lie anyhow; they have no entries. */
  readonly free: readonly (readonly [number, number])[];
}

/** The distances of one pair: those of the buffer with the higher index from the other one. */
interface Relation {
  readonly below: number;
  readonly above: number;
  readonly between: readonly number[];
}

const NOTHING: readonly number[] = [];

/** Both directions of every pair that is live together and not free to lie anyhow. */
export function pairsOf(problem: PlacementProblem): Pairs {
  const { buffers } = problem;
  const relations = relationsOf(problem);
  const free: (readonly [number, number])[] = [];
  const relationOf = (low: number, high: number) => relations.get(low * buffers.length + high);
  const isFree = (relation: Relation | undefined) =>
    relation !== undefined && relation.below + 1 >= relation.above;
  const first = new Int32Array(buffers.length + 1);
  forEachLivePair(problem, (low, high) => {
    if (isFree(relationOf(low, high))) {
      free.push([low, high]);
      return;
    }
    first[low + 1]++;
    first[high + 1]++;
  });
  for (let b = 0; b < buffers.length; b++) first[b + 1] += first[b];
  const next = first.slice();
  const entries = first[buffers.length];
  const other = new Int32Array(entries);
  const below = new Float64Array(entries);
  const above = new Float64Array(entries);
  const between = new Map<number, readonly number[]>();
  // Told anew: a list of the pairs would take as much memory as their entries.
  forEachLivePair(problem, (low, high) => {
    const relation = relationOf(low, high);
    if (isFree(relation)) return;
    const up = next[high]++;
    const down = next[low]++;
    other[up] = low;
    other[down] = high;
    below[up] = relation?.below ?? -buffers[high].bytes;
    above[up] = relation?.above ?? buffers[low].bytes;
    below[down] = -above[up];
    above[down] = -below[up];
    if (!relation || relation.between.length === 0) return;
    between.set(up, relation.between);
    between.set(down, relation.between.map((d) => -d).reverse());
  });
  return { first, other, below, above, between, free };
}

/** Calls back with the indices of each two buffers that are live together, the lower one first. */
function forEachLivePair(
  { buffers }: PlacementProblem,
  call: (low: number, high: number) => void,
): void {
  let live: number[] = [];
  const byStart = buffers.map((_, b) => b)
    .filter((b) => buffers[b].bytes > 0 && buffers[b].start < buffers[b].end)
    .sort((a, b) => buffers[a].start - buffers[b].start || a - b);
  for (const b of byStart) {
    live = live.filter((other) => buffers[other].end > buffers[b].start);
    for (const a of live) call(Math.min(a, b), Math.max(a, b));
    live.push(b);
  }
}

/** What permissions make of the pairs that have some, by lower index * buffers + higher index. */
function relationsOf({ buffers, overlaps = [] }: PlacementProblem): Map<number, Relation> {
  const permissions = new Map<number, Overlap[]>();
  for (const overlap of overlaps) {
    const { over, under } = overlap;
    const key = Math.min(over, under) * buffers.length + Math.max(over, under);
    permissions.set(key, [...permissions.get(key) ?? [], overlap]);
  }
  return new Map([...permissions].map(([key, alternatives]) => {
    const low = Math.floor(key / buffers.length);
    const high = key % buffers.length;
    let below = -buffers[high].bytes;
    let above = buffers[low].bytes;
    const exact: number[] = [];
    for (const { over, distance, exact: only } of alternatives) {
      if (only) exact.push(over === high ? distance : -distance);
      else if (over === high) above = Math.min(above, distance);
      else below = Math.max(below, -distance);
    }
    const between = [...new Set(exact)].filter((d) => below < d && d < above);
    return [key, { below, above, between: between.sort((x, y) => x - y) }];
  }));
}

/** The exact distances of entry `e`, inside the gap and ascending. */
export function exactDistances({ between }: Pairs, e: number): readonly number[] {
  return between.get(e) ?? NOTHING;
}

/** Whether `d` is a distance that entry `e` allows. */
export function allows(pairs: Pairs, e: number, d: number): boolean {
  return d <= pairs.below[e] || d >= pairs.above[e] || exactDistances(pairs, e).includes(d);
}
