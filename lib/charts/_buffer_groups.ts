/** Buffers that are parts of one tensor: they have one colour, and one name where most of it is seen. */

import type { Area } from "./_areas.ts";
import type { Palette } from "./palette.ts";

/** Buffers of one colour. */
export interface BufferGroup {
  readonly name: string;
  /** Bytes of all members. */
  readonly bytes: number;
  readonly colour: string;
  /** Places in the list of buffers. */
  readonly members: readonly number[];
}

/** The groups of buffers, in the order of their first members; a buffer without one is its own. */
export function groupsOf(
  buffers: readonly { readonly name: string; readonly bytes: number; readonly group?: string }[],
  { fills }: Palette,
): BufferGroup[] {
  const byKey = new Map<string, number[]>();
  buffers.forEach(({ group }, b) => {
    const key = group === undefined ? `buffer ${b}` : `group ${group}`;
    byKey.set(key, [...byKey.get(key) ?? [], b]);
  });
  return [...byKey.values()].map((members, g) => ({
    name: buffers[members[0]].name,
    bytes: members.reduce((sum, b) => sum + buffers[b].bytes, 0),
    colour: fills[g % fills.length],
    members,
  }));
}

/** The largest rectangle that areas one upon the other fill together. */
export function largestPart(areas: readonly Area[]): Area {
  const sorted = areas.toSorted((a, b) => a.low - b.low);
  const sizeOf = ({ start, end, low, high }: Area) => (end - start) * (high - low);
  let largest = sorted[0];
  sorted.forEach((first, i) => {
    let part = first;
    for (const next of sorted.slice(i)) {
      if (next !== first && next.low !== part.high) break;
      const start = Math.max(part.start, next.start);
      const end = Math.min(part.end, next.end);
      if (start >= end) break;
      part = { start, end, low: first.low, high: next.high };
      if (sizeOf(part) > sizeOf(largest)) largest = part;
    }
  });
  return largest;
}
