/** How runs are named: by their operators as the file counts them. */

import type { Run } from "./run.ts";
import type { Draft } from "./draft.ts";

/** First and last operator of a run of a draft, as the file counts them. */
export function originsOf(
  { operators }: Draft,
  { first, last }: Run,
): readonly [first: number, last: number] {
  return [operators[first].origin, operators[last].origin];
}

/** `3` or `3-5`. */
export function originRange([first, last]: readonly [first: number, last: number]): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** `operator 3` or `operators 3-5`. */
export function runName(draft: Draft, run: Run): string {
  const range = originRange(originsOf(draft, run));
  return `operator${range.includes("-") ? "s" : ""} ${range}`;
}
