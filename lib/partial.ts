/** Partial execution: the search for the runs to cut into bands, and other exact rewrites beside it. */

import type { TfliteModel } from "./formats/mod.ts";
import { macsOf } from "./operators/mod.ts";
import {
  accountingOf,
  candidatesOf,
  type PartialStart,
  type Rewriting,
  type Variant,
  variantsOf,
  withRunOptions,
} from "./partial_variants.ts";
import { planViews, type ViewPlan } from "./plan_views.ts";
import {
  band,
  type Draft,
  draftFault,
  draftOf,
  dropDeadTensors,
  graphOf,
  neighboursOf,
  type Run,
  sourceOf,
  turned,
  type Whole,
  wholeOf,
} from "./rewrite/mod.ts";
import { type ArenaPrediction, predictArena } from "./tflm/mod.ts";

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

/** A rewritten model with its plan, not yet written. */
export interface Rewritten {
  /** The main graph as it will be. */
  readonly draft: Draft;
  /** The main graph before runs were cut, to which `runs` refer. */
  readonly uncut: Draft;
  /** The runs that are computed in bands. */
  readonly runs: readonly Run[];
  /** What was done besides, in words. */
  readonly others: readonly string[];
  /** Where everything lies. */
  readonly plan: ViewPlan;
  /** What TFLM makes of it. */
  readonly tflm: ArenaPrediction;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
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
/** Placements to try for the last plan. */
const LAST_PATIENCE = 20_000;

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
  const { deadlineMs = Infinity, now = () => performance.now() } = options;
  const end = deadlineMs === Infinity ? Infinity : deadlineMs + now();
  const isLate = () => end < Infinity && now() > end;
  /** Costing may take half of the time, so that some is left for planning. */
  const isHalfOver = () => end < Infinity && now() > end - deadlineMs / 2;
  const isOver = () => found.length >= plans || isLate();
  const found: Rewritten[] = [];
  const fits = ({ tflm }: Rewritten) => tflm.min <= budget;
  const isBetter = (a: Rewritten, b?: Rewritten) => {
    if (b === undefined || fits(a) !== fits(b)) return b === undefined || fits(a);
    return fits(a) ? a.macs < b.macs : a.tflm.used < b.tflm.used;
  };
  let best: Rewritten | undefined;
  const known = new Map<string, Rewritten>();
  const plan = ({ uncut, others }: Rewriting, runs: readonly Run[], patience = placements) => {
    const key = JSON.stringify([others, runs, patience]);
    const before = known.get(key);
    if (before) return before;
    const rewritten = carriedOut({ uncut, others }, runs, start, patience);
    known.set(key, rewritten);
    found.push(rewritten);
    if (isBetter(rewritten, best)) {
      best = rewritten;
      onProgress?.(best);
    }
    return rewritten;
  };

