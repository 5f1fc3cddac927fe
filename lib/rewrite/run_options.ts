/** All runs of a graph that can be cut into bands, each in the ways that may pay. */

import { type Graph, linksOf } from "../graph/mod.ts";
import type { BandCost, BandCosts } from "./band_cost.ts";
import { type BandForm, bandSteps, type Run, runFault } from "./band_steps.ts";

/** A run in bands, and what it costs. */
export interface RunOption extends BandCost {
  /** The run, and where it is cut. */
  readonly run: Run;
}

/** Limits of the enumeration. */
export interface RunOptionLimits {
  /** Per operator: bytes that are live while it runs as it is. */
  readonly needs: readonly number[];
  /** Multiply-accumulates that a single run may cost more. */
  readonly macs: number;
  /** Costs to calculate at most, counted as if all were of runs of {@linkcode OPERATORS_PER_STEP}. */
  readonly steps: number;
  /** Operators in a run at most. */
  readonly longest?: number;
  /** Whether to stop early. */
  readonly isOver?: () => boolean;
}

/** Longer runs rarely pay, except where shorter ones are not closed. */
const USUAL_LENGTH = 14;
/** Operators of a run in bands whose cost takes one step to calculate. */
const OPERATORS_PER_STEP = 50;
const BAND_COUNTS = [2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20];
/** How much larger the last band is than the first, as a factor. */
export const GROWTHS = [1, 2, 4] as const;
/** Both forms. */
export const FORMS: readonly BandForm[] = ["pad", "same"];

/**
 * The runs of a graph in bands, those first that contain the operators that need most. For each run
 * and form only what no other way beats in peak, tail and multiplications together; more bands are
 * tried until the peak falls no more.
 */
export function runOptions(
  graph: Graph,
  costOf: BandCosts,
  { needs, macs, steps, longest = 64, isOver = () => false }: RunOptionLimits,
): RunOption[] {
  const options: RunOption[] = [];
  let left = steps;
  for (const { first, last, need } of closedRuns(graph, needs, longest)) {
    const height = graph.tensors[graph.operators[last].outputs[0]].shape[1];
    const own: RunOption[] = [];
    for (const form of FORMS) {
      for (const growth of GROWTHS) {
        let [lowest, stalled] = [need, 0];
        for (const count of BAND_COUNTS) {
          if (count > height || stalled > 1) break;
          if (left <= 0 || isOver()) return [...options, ...own];
          const run = { first, last, cuts: cutsOf(height, count, growth), form };
          const banded = bandSteps(graph, run);
          left -= (banded?.steps.length ?? 10) / OPERATORS_PER_STEP;
          if (banded === undefined) continue;
          const cost = costOf(banded);
          stalled = cost.peak < lowest ? 0 : stalled + 1;
          lowest = Math.min(lowest, cost.peak);
          if (cost.peak < need && cost.macs <= macs) own.push({ run, ...cost });
        }
      }
    }
    options.push(...unbeaten(own));
  }
  return options;
}

/** Options that no other one beats or equals in everything. */
function unbeaten(options: readonly RunOption[]): RunOption[] {
  return options.filter((a, i) =>
    !options.some((b, k) =>
      k !== i && b.peak <= a.peak && b.tail <= a.tail && b.macs <= a.macs &&
      (b.peak < a.peak || b.tail < a.tail || b.macs < a.macs || k < i)
    )
  );
}

/**
 * Runs that can be cut: those of usual length by descending need of their neediest operator, short
 * ones first, then long ones.
 */
function closedRuns(graph: Graph, needs: readonly number[], longest: number) {
  const { readers } = linksOf(graph);
  const isWhole = graph.operators.map((_, o) => runFault(graph, o, o) !== undefined);
  /** Per operator: the last one that reads its output; beyond all where it leaves the graph. */
  const readUntil = graph.operators.map(({ outputs: [id] }) =>
    graph.outputs.includes(id) || readers[id].length === 0 ? Infinity : readers[id].at(-1)!
  );
  const runs: { first: number; last: number; need: number }[] = [];
  graph.operators.forEach((_, first) => {
    let [need, closesAt] = [0, first];
    for (let last = first; last < Math.min(first + longest, needs.length); last++) {
      if (isWhole[last] || closesAt === Infinity) break;
      need = Math.max(need, needs[last]);
      if (closesAt <= last) runs.push({ first, last, need });
      closesAt = Math.max(closesAt, readUntil[last]);
    }
  });
  const length = (run: typeof runs[number]) => run.last - run.first + 1;
  const isLong = (run: typeof runs[number]) => Number(length(run) > USUAL_LENGTH);
  return runs.sort((a, b) =>
    isLong(a) - isLong(b) || b.need - a.need || length(a) - length(b) || a.first - b.first
  );
}

/** Where bands begin and end: sizes that grow evenly from the first to the last. */
export function cutsOf(height: number, count: number, growth: number): number[] {
  const weights = Array.from({ length: count }, (_, b) => 1 + (growth - 1) * b / (count - 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const cuts = [0];
  let sum = 0;
  weights.forEach((weight, b) => {
    sum += weight;
    const [least, most] = [cuts[b] + 1, height - (count - 1 - b)];
    cuts.push(Math.min(most, Math.max(least, Math.round(sum / total * height))));
  });
  return cuts;
}
