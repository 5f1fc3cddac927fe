/** All runs of a graph that can be cut into bands, each in the ways that may pay. */

import { type Graph, linksOf } from "../graph/mod.ts";
import type { BandCost, BandCosts } from "./band_cost.ts";
import { bandSteps } from "./band_steps.ts";
import { type BandForm, leavingOf, type Run, runFault } from "./run.ts";

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
  /** Costs to calculate at most, each counted for 50 operators in bands. */
  readonly steps: number;
  /** Operators in a run at most. */
  readonly longest?: number;
  /** Whether to stop early. */
  readonly isOver?: () => boolean;
}

/** Longer runs rarely pay, except where shorter ones are not closed. */
const USUAL_LENGTH = 14;
/** What the neediest operators need, as a part of the most. */
const NEEDY = 0.75;
/** Places on both sides that are compared with one where several tensors leave a run. */
const NEAR = 3;
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
  for (const { first, last, need, leaving } of windowsOf(graph, needs, longest)) {
    const height = graph.tensors[graph.operators[last].outputs[0]].shape[1];
    const own: RunOption[] = [];
    for (const form of FORMS) {
      for (const growth of leaving > 1 ? GROWTHS.slice(0, 1) : GROWTHS) {
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

/** A run that can be cut, and the most that one of its operators needs as it is. */
interface Window {
  readonly first: number;
  readonly last: number;
  readonly need: number;
  /** How many outputs leave it. */
  readonly leaving: number;
}

/**
 * Runs that can be cut, in classes: those of usual length that one output leaves and that hold one of
 * the neediest operators; those that several outputs leave and that do; other runs of usual length;
 * the rest. In a class by descending need of their neediest operator, short ones first.
 */
function windowsOf(graph: Graph, needs: readonly number[], longest: number): Window[] {
  const isWhole = graph.operators.map((_, o) => runFault(graph, o, o) !== undefined);
  const isNarrow = narrowPlaces(graph, needs);
  const windows: Window[] = [];
  graph.operators.forEach((_, first) => {
    let need = 0;
    for (let last = first; last < Math.min(first + longest, needs.length); last++) {
      if (isWhole[last]) break;
      need = Math.max(need, needs[last]);
      const leaving = leavingOf(graph, first, last).length;
      if (leaving > 1 && !(isNarrow[first] && isNarrow[last + 1])) continue;
      if (runFault(graph, first, last) === undefined) windows.push({ first, last, need, leaving });
    }
  });
  const most = Math.max(0, ...needs);
  const length = ({ first, last }: Window) => last - first + 1;
  const classOf = (window: Window) => {
    const isNeedy = window.need >= NEEDY * most;
    if (window.leaving > 1) return isNeedy ? 1 : 3;
    return length(window) > USUAL_LENGTH ? 3 : isNeedy ? 0 : 2;
  };
  return windows.sort((a, b) =>
    classOf(a) - classOf(b) || b.need - a.need || length(a) - length(b) || a.first - b.first
  );
}

/** Whether fewer bytes lie between an operator and the one before it than at the places around. */
function narrowPlaces(graph: Graph, needs: readonly number[]): boolean[] {
  const { producer, readers } = linksOf(graph);
  const between = new Array<number>(needs.length + 1).fill(0);
  graph.tensors.forEach(({ bytes, role }, id) => {
    if (role !== "activation") return;
    const end = graph.outputs.includes(id) ? needs.length : readers[id].at(-1) ?? -1;
    for (let place = producer[id] + 1; place <= end; place++) between[place] += bytes;
  });
  return between.map((bytes, place) =>
    between.slice(Math.max(0, place - NEAR), place + NEAR + 1).every((other) => bytes <= other)
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
