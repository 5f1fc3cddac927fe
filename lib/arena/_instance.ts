/** A part of a placement problem as flat arrays, for the exact search. */

import { exactDistances, type Pairs } from "./_pairs.ts";
import type { PlacementProblem } from "./problem.ts";

/**
 * Buffers that constrain each other, directly or through others. Indices are local, from 0.
 *
 * Time is cut into *sections*: the largest sets of buffers that are live together. Every other set
 * of buffers that are live together is a part of one of them.
 *
 * ```text
 *   steps       0   1   2   3   4   5
 *   buffer 0    [===========)
 *   buffer 1        [===========)
 *   buffer 2            [===)
 *   buffer 3                    [===)
 *   sections            0        1          {0, 1, 2} and {3}
 * ```
 */
export interface Instance {
  readonly count: number;
  /** Index of each buffer in the problem. */
  readonly buffers: readonly number[];
  readonly bytes: Float64Array;
  /** `bytes` rounded up to the common divisor of all alignments: room that a buffer takes. */
  readonly room: Float64Array;
  /** The common divisor of all alignments, and so of all offsets. */
  readonly granule: number;
  readonly alignment: Float64Array;
  /** The given offset, or -1. */
  readonly fixed: Float64Array;
  /** Steps for which each buffer is live. */
  readonly width: Float64Array;
  readonly sections: number;
  /** Buffer `b` is live in the sections `[from[b], to[b])`. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** The neighbours of buffer `b` are `other[e]` for e in `[first[b], first[b + 1])`. */
  readonly first: Int32Array;
  readonly other: Int32Array;
  /** Least difference of the offsets if `b` lies under `other[e]`; not negative. */
  readonly rise: Float64Array;
  /** Least difference of the offsets if `b` lies over `other[e]`; not negative. */
  readonly drop: Float64Array;
  readonly savings: Savings;
  /** For a buffer that equals an earlier one in everything but the index: that one; else -1. */
  readonly twin: Int32Array;
  /** Whether the instance says exactly what the problem says about its buffers. */
  readonly isFaithful: boolean;
}

/**
 * How much room buffers can share: buffer `b` lies over `under[h]` in at most `room[h]` bytes, for
 * h in `[first[b], first[b + 1])`. Most buffers share nothing.
 */
export interface Savings {
  readonly first: Int32Array;
  readonly under: Int32Array;
  readonly room: Float64Array;
}

/**
 * The instance of some buffers of a problem, all of them with bytes and live, by ascending start.
 *
 * An instance knows two ways for a pair to lie, one over the other at a distance >= 0, and a
 * distance of 0 only if the buffer that starts first is over. A `tight` instance forbids what it cannot say, so that its
 * placements are placements of the problem; otherwise it allows more than the problem, so that its
 * bounds are bounds of the problem.
 */
export function instanceOf(
  { buffers }: PlacementProblem,
  pairs: Pairs,
  members: readonly number[],
  { tight }: { readonly tight: boolean },
): Instance {
  const count = members.length;
  const local = new Map(members.map((b, i) => [b, i]));
  const numbers = (value: (b: number) => number) => Float64Array.from(members, value);
  const alignment = numbers((b) => buffers[b].alignment ?? 1);
  const granule = alignment.reduce(gcd, 0);
  const bytes = numbers((b) => buffers[b].bytes);
  const room = bytes.map((size) => roundUp(size, granule));
  const first = new Int32Array(count + 1);
  // Growing lists of numbers would take several times as much memory.
  const most = members.reduce((sum, b) => sum + pairs.first[b + 1] - pairs.first[b], 0);
  const other = new Int32Array(most);
  const rise = new Float64Array(most);
  const drop = new Float64Array(most);
  let entries = 0;
  const savings: [under: number, room: number][][] = members.map(() => []);
  const share = (over: number, under: number, distance: number) => {
    const common = Math.min(room[under] - roundUp(distance, granule), room[over]);
    if (common > 0) savings[over].push([under, common]);
  };
  for (const [a, b] of pairs.free) {
    if (local.has(a) && local.has(b)) share(local.get(a)!, local.get(b)!, 0);
  }
  let isFaithful = true;
  members.forEach((b, i) => {
    for (let e = pairs.first[b]; e < pairs.first[b + 1]; e++) {
      const j = local.get(pairs.other[e]);
      if (j === undefined) continue;
      const relation = relationOf(pairs, e, tight, i < j);
      isFaithful &&= relation.isFaithful;
      share(i, j, relation.over);
      if (relation.over === 0 && relation.under === 0) continue;
      other[entries] = j;
      drop[entries] = relation.over;
      rise[entries++] = relation.under;
    }
    first[i + 1] = entries;
  });
  const hosts = savings.flat();
  const ends = new Int32Array(count + 1);
  savings.forEach((list, i) => ends[i + 1] = ends[i] + list.length);
  const instance = {
    count,
    buffers: members,
    bytes,
    room,
    granule,
    alignment,
    fixed: numbers((b) => buffers[b].offset ?? -1),
    width: numbers((b) => buffers[b].end - buffers[b].start),
    ...sectionsOf(members.map((b) => buffers[b])),
    first,
    other: other.subarray(0, entries),
    rise: rise.subarray(0, entries),
    drop: drop.subarray(0, entries),
    savings: {
      first: ends,
      under: Int32Array.from(hosts, ([under]) => under),
      room: Float64Array.from(hosts, ([, common]) => common),
    },
  };
  return { ...instance, twin: twinsOf(instance), isFaithful };
}

