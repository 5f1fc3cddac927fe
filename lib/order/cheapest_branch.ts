/** The scheduler `cheapest_branch`: among the branches that could run, the one that needs least SRAM. */

import { type Accounting, LiveSet } from "../tmm/mod.ts";
import { loadsBetween } from "./loads.ts";
import { orderingOf } from "./ordering.ts";
import type { Ordering } from "./scheduler.ts";

/**
 * Wherever several operators are available, looks along the branch that each one begins (the
 * operators that follow it in a line) and runs the branch that consumes least SRAM when executed; on
 * ties the one that loads the fewest tensors that are not already loaded, then the first in the file.
 *
 * The method of Sudharsan et al., ECML PKDD 2021. Greedy: a branch that is cheap now may leave more
 * behind than one that is dear now, so the peak can be above the optimum (see `exact`).
 */
export function cheapestBranch(accounting: Accounting): Ordering {
  const live = new LiveSet(accounting);
  const schedule: number[] = [];
  while (live.available.size > 0) {
    const last = schedule.at(-1);
    let best: Branch | undefined;
    for (const first of [...live.available].sort((a, b) => a - b)) {
      const branch = branchFrom(accounting, live, first, last);
      if (
        best === undefined || branch.peak < best.peak ||
        (branch.peak === best.peak && branch.loads < best.loads)
      ) best = branch;
    }
    for (const operator of best!.operators) {
      live.run(operator);
      schedule.push(operator);
    }
  }
  return orderingOf(accounting, schedule);
}

interface Branch {
  readonly operators: readonly number[];
  /** Bytes that are live at most while the branch runs. */
  readonly peak: number;
  /** Tensors that the branch loads. */
  readonly loads: number;
}

/** Walks a branch to its end and back, leaving the live set as it was. */
function branchFrom(
  accounting: Accounting,
  live: LiveSet,
  first: number,
  last: number | undefined,
): Branch {
  const { successors } = accounting;
  const operators: number[] = [];
  let peak = 0;
  let loads = 0;
  for (let operator = first;;) {
    peak = Math.max(peak, live.during(operator));
    loads += loadsBetween(accounting, operators.at(-1) ?? last, operator);
    live.run(operator);
    operators.push(operator);
    const [next, ...others] = successors[operator];
    if (next === undefined || others.length > 0 || !live.available.has(next)) break;
    operator = next;
  }
  for (const operator of operators.toReversed()) live.undo(operator);
  return { operators, peak, loads };
}
