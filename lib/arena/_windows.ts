/** Repairs a placement window by window: where a part lasts long, what is wrong with it is local. */

import { pairsOf } from "./_pairs.ts";
import { randomNumbers } from "./_random.ts";
import type { Budget } from "./_search.ts";
import type { Part, Solver } from "./_solvers.ts";
import type { Overlap } from "./problem.ts";

/** Offsets for a part within a capacity, if a search of so many nodes finds any. */
export type Solve = (
  part: Part,
  offsets: readonly number[],
  capacity: number,
  nodes: number,
) => readonly number[] | undefined;

/** A part is long if it has so many times more buffers than are live together. */
const LONG = 20;

/** Buffers of the first window; how much larger the next one is; nodes for each buffer of it. */
const [FIRST_WINDOW, GROWTH, NODES_PER_BUFFER] = [24, 1.1, 2];

/** Whether repairs are worth a try. */
export function isLong({ problem: { buffers }, members }: Part): boolean {
  const ends: number[] = [];
  let most = 0;
  for (const b of members) {
    const { start, end } = buffers[b];
    for (let i = ends.length - 1; i >= 0; i--) if (ends[i] <= start) ends.splice(i, 1);
    most = Math.max(most, ends.push(end));
  }
  return members.length >= LONG * most;
}

/**
 * Looks for a placement near the one that is known: takes a buffer that ends above the capacity, and
 * places all anew that live in a window of steps around it, while what reaches out of the window stays
 * where it is. If that fails, another window, a little larger, is next.
 *
 * A search for all buffers at once has to be lucky everywhere in the same turn; this one keeps what
 * it has. It proves nothing.
 */
export function windowSolver(part: Part, budget: Budget, solve: Solve): Solver {
  const { problem: { buffers, overlaps = [] }, members } = part;
  const random = randomNumbers(1);
  const overlapsOf = new Map<number, Overlap[]>();
  for (const overlap of overlaps) {
    const list = overlapsOf.get(overlap.over);
    if (list) list.push(overlap);
    else overlapsOf.set(overlap.over, [overlap]);
  }
  let size = FIRST_WINDOW;
  let offsets: number[] = [];
  let arena = Infinity;
  const arenaOf = (offsets: readonly number[]) =>
    members.reduce((top, b, i) => Math.max(top, offsets[i] + buffers[b].bytes), 0);

  /** Positions in `members` of what is live around a position, and whether it has to stay. */
  const windowAt = (at: number, isOver: (i: number) => boolean) => {
    const before = Math.floor(random() * size);
    let from = buffers[members[Math.max(0, at - before)]].start;
    let to = buffers[members[Math.min(members.length - 1, at + size - before)]].end;
    for (;;) {
      const live = members.flatMap((b, i) =>
        buffers[b].start < to && buffers[b].end > from ? [i] : []
      );
      const over = live.filter(isOver).map((i) => buffers[members[i]]);
      const wider = [
        over.reduce((least, { start }) => Math.min(least, start), from),
        over.reduce((most, { end }) => Math.max(most, end), to),
      ];
      if (wider[0] === from && wider[1] === to) {
        const isFixed = ({ start, end }: { start: number; end: number }) =>
          start < from || end > to;
        return { live, isFixed: live.map((i) => isFixed(buffers[members[i]])) };
      }
      [from, to] = wider;
    }
  };

  const run: Solver["run"] = (capacity, limit, _, known) => {
    if (arenaOf(known) < arena) offsets = [...known];
    const isOver = (i: number) => offsets[i] + buffers[members[i]].bytes > capacity;
    const end = budget.nodes - limit;
    while (budget.nodes > Math.max(0, end) && !budget.isOver()) {
      const over = members.flatMap((_, i) => isOver(i) ? [i] : []);
      if (over.length === 0) {
        arena = arenaOf(offsets);
        return { offsets: Float64Array.from(offsets) };
      }
      const { live, isFixed } = windowAt(over[Math.floor(random() * over.length)], isOver);
      if (live.length === members.length) break; // that is what the other searches do
      const local = new Map(live.map((i, at) => [members[i], at]));
      const problem = {
        buffers: live.map((i, at) =>
          isFixed[at] ? { ...buffers[members[i]], offset: offsets[i] } : buffers[members[i]]
        ),
        overlaps: live.flatMap((i) => overlapsOf.get(members[i]) ?? []).flatMap((overlap) => {
          const [over, under] = [local.get(overlap.over)!, local.get(overlap.under)];
          return under === undefined ? [] : [{ ...overlap, over, under }];
        }),
      };
      const window = { problem, pairs: pairsOf(problem), members: live.map((_, at) => at) };
      budget.nodes--; // a window that is refused at once costs something, too
      const nodes = NODES_PER_BUFFER * live.length;
      const found = solve(window, live.map((i) => offsets[i]), capacity, nodes);
      found?.forEach((offset, at) => offsets[live[at]] = offset);
      size = found || size > members.length / 2 ? FIRST_WINDOW : Math.ceil(GROWTH * size);
    }
    arena = arenaOf(offsets);
    return {};
  };
  return { run, proves: false, places: true };
}