/** Least distances of a buffer over and under its neighbour, and whether that is all there is. */
function relationOf(
  pairs: Pairs,
  e: number,
  tight: boolean,
  isEarlier: boolean,
): { readonly over: number; readonly under: number; readonly isFaithful: boolean } {
  const { below, above } = pairs;
  const exact = exactDistances(pairs, e);
  let over = Math.max(0, above[e]);
  let under = Math.max(0, -below[e]);
  // At distance 0 the search has to know which buffer comes first: the one under, which starts later.
  const isTurned = isEarlier ? under === 0 : over === 0;
  const isFaithful = above[e] >= 0 && below[e] <= 0 && exact.length === 0 && !isTurned;
  if (isFaithful) return { over, under, isFaithful };
  if (tight) {
    if (isTurned) return { over: Math.max(1, over), under: Math.max(1, under), isFaithful };
    return { over, under, isFaithful };
  }
  for (const distance of exact) {
    if (distance > 0 || distance === 0 && isEarlier) over = Math.min(over, distance);
    else under = Math.min(under, -distance);
  }
  // Part of a negative distance lies in the other direction, where it leaves nothing forbidden.
  const isLoose = above[e] < 0 || below[e] > 0 || isTurned;
  return isLoose ? { over: 0, under: 0, isFaithful } : { over, under, isFaithful };
}

function sectionsOf(
  ranges: readonly { readonly start: number; readonly end: number }[],
): Pick<Instance, "sections" | "from" | "to"> {
  const starts = [...new Set(ranges.map(({ start }) => start))].sort((a, b) => a - b);
  const ends = ranges.map(({ end }) => end).sort((a, b) => a - b);
  // A set of live buffers is largest where the next thing that happens is that one of them ends.
  let e = 0;
  const steps = starts.filter((start, i) => {
    while (ends[e] <= start) e++;
    return i + 1 === starts.length || ends[e] <= starts[i + 1];
  });
  const position = (step: number) => {
    let low = 0;
    for (let high = steps.length; low < high;) {
      const middle = (low + high) >> 1;
      if (steps[middle] < step) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    sections: steps.length,
    from: Int32Array.from(ranges, ({ start }) => position(start)),
    to: Int32Array.from(ranges, ({ end }) => position(end)),
  };
}

/**
 * Buffers with the same size, alignment, sections, permissions and savings. They may swap places, so
 * the search need only look at one order of them.
 */
function twinsOf(instance: Omit<Instance, "twin" | "isFaithful">): Int32Array {
  const { count, bytes, alignment, fixed, from, to, first, other, rise, drop, savings } = instance;
  const marks: string[][] = Array.from({ length: count }, () => []);
  for (let b = 0; b < count; b++) {
    for (let e = first[b]; e < first[b + 1]; e++) {
      const isDisjoint = rise[e] === bytes[b] && drop[e] === bytes[other[e]];
      if (!isDisjoint) marks[b].push(`at ${other[e]} ${rise[e]} ${drop[e]}`);
    }
    for (let h = savings.first[b]; h < savings.first[b + 1]; h++) {
      marks[b].push(`over ${savings.under[h]} ${savings.room[h]}`);
      marks[savings.under[h]].push(`under ${b} ${savings.room[h]}`);
    }
  }
  const seen = new Map<string, number>();
  return Int32Array.from(marks, (own, b) => {
    if (fixed[b] >= 0) return -1;
    const key = [bytes[b], alignment[b], from[b], to[b], ...own.sort()].join();
    const earlier = seen.get(key) ?? -1;
    seen.set(key, b);
    return earlier;
  });
}

/** The least multiple of `granule` that is not below `value`. */
export function roundUp(value: number, granule: number): number {
  return Math.ceil(value / granule) * granule;
}

/** The greatest common divisor; that of 0 and n is n. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/**
 * The buffers of a problem that have bytes and are live, by ascending start, in groups that no live
 * range connects: what one group does has no effect on the others.
 */
export function independentParts({ buffers }: PlacementProblem): number[][] {
  const byStart = buffers.map((_, b) => b)
    .filter((b) => buffers[b].bytes > 0 && buffers[b].start < buffers[b].end)
    .sort((a, b) => buffers[a].start - buffers[b].start || a - b);
  const parts: number[][] = [];
  let end = -Infinity;
  for (const b of byStart) {
    if (buffers[b].start >= end) parts.push([]);
    parts[parts.length - 1].push(b);
    end = Math.max(end, buffers[b].end);
  }
  return parts;
}
