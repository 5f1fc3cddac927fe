/** Partial execution: the search for the runs to cut into bands, and other exact rewrites beside it. */

import type { TfliteModel } from "../formats/mod.ts";
import { macsOf } from "../operators/mod.ts";
import { Attempts, type Rewritten } from "./attempts.ts";
import {
  accountingOf,
  candidatesOf,
  type OptionedVariant,
  type PartialStart,
  type Variant,
  variantsOf,
  withRunOptions,
} from "./variants.ts";
import {
  directionsOf,
  draftFault,
  draftOf,
  dropDeadTensors,
  graphOf,
  peakFault,
  wholeOf,
} from "../rewrite/mod.ts";
import type { Accounting } from "../tmm/mod.ts";

/** Limits of the search for a rewrite. */
export interface PartialOptions {
  /** Multiply-accumulates more than before at most, as a part of those; default 0.1. */
  readonly maxMacs?: number;
  /** Bytes of arena that are there: of the rewrites that fit, the one with the least work is taken. */
  readonly budget?: number;
  /** Costs of runs to calculate at most, each counted for 50 operators in bands; default 80,000. */
  readonly steps?: number;
  /** Rewrites to plan to the end at most; default 400, fewer for more than 200 operators. */
  readonly plans?: number;
  /** Placements to try for each plan; default 1,000, which large models gain from exceeding. */
  readonly placements?: number;
  /** Milliseconds to search at most; results then depend on the machine. */
  readonly deadlineMs?: number;
  /** The clock of the deadline, in milliseconds. */
  readonly now?: () => number;
  /** Hears of every better rewrite. */
  readonly onProgress?: (best: Rewritten) => void;
}

/** Every rewrite that was planned to the end, and why none may be any good. */
export interface PartialSearch {
  /** What was planned, the best first. */
  readonly found: readonly Rewritten[];
  /** Why the model is best left alone; absent where the first of `found` pays. */
  readonly reason?: string;
}

/** Choices to plan to the end, and the best of them to plan with runs from their last rows on. */
const [FINALISTS, TURNED] = [32, 8];
/** Rewrites to plan to the end where nobody says how many. */
const MOST_PLANS = 400;
/** What a rewrite must save at least: a part, or as many bytes. */
const LEAST_PART = 0.02;
const LEAST_BYTES = 1024;
/** Work that is not worth another plan, as a part of all. */
const LEAST_WORK = 0.0005;
/**
 * Searches for the rewrite with the least head + tail, or with the least work that fits the budget.
 *
 * 1. Variants of the graph: as it is; kernels extended instead of padding; single tensors that live
 *    through the peak computed twice.
 * 2. For each: all runs that can be cut, in many ways, costed alone; and for each peak the set of
 *    runs with the least tail within the limit of work.
 * 3. The sets with the least sum of peak and tail are carried out and planned with views; the best of
 *    them again with every second run from its last rows on.
 * 4. The best of all are changed in one run at a time while that helps.
 * 5. With a budget, the first that fits ends this, and the limit of work is lowered while sets
 *    within it fit.
 *
 * Bands are exact, but not free: a rewrite that saves less than 2 % and less than 1 KB is refused,
 * unless it is what keeps to the budget.
 */
