/** What bands of rows could save where no runtime takes a rewritten file: an estimate, cut and placed. */

import type { Model } from "../graph/mod.ts";
import { macsOf } from "../operators/mod.ts";
import { exact, type SchedulerOptions } from "../order/mod.ts";
import { planViews } from "../plan_views.ts";
import {
  band,
  bandCosts,
  chooseRuns,
  directionsOf,
  firstBetter,
  graphOf,
  inLiteWords,
  neighboursOf,
  originsOf,
  type Outline,
  outlineOf,
  type Run,
  runNumbers,
  runOptions,
} from "../rewrite/mod.ts";
import type { TflmPlatform } from "../tflm/mod.ts";
import { accountFor, givenOrder, liveBytes, type MemoryModel } from "../tmm/mod.ts";

/** One way to run a model in bands, estimated. */
export interface EstimatedBands {
  /** Stretches of operators, as the converted graph counts them, and in how many bands each is. */
  readonly runs: readonly {
    /** The stretch in words: `2-5`, or `2+4` where its operators do not follow each other. */
    readonly run: string;
    /** Its operators in the order in which they run. */
    readonly operators: readonly number[];
    readonly bands: number;
  }[];
  /** Largest sum of live bytes. */
  readonly peak: number;
  /** Bytes that a placement needs. */
  readonly arena: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
  /** Whether the arena keeps to the budget; null where there is none. */
  readonly fits: boolean | null;
}

/** First without bands, then by ascending work what no other way beats in both arena and work. */
export type BandEstimate = readonly EstimatedBands[];

/** Limits of an estimate. */
export interface EstimateLimits {
  /** Multiply-accumulates more than before at most, as a part of those; default 0.1. */
  readonly maxMacs?: number;
  /** Bytes of arena that are there. */
  readonly budget?: number;
  /** Costs of runs to calculate at most, each counted for 50 operators in bands; default 20,000. */
  readonly steps?: number;
  /** Ways to place at most; default 200. */
  readonly plans?: number;
  /** Placements to try for each way, and ten times as many for what is unbeaten; default 200. */
  readonly placements?: number;
  /** Limits of the search for an order. */
  readonly ordering?: SchedulerOptions;
  /** Milliseconds to search for runs and placements at most; results then depend on the machine. */
  readonly deadlineMs?: number;
  /** The clock of the deadline, in milliseconds. */
  readonly now?: () => number;
}

/** Runs that were cut and placed. */
interface Placed {
  readonly runs: readonly Run[];
  readonly peak: number;
  readonly arena: number;
  readonly macs: number;
}

/** How many times as many placements unbeaten ways deserve. */
const CARE = 10;

/**
 * Estimates what a model of ONNX or TensorFlow would need in bands, if it were converted to TensorFlow
 * Lite: what a converter fuses is fused, and the order is one with the least peak. `undefined` for
 * models of other formats. Nothing is written, and there is nothing to flash.
 *
 * 1. As in the search for a rewrite, all runs that can be cut are costed alone, and for each peak the
 *    runs with the least work are chosen.
 * 2. What no other choice beats in live bytes and work is cut into the graph, in three orders of its
 *    bands, and placed with views.
 * 3. The one with the least arena is changed in one run at a time while that helps.
 * 4. What is unbeaten in arena and work is placed again, with more care.
 *
 * Arenas are those of the memory model. Weakness: a conversion may fuse more or less, and the search for
 * a rewrite takes longer, so that the rewrite of the converted file may need less or more.
 */
export function estimateBands(
  model: Model,
  memory: MemoryModel,
  platform: TflmPlatform,
  limits: EstimateLimits = {},
): BandEstimate | undefined {
  const words = inLiteWords(model);
  if (words === undefined) return undefined;
  const { budget, ordering } = limits;
  const uncut = outlineOf(words, exact(accountFor(words, memory), ordering).schedule);
  return waysOf(uncut, memory, platform, limits).map(({ runs, ...sizes }) => ({
    runs: runs.map((run) => ({
      run: runNumbers(uncut, run),
      operators: originsOf(uncut, run),
      bands: run.cuts.length - 1,
    })),
    ...sizes,
    fits: budget === undefined ? null : sizes.arena <= budget,
  }));
}

/** A graph without bands, and what is unbeaten of its ways in bands. */
function waysOf(
  uncut: Outline,
  memory: MemoryModel,
  platform: TflmPlatform,
  limits: EstimateLimits,
): Placed[] {
  const { maxMacs = 0.1, steps = 20_000, plans = 200, placements = 200 } = limits;
  const { deadlineMs = Infinity, now = () => performance.now() } = limits;
  const end = deadlineMs === Infinity ? Infinity : now() + deadlineMs;
  const isLate = () => end < Infinity && now() > end;
  const graph = graphOf(uncut);
  const accounting = accountFor(graph, memory);
  const costOf = bandCosts(accounting, platform);
  const needs = liveBytes(accounting, givenOrder(graph));
  const bounds = { needs, macs: macsOf(graph).total * maxMacs };
  const options = runOptions(graph, costOf, { ...bounds, steps, isOver: isLate });
  const place = (runs: readonly Run[], iterations: number): Placed => {
    const cut = graphOf(runs.reduceRight(band, uncut));
    const { peak, arena } = planViews(accountFor(cut, memory), { iterations });
    return { runs, peak, arena, macs: macsOf(cut).total };
  };
  const placed = new Map<string, Placed>();
  const isOver = () => placed.size >= plans || isLate();
  const plan = (runs: readonly Run[]): Placed => {
    const key = JSON.stringify(runs);
    const way = placed.get(key) ?? place(runs, placements);
    placed.set(key, way);
    return way;
  };
  const plain = place([], CARE * placements);
  const arenaOf = ({ arena }: Placed) => arena;
  const best = () => unbeaten([...placed.values()], arenaOf, plain.arena);
  const hoped = unbeaten(chooseRuns(options, bounds), ({ peak }) => peak, plain.peak)
    .map(({ options }) => options.map(({ run }) => run));
  // Three directions each; a quarter of the plans is left for changes.
  for (const runs of spread(hoped, Math.ceil(plans / 4))) {
    for (const turn of [runs, ...directionsOf(runs)]) if (!isOver()) plan(turn);
  }
  for (let way = best().at(-1); way && !isOver();) {
    const neighbours = neighboursOf(graph, way.runs, costOf, bounds);
    way = firstBetter(way, neighbours, { plan, bytesOf: arenaOf, isOver });
  }
  const cared = best().map((way) =>
    isLate() ? way : least(way, place(way.runs, CARE * placements))
  );
  return [plain, ...unbeaten(cared, arenaOf, plain.arena)];
}

const least = (a: Placed, b: Placed) => b.arena < a.arena ? b : a;

/** By ascending work, those that need less than a start, and than all with less work. */
function unbeaten<Way extends { readonly macs: number }>(
  ways: readonly Way[],
  bytesOf: (way: Way) => number,
  start: number,
): Way[] {
  let most = start;
  return ways.toSorted((a, b) => a.macs - b.macs || bytesOf(a) - bytesOf(b))
    .filter((way) => bytesOf(way) < most && (most = bytesOf(way), true));
}

/** So many at most of a list, evenly spread, the last of them always. */
function spread<Entry>(list: readonly Entry[], most: number): Entry[] {
  const stride = Math.ceil(list.length / most);
  return list.filter((_, i) => (list.length - 1 - i) % stride === 0);
}