  const most = macsOf(graphOf(base)).total * (1 + maxMacs);
  const variants = variantsOf(base, start, most);
  // The graph as it is deserves half of the steps: more often than not it wins.
  const share = (v: number) => v === 0 ? steps / 2 : steps / 2 / (variants.length - 1);
  const optioned = variants.map((variant, v) => withRunOptions(variant, share(v), isHalfOver));
  const candidates = candidatesOf(optioned, most);
  if (budget > 0) {
    const frugal = candidates.filter(({ estimate }) => estimate <= budget);
    candidates.unshift(...frugal.sort((a, b) => a.macs - b.macs).slice(0, FINALISTS));
  }
  const planned: { variant: Variant; rewritten: Rewritten }[] = [];
  /** Until one fits and has less work than a limit. */
  const planAll = (variant: Variant, sets: readonly (readonly Run[])[], work = Infinity) => {
    for (const runs of sets) {
      if (isOver() || best && fits(best) && best.macs <= work) return;
      planned.push({ variant, rewritten: plan(variant, runs) });
    }
  };
  const byUse = () => planned.sort((a, b) => a.rewritten.tflm.used - b.rewritten.tflm.used);
  for (const { variant, runs } of candidates.slice(0, FINALISTS)) planAll(variant, [runs]);
  for (const { variant, rewritten } of byUse().slice(0, TURNED)) {
    planAll(variant, directionsOf(rewritten.runs));
  }
  /** In one run at a time, until nothing helps or it fits. */
  const improve = (rewritten: Rewritten, variant: Variant) => {
    for (let own: Rewritten | undefined = rewritten; own && !fits(own) && !isOver();) {
      own = improved(own, variant, (runs) => plan(variant, runs), isOver);
    }
  };
  for (const { variant, rewritten } of byUse()) {
    if (best && fits(best)) break;
    improve(rewritten, variant);
  }
  if (best && !fits(best) && !isLate()) plan(best, best.runs, LAST_PATIENCE);
  // What fits may fit with less work: the limit of work is lowered by halves while something does.
  let [least, highest] = [macsOf(graphOf(base)).total, best && fits(best) ? best.macs : 0];
  const grain = LEAST_WORK * least;
  while (highest - least > grain && !isOver()) {
    const work = least + Math.floor((highest - least) / 2);
    const hoped = candidatesOf(optioned, work).filter(({ estimate }) => estimate <= budget);
    for (const { variant, runs } of hoped.slice(0, TURNED)) {
      planAll(variant, [runs, ...directionsOf(runs)], work);
    }
    const [closest] = byUse().filter(({ rewritten }) => rewritten.macs <= work);
    if (closest) improve(closest.rewritten, within(closest.variant, work));
    if (best!.macs <= work) highest = best!.macs;
    else least = work;
  }
  found.sort((a, b) => isBetter(a, b) ? -1 : isBetter(b, a) ? 1 : 0);
  const whole = wholeOf(accountingOf(base, start));
  const reason = best && fits(best) ? undefined : reasonAgainst(found, start.used, whole);
  return { found, ...reason && { reason } };
}

/**
 * The same runs with every second one from its last rows on: what a run makes from one end, the next
 * one uses up from the other, and what both keep moves out of the way.
 */
function directionsOf(runs: readonly Run[]): (readonly Run[])[] {
  return [0, 1].map((rest) => runs.map((run, r) => r % 2 === rest ? turned(run) : run));
}

/** A variant with a lower limit of work. */
function within(variant: Variant, most: number): Variant {
  const macs = most - macsOf(graphOf(variant.uncut)).total;
  return { ...variant, limits: { ...variant.limits, macs } };
}

/** The first change that makes a rewrite better; `undefined` if none does. */
function improved(
  { runs, tflm }: Rewritten,
  { uncut, costOf, limits, tail }: Variant,
  plan: (runs: readonly Run[]) => Rewritten,
  isOver: () => boolean,
): Rewritten | undefined {
  for (const next of neighboursOf(graphOf(uncut), runs, costOf, limits)) {
    if (isOver() || next.estimate + tail >= tflm.used) return undefined;
    const rewritten = plan(next.runs);
    if (rewritten.tflm.used < tflm.used) return rewritten;
  }
  return undefined;
}

/** Plans to make: a plan takes longer the more operators there are. */
function plansFor(operators: number): number {
  return Math.ceil(Math.min(1, 200 / operators) * MOST_PLANS);
}

/** Why the best is not worth it, or why nothing can be; `undefined` where the best pays. */
function reasonAgainst(
  [best]: readonly Rewritten[],
  used: number,
  { bytes, why }: Whole,
): string | undefined {
  if (best === undefined) return "no operator of the peak can be computed in bands";
  const least = Math.min(LEAST_PART * used, LEAST_BYTES);
  const saved = used - best.tflm.used;
  if (saved >= least) return undefined;
  if (used - bytes - best.tflm.tail < least) {
    return `${bytes} bytes of the head are whole in every rewrite, for ${why}`;
  }
  return saved > 0
    ? `the best rewrite saves ${saved} bytes only`
    : "what bands save in the head, their operators and tensors cost in the tail";
}

/** Cuts the runs of a candidate, the last first so that the others keep their places, and plans it. */
function carriedOut(
  { uncut, others }: Rewriting,
  runs: readonly Run[],
  start: PartialStart,
  iterations: number,
): Rewritten {
  const draft = dropDeadTensors(runs.reduceRight(band, uncut));
  const plan = planViews(accountingOf(draft, start), { iterations });
  const tflm = predictArena(sourceOf(draft), { ...start.platform, plan: plan.offsets });
  return { draft, uncut, runs, others, plan, tflm, macs: macsOf(graphOf(draft)).total };
}
