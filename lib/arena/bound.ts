/** A lower bound for every placement: the largest sum of live bytes, less what may be shared. */
import { type Buffer, checkProblem, type PlacementProblem } from "./problem.ts";

/**
 * Bytes that no placement of the problem can go below. Not always reachable.
 *
 * For each step, with L the buffers that are live in it:
 *
 * 1. *Sharing.* The arena is at least the union of the byte ranges of L, that is the sum of their
 *    bytes less `saved`, the sum over all addresses of (buffers that cover it - 1). Where c buffers
 *    cover an address each two of them have a permission, one as `over` and one as `under`. At most
 *    one of the c is never `over` (two such would have no permission between them), so at least
 *    c - 1 of them lie there over another one. Hence `saved` is at most the sum, over all `over`
 *    buffers, of the bytes they share with buffers under them, and each of these terms is at most
 *    min(own bytes, sum of its largest pair overlaps). The same holds for `under`; the smaller of
 *    the two sums counts. This is valid for any number of permissions in any arrangement.
 * 2. *Alignment.* All offsets of L are multiples of g, the greatest common divisor of their
 *    alignments. Distances are then multiples of g too, and if all sizes are rounded up to g,
 *    disjoint buffers stay disjoint. The argument above holds for the rounded sizes; only the
 *    buffer at the very top needs its own bytes, not the rounded ones, so the largest rounding of L
 *    is taken off again.
 *
 * Besides, each buffer fits, and a fixed one lies where it lies.
 *
 * @throws {RangeError} If a size, a range, an alignment or an overlap of the problem makes no sense.
 */
export function placementBound(problem: PlacementProblem): number {
  checkProblem(problem);
  const { buffers } = problem;
  let bound = 0;
  for (const { bytes, offset = 0 } of buffers) {
    if (bytes > 0) bound = Math.max(bound, offset + bytes);
  }
  const overs = overlapsByOver(problem);
  const byStart = buffers.map((_, b) => b)
    .filter((b) => buffers[b].bytes > 0 && buffers[b].start < buffers[b].end)
    .sort((a, b) => buffers[a].start - buffers[b].start);
  let live: number[] = [];
  byStart.forEach((b, i) => {
    const step = buffers[b].start;
    live.push(b);
    // The live set only grows while buffers start in the same step.
    if (i + 1 < byStart.length && buffers[byStart[i + 1]].start === step) return;
    live = live.filter((other) => buffers[other].end > step);
    bound = Math.max(bound, stepBound(buffers, overs, live));
  });
  return bound;
}

/** A permission as seen from the buffer above. */
interface Over {
  readonly under: number;
  readonly distance: number;
  readonly exact: boolean;
}

function overlapsByOver({ overlaps = [] }: PlacementProblem): Map<number, Over[]> {
  const overs = new Map<number, Over[]>();
  for (const { over, under, distance, exact = false } of overlaps) {
    const list = overs.get(over) ?? [];
    list.push({ under, distance, exact });
    overs.set(over, list);
  }
  return overs;
}

function stepBound(
  buffers: readonly Buffer[],
  overs: ReadonlyMap<number, readonly Over[]>,
  live: readonly number[],
): number {
  const granule = live.reduce((g, b) => gcd(buffers[b].alignment ?? 1, g), 0);
  const bytesOf = (b: number) => buffers[b].bytes;
  const roundedOf = (b: number) => Math.ceil(bytesOf(b) / granule) * granule;
  const waste = live.reduce((most, b) => Math.max(most, roundedOf(b) - bytesOf(b)), 0);
  return Math.max(
    unionBound(live, overs, bytesOf, granule),
    unionBound(live, overs, roundedOf, granule) - waste,
  );
}

/** Fewest bytes that the live buffers cover, where all distances are multiples of `granule`. */
function unionBound(
  live: readonly number[],
  overs: ReadonlyMap<number, readonly Over[]>,
  bytesOf: (buffer: number) => number,
  granule: number,
): number {
  const isLive = new Set(live);
  const sharedUnder = new Map<number, number>();
  let total = 0;
  let savedOver = 0;
  for (const over of live) {
    total += bytesOf(over);
    // A pair may have several permissions; it lies in one way, so only the best one counts.
    const best = new Map<number, number>();
    for (const { under, distance, exact } of overs.get(over) ?? []) {
      if (!isLive.has(under)) continue;
      const shared = mostShared(bytesOf(over), bytesOf(under), distance, exact, granule);
      best.set(under, Math.max(best.get(under) ?? 0, shared));
    }
    let sharedOver = 0;
    for (const [under, shared] of best) {
      sharedOver += shared;
      sharedUnder.set(under, (sharedUnder.get(under) ?? 0) + shared);
    }
    savedOver += Math.min(bytesOf(over), sharedOver);
  }
  let savedUnder = 0;
  for (const [under, shared] of sharedUnder) savedUnder += Math.min(bytesOf(under), shared);
  return total - Math.min(savedOver, savedUnder);
}

/** Most bytes that `[d, d + over)` and `[0, under)` share at an allowed distance d. */
function mostShared(
  over: number,
  under: number,
  distance: number,
  exact: boolean,
  granule: number,
): number {
  if (exact && distance % granule !== 0) return 0;
  // At d = 0 the smaller lies inside the larger; beyond that they only drift apart.
  const d = exact ? distance : Math.max(0, Math.ceil(distance / granule) * granule);
  return Math.max(0, Math.min(under, d + over) - Math.max(0, d));
}

const gcd = (a: number, b: number): number => b === 0 ? a : gcd(b, a % b);
