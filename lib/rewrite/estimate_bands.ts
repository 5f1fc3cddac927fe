/** What bands of rows could save where no runtime takes a rewritten file: an estimate from the graph. */

import type { Model } from "../graph/mod.ts";
import { macsOf } from "../operators/mod.ts";
import type { TflmPlatform } from "../tflm/mod.ts";
import { accountFor, givenOrder, liveBytes, type MemoryModel } from "../tmm/mod.ts";
import { bandCosts } from "./band_cost.ts";
import { chooseRuns } from "./choose_runs.ts";
import { inLiteWords } from "./lite_words.ts";
import { runOptions } from "./run_options.ts";

/** One way to run a model in bands, estimated. */
export interface EstimatedBands {
  /** Stretches of operators, as the converted graph counts them, and in how many bands each is. */
  readonly runs: readonly {
    readonly first: number;
    readonly last: number;
    readonly bands: number;
  }[];
  /** Largest sum of live bytes: a placement may need more. */
  readonly peak: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
}

/** First without bands, then by ascending work what no other way beats in both bytes and work. */
export type BandEstimate = readonly EstimatedBands[];

/** Limits of an estimate. */
export interface EstimateLimits {
  /** Multiply-accumulates more than before at most, as a part of those; default 0.1. */
  readonly maxMacs?: number;
  /** Costs of single runs to calculate at most; default 20,000. */
  readonly steps?: number;
  /** Milliseconds to search at most; results then depend on the machine. */
  readonly deadlineMs?: number;
  /** The clock of the deadline, in milliseconds. */
  readonly now?: () => number;
}

/**
 * Estimates what a model of ONNX or TensorFlow would need in bands, if it were converted to TensorFlow
 * Lite: in the file's order, what a converter fuses fused. Nothing is placed and nothing is written.
 * `undefined` for models of other formats.
 */
export function estimateBands(
  model: Model,
  memory: MemoryModel,
  platform: TflmPlatform,
  { maxMacs = 0.1, steps = 20_000, deadlineMs, now = () => performance.now() }: EstimateLimits = {},
): BandEstimate | undefined {
  const graph = inLiteWords(model);
  if (graph === undefined) return undefined;
  const accounting = accountFor(graph, memory);
  const needs = liveBytes(accounting, givenOrder(graph));
  const { total } = macsOf(graph);
  const limits = { needs, macs: total * maxMacs };
  const end = deadlineMs === undefined ? Infinity : now() + deadlineMs;
  const isOver = () => end < Infinity && now() > end;
  const options = runOptions(graph, bandCosts(accounting, platform), { ...limits, steps, isOver });
  const ways = chooseRuns(options, limits).map(({ options, peak, macs }) => ({
    runs: options.map(({ run: { first, last, cuts } }) => ({
      first,
      last,
      bands: cuts.length - 1,
    })),
    peak,
    macs: total + macs,
  }));
  const plain = { runs: [], peak: Math.max(0, ...needs), macs: total };
  let least = plain.peak;
  const unbeaten = ways.sort((a, b) => a.macs - b.macs || a.peak - b.peak)
    .filter(({ peak }) => peak < least && (least = peak, true));
  return [plain, ...unbeaten];
}