export function searchPartial(
  model: TfliteModel,
  start: PartialStart,
  options: PartialOptions = {},
): PartialSearch {
  const fault = draftFault(model);
  if (fault) return { found: [], reason: `the model cannot be rewritten: ${fault}` };
  const { maxMacs = 0.1, budget = 0, steps = 80_000, placements = 1000, onProgress } = options;
  const base = dropDeadTensors(draftOf(model, start.schedule));
  const { plans = plansFor(base.operators.length) } = options;
  const { isLate, isHalfOver } = deadlineOf(options);
  const attempts = new Attempts(start, { budget, plans, placements, isLate, onProgress });
  const least = macsOf(graphOf(base)).total;
  const most = least * (1 + maxMacs);
  const variants = variantsOf(base, start, most);
  // The graph as it is deserves half of the steps: more often than not it wins.
  const share = (v: number) => v === 0 ? steps / 2 : steps / 2 / (variants.length - 1);
  const optioned = variants.map((variant, v) => withRunOptions(variant, share(v), isHalfOver));

  const candidates = candidatesOf(optioned, most);
  if (budget > 0) {
    const frugal = candidates.filter(({ estimate }) => estimate <= budget);
    candidates.unshift(...frugal.sort((a, b) => a.macs - b.macs).slice(0, FINALISTS));
  }
  for (const { variant, runs } of candidates.slice(0, FINALISTS)) attempts.tryAll(variant, [runs]);
  for (const { variant, rewritten } of attempts.tried().slice(0, TURNED)) {
    attempts.tryAll(variant, directionsOf(rewritten.runs));
  }
  for (const attempt of attempts.tried()) if (!attempts.fitting) attempts.improve(attempt);
  if (!attempts.fitting) attempts.placeBest();
  if (attempts.fitting) lowerWork(attempts, optioned, budget, least);

  const found = attempts.ranked();
  const reason = attempts.fitting
    ? undefined
    : reasonAgainst(found, start.used, accountingOf(base, start));
  return { found, ...reason && { reason } };
}

/** Whether the time is over, or half of it: costing leaves the other half for planning. */
function deadlineOf({ deadlineMs = Infinity, now = () => performance.now() }: PartialOptions) {
  if (deadlineMs === Infinity) return { isLate: () => false, isHalfOver: () => false };
  const end = now() + deadlineMs;
  return { isLate: () => now() > end, isHalfOver: () => now() > end - deadlineMs / 2 };
}

/**
 * What fits may fit with less work: the limit of work is lowered by halves while something does.
 *
 * @param least Multiply-accumulates without bands.
 */
function lowerWork(
  attempts: Attempts,
  optioned: readonly OptionedVariant[],
  budget: number,
  least: number,
): void {
  const grain = LEAST_WORK * least;
  let [low, high] = [least, attempts.fitting!.macs];
  while (high - low > grain && !attempts.isOver) {
    const work = low + Math.floor((high - low) / 2);
    const hoped = candidatesOf(optioned, work).filter(({ estimate }) => estimate <= budget);
    for (const { variant, runs } of hoped.slice(0, TURNED)) {
      attempts.tryAll(variant, [runs, ...directionsOf(runs)], work);
    }
    const closest = attempts.tried().find(({ rewritten }) => rewritten.macs <= work);
    if (closest) attempts.improve({ ...closest, variant: within(closest.variant, work) });
    const { macs } = attempts.fitting!;
    if (macs <= work) high = macs;
    else low = work;
  }
}

/** A variant with a lower limit of work. */
function within(variant: Variant, most: number): Variant {
  const macs = most - macsOf(graphOf(variant.uncut)).total;
  return { ...variant, limits: { ...variant.limits, macs } };
}

/** Plans to make: a plan takes longer the more operators there are. */
function plansFor(operators: number): number {
  return Math.ceil(Math.min(1, 200 / operators) * MOST_PLANS);
}

/** Why the best is not worth it, or why nothing can be; `undefined` where the best pays. */
function reasonAgainst(
  [best]: readonly Rewritten[],
  used: number,
  accounting: Accounting,
): string | undefined {
  const fault = peakFault(accounting);
  if (best === undefined) return fault ?? "no time was left to plan a rewrite";
  const least = Math.min(LEAST_PART * used, LEAST_BYTES);
  const saved = used - best.tflm.used;
  if (saved >= least) return undefined;
  const { bytes, why } = wholeOf(accounting);
  if (used - bytes - best.tflm.tail < least) {
    return `${bytes} bytes of the head are whole in every rewrite, for ${why}`;
  }
  if (fault !== undefined) return `what needs most cannot be computed in bands: ${fault}`;
  return saved > 0
    ? `the best rewrite saves ${saved} bytes only`
    : "what bands save in the head, their operators and tensors cost in the tail";
}
