/** How runs are named: by their operators as the original graph counts them. */

import type { Outline } from "./outline.ts";
import type { Run } from "./run.ts";

/** The operators of a run as the original graph counts them, in the order in which they run. */
export function originsOf({ operators }: Outline, { first, last }: Run): number[] {
  return operators.slice(first, last + 1).map(({ origin }) => origin);
}

/**
 * A run in figures, ascending: `3`, `3-5`; `2+4-5` where the outline runs 3 elsewhere; `0'` for 0
 * computed again, after a `recompute`. What the outline runs nowhere, because another operator does
 * its work, splits no range.
 */
export function runNumbers({ operators }: Outline, { first, last }: Run): string {
  const seen = new Map<number, number>(); // origin -> times that it has come so far
  const all = operators.map(({ origin }, o) => {
    const again = seen.get(origin) ?? 0;
    seen.set(origin, again + 1);
    return { origin, again, isInside: first <= o && o <= last };
  }).sort((a, b) => a.again - b.again || a.origin - b.origin);
  const ranges: { from: number; to: number; again: number }[] = [];
  all.forEach(({ origin, again, isInside }, i) => {
    if (!isInside) return;
    if (again === 0 && all[i - 1]?.isInside) ranges[ranges.length - 1].to = origin;
    else ranges.push({ from: origin, to: origin, again });
  });
  return ranges.sort((a, b) => a.from - b.from || a.again - b.again)
    .map(({ from, to, again }) => (from === to ? `${from}` : `${from}-${to}`) + "'".repeat(again))
    .join("+");
}

/** `operator 3` or `operators 3-5`. */
export function runName(outline: Outline, run: Run): string {
  const numbers = runNumbers(outline, run);
  return `operator${run.first < run.last ? "s" : ""} ${numbers}`;
}
