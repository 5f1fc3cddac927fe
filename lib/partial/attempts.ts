/** The rewrites that a search has carried out and planned to the end, and the best of them. */

import { macsOf } from "../operators/mod.ts";
import { accountingOf, type PartialStart, type Rewriting, type Variant } from "./variants.ts";
import { planViews, type ViewPlan } from "../plan_views.ts";
import {
  band,
  type Draft,
  dropDeadTensors,
  firstBetter,
  graphOf,
  neighboursOf,
  type Planning,
  type Run,
  sourceOf,
} from "../rewrite/mod.ts";
import { type ArenaPrediction, predictArena } from "../tflm/mod.ts";

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

/** Limits of what is planned. */
export interface AttemptLimits {
  /** Bytes of arena that are there; 0: as few as can be. */
  readonly budget: number;
  /** Rewrites to plan at most. */
  readonly plans: number;
  /** Placements to try for each. */
  readonly placements: number;
  /** Whether no time is left. */
  readonly isLate: () => boolean;
  /** Hears of every better rewrite. */
  readonly onProgress?: (best: Rewritten) => void;
}

/** A set of runs that was tried in a variant of the graph. */
interface Attempt {
  readonly variant: Variant;
  readonly rewritten: Rewritten;
}

/** Placements to try for the last plan. */
const LAST_PATIENCE = 20_000;

/** What was tried; nothing is planned twice. */
export class Attempts {
  readonly #start: PartialStart;
  readonly #limits: AttemptLimits;
  readonly #known = new Map<string, Rewritten>();
  readonly #tried: Attempt[] = [];
  #best?: Rewritten;

  constructor(start: PartialStart, limits: AttemptLimits) {
    this.#start = start;
    this.#limits = limits;
  }

  /** The best so far. */
  get best(): Rewritten | undefined {
    return this.#best;
  }

  /** The best so far, if it keeps to the budget. */
  get fitting(): Rewritten | undefined {
    return this.#best && this.#fits(this.#best) ? this.#best : undefined;
  }

  /** Whether nothing more may be planned. */
  get isOver(): boolean {
    return this.#known.size >= this.#limits.plans || this.#limits.isLate();
  }

  /** Sets of runs in a variant, until one fits with no more work than this. */
  tryAll(variant: Variant, sets: readonly (readonly Run[])[], work = Infinity): void {
    for (const runs of sets) {
      if (this.isOver || this.fitting && this.fitting.macs <= work) return;
      this.#tried.push({ variant, rewritten: this.#plan(variant, runs) });
    }
  }

  /** What `tryAll` has tried, the least head + tail first. */
  tried(): Attempt[] {
    return this.#tried.toSorted((a, b) => a.rewritten.tflm.used - b.rewritten.tflm.used);
  }

  /** Changes one run at a time until nothing helps or the rewrite fits. */
  improve({ variant, rewritten }: Attempt): void {
    const { uncut, costOf, limits, tail } = variant;
    const planning: Planning<Rewritten> = {
      plan: (runs) => this.#plan(variant, runs),
      bytesOf: ({ tflm }) => tflm.used - tail,
      isOver: () => this.isOver,
    };
    for (let own: Rewritten | undefined = rewritten; own && !this.#fits(own) && !this.isOver;) {
      own = firstBetter(own, neighboursOf(graphOf(uncut), own.runs, costOf, limits), planning);
    }
  }

  /** Looks longer for a placement of the best. */
  placeBest(): void {
    const { best } = this;
    if (best && !this.#limits.isLate()) this.#plan(best, best.runs, LAST_PATIENCE);
  }

  /** All that was planned, the best first. */
  ranked(): Rewritten[] {
    return [...this.#known.values()].sort((a, b) =>
      Number(this.#isBetter(b, a)) - Number(this.#isBetter(a, b))
    );
  }

  #plan(rewriting: Rewriting, runs: readonly Run[], patience = this.#limits.placements): Rewritten {
    const key = JSON.stringify([rewriting.others, runs, patience]);
    const known = this.#known.get(key);
    if (known) return known;
    const rewritten = carriedOut(rewriting, runs, this.#start, patience);
    this.#known.set(key, rewritten);
    if (this.#best === undefined || this.#isBetter(rewritten, this.#best)) {
      this.#best = rewritten;
      this.#limits.onProgress?.(rewritten);
    }
    return rewritten;
  }

  #fits({ tflm }: Rewritten): boolean {
    return tflm.min <= this.#limits.budget;
  }

  /** What fits comes first, and of that what takes least work; else what needs least. */
  #isBetter(a: Rewritten, b: Rewritten): boolean {
    if (this.#fits(a) !== this.#fits(b)) return this.#fits(a);
    return this.#fits(a) ? a.macs < b.macs : a.tflm.used < b.tflm.used;
  }
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
