/** Why the peak cannot be lower: the operator that forces it, and the tensors that are live then. */

import { type Accounting, liveBytes, liveRanges, savedBytes } from "../tmm/mod.ts";
import { forcedTensors, mayDieWith, peakBound } from "./bound.ts";
import type { Ordering } from "./scheduler.ts";
import { add, has } from "./search/bits.ts";
import { relationsOf, runsAfter } from "./search/relations.ts";
import { unitSpaceOf } from "./search/unit_costs.ts";
import { singleUnits } from "./search/units.ts";
import { isUnread } from "./search/unread_inputs.ts";
import { valleyWithin } from "./search/valley.ts";

/** The cheapest moment at which an operator can run. */
export interface PeakReason {
  /** The operator. */
  readonly operator: number;
  /** Bytes that are live while it runs, at least, in every order. */
  readonly bytes: number;
  /** Whether these are the whole peak; otherwise only the search shows that no order does better. */
  readonly isWhole: boolean;
  /** The tensors that are live at that moment, ascending. */
  readonly tensors: readonly {
    readonly tensor: number;
    /** Whether it is live then in every order; if not, others that take as much may be instead. */
    readonly always: boolean;
  }[];
  /** Bytes of scratch buffers among them. */
  readonly scratch: number;
  /** Bytes that sharing takes off. */
  readonly shared: number;
}

/** Operators at the peak that are looked at. */
const MOST_OPERATORS = 16;

/**
 * Explains the peak of an ordering.
 *
 * For operators at the peak, and for the one behind the plain bound, finds the set of operators before
 * it that leaves the fewest live bytes (one minimum cut each, see `search/valley.ts`): no order can
 * run the operator with less. The reason is the one that needs most.
 */
export function explainPeak(
  accounting: Accounting,
  { schedule, peak }: Ordering,
): PeakReason | undefined {
  if (schedule.length === 0) return undefined;
  const live = liveBytes(accounting, schedule);
  const atPeak = schedule.filter((_, step) => live[step] === peak).slice(0, MOST_OPERATORS);
  const candidates = new Set([peakBound(accounting).operator, ...atPeak]);
  const reasons = [...candidates].map((operator) => cheapestMoment(accounting, operator));
  const best = reasons.reduce((a, b) => b.bytes > a.bytes ? b : a);
  return { ...best, isWhole: best.bytes === peak };
}

/** The set of operators after which an operator needs least, and what is live while it runs then. */
function cheapestMoment(accounting: Accounting, operator: number): Omit<PeakReason, "isWhole"> {
  const { bytes, predecessors, successors, scratch } = accounting;
  const relations = relationsOf(predecessors, successors);
  const others = predecessors.map((_, other) => other).filter((other) => other !== operator);
  const ran = new Uint32Array(relations.words);
  for (const other of others) if (runsAfter(relations, operator, other)) add(ran, other);
  const free = others.filter((other) => !has(ran, other) && !runsAfter(relations, other, operator));
  const inValley = valleyWithin(unitSpaceOf(accounting, singleUnits(accounting)), ran, free);
  free.forEach((other, i) => inValley[i] && add(ran, other));

  const before = others.filter((other) => has(ran, other));
  const after = others.filter((other) => !has(ran, other));
  const { start, end } = liveRanges(accounting, [...before, operator, ...after]);
  const step = before.length;
  const always = new Set(forcedTensors(accounting, operator));
  const tensors = bytes.flatMap((_, tensor) => {
    // An input that nobody reads weighs on the first step alone, whichever operator runs there.
    if (isUnread(accounting, tensor) || step < start[tensor] || step >= end[tensor]) return [];
    return [{ tensor, always: always.has(tensor) }];
  });
  const shared = savedBytes(accounting, operator, (id) => mayDieWith(accounting, id, operator));
  const requests = scratch[operator].reduce((sum, request) => sum + request, 0);
  const total = tensors.reduce((sum, { tensor }) => sum + bytes[tensor], requests);
  return { operator, bytes: total - shared, tensors, scratch: requests, shared };
}
