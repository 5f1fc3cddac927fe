/** How runs are named: by their operators as the original graph counts them. */

import type { Outline } from "./outline.ts";
import type { Run } from "./run.ts";

/** First and last operator of a run, as the original graph counts them. */
export function originsOf(
  { operators }: Outline,
  { first, last }: Run,
): readonly [first: number, last: number] {
  return [operators[first].origin, operators[last].origin];
}

/** `3` or `3-5`. */
export function originRange([first, last]: readonly [first: number, last: number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** `operator 3` or `operators 3-5`. */
export function runName(outline: Outline, run: Run): string {
  const range = originRange(originsOf(outline, run));
  return `operator${range.includes("-") ? "s" : ""} ${range}`;
}
