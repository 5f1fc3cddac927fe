/** Cut points: units before or after every other one, where a graph falls into parts. */

import { relationsOf } from "./relations.ts";
import type { Units } from "./units.ts";

/**
 * Splits units at every cut point; each cut point is the last unit of its part.
 *
 * Every order runs all that comes before a cut point, then the cut point, then the rest. Orders of
 * the segments can therefore be chosen one by one, and the peak is the largest of theirs.
 */
export function segmentsOf(units: Units): Units[] {
  const { members, before, after } = units;
  const { words, ancestors, descendants } = relationsOf(before, after);
  const earlier = members.map((_, unit) => bitsIn(ancestors, unit * words, words));
  const later = members.map((_, unit) => bitsIn(descendants, unit * words, words));
  const isCut = members.map((_, unit) => earlier[unit] + later[unit] === members.length - 1);
  // A cut point is before exactly those units that have more units before them.
  const cutsBelow = new Array<number>(members.length + 1).fill(0);
  isCut.forEach((is, unit) => is && cutsBelow[earlier[unit] + 1]++);
  for (let e = 1; e <= members.length; e++) cutsBelow[e] += cutsBelow[e - 1];
  const segmentOf = earlier.map((count) => cutsBelow[count]);

  const parts: number[][] = Array.from({ length: Math.max(0, ...segmentOf) + 1 }, () => []);
  const place = segmentOf.map((segment, unit) => parts[segment].push(unit) - 1);
  const segmentOfOperator = new Map(
    members.flatMap((list, unit) => list.map((operator) => [operator, segmentOf[unit]])),
  );
  return parts.map((part, segment) => {
    const local = (near: readonly number[]) =>
      near.filter((unit) => segmentOf[unit] === segment).map((unit) => place[unit]);
    return {
      members: part.map((unit) => members[unit]),
      before: part.map((unit) => local(before[unit])),
      after: part.map((unit) => local(after[unit])),
      ranBefore: (operator) => {
        const other = segmentOfOperator.get(operator);
        return other === undefined ? units.ranBefore(operator) : other < segment;
      },
    };
  });
}

/** Counts in each word pairs of bits, then fours, then bytes: rows of ancestors are mostly full. */
function bitsIn(rows: Uint32Array, from: number, words: number): number {
  let bits = 0;
  for (let w = from; w < from + words; w++) {
    const pairs = rows[w] - ((rows[w] >>> 1) & 0x55555555);
    const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
    bits += Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return bits;
}
