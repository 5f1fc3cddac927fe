/** Small changes to a set of banded runs, for a search by improvement. */

import type { Graph } from "../graph/mod.ts";
import type { BandCosts } from "./band_cost.ts";
import { bandSteps } from "./band_steps.ts";
import { type BandForm, type Run, runFault, turned } from "./run.ts";
import { cutsOf, FORMS, GROWTHS } from "./run_options.ts";

/** What a set of runs is judged by before it is carried out. */
export interface NeighbourLimits {
  /** Per operator: bytes that are live while it runs as it is. */
  readonly needs: readonly number[];
  /** Multiply-accumulates more at most. */
  readonly macs: number;
}

/** A set of runs, and what it is hoped to cost: a placement may need more. */
export interface Neighbour {
  /** In order of their operators. */
  readonly runs: readonly Run[];
  /** Bytes: the peak of live bytes, and what the tail grows by. */
  readonly estimate: number;
}

/** How sets of runs are carried out and compared. */
export interface Planning<Way> {
  /** Carries runs out. */
  readonly plan: (runs: readonly Run[]) => Way;
  /** Bytes that a way needs, without the tail before runs are cut. */
  readonly bytesOf: (way: Way) => number;
  /** Whether to stop. */
  readonly isOver: () => boolean;
}

/**
 * Sets that differ in one run: other counts of bands, other growth, the other form, the other end
 * first, an operator more or fewer at either end, or the run left out. The least estimate first.
 */
export function neighboursOf(
  graph: Graph,
  runs: readonly Run[],
  costOf: BandCosts,
  { needs, macs }: NeighbourLimits,
): Neighbour[] {
  const cost = (run: Run) => {
    const banded = bandSteps(graph, run);
    return banded && costOf(banded);
  };
  const costs = runs.map(cost);
  return runs.flatMap((own, r) => {
    const others = runs.filter((_, i) => i !== r);
    const kept = costs.filter((_, i) => i !== r);
    const isFree = ({ first, last }: Pick<Run, "first" | "last">) =>
      others.every((other) => last < other.first || first > other.last) &&
      runFault(graph, first, last) === undefined;
    const without = [{ runs: others, added: undefined }];
    const changed = changesOf(graph, own, isFree).flatMap((run) => {
      const added = cost(run);
      const set = [...others, run].sort((a, b) => a.first - b.first);
      return added ? [{ runs: set, added }] : [];
    });
    return [...without, ...changed].flatMap(({ runs, added }) => {
      const all = [...kept, added].filter((each) => each !== undefined);
      if (all.reduce((sum, each) => sum + each.macs, 0) > macs) return [];
      const bare = needs.filter((_, o) => !runs.some(({ first, last }) => first <= o && o <= last));
      const peak = Math.max(0, ...bare, ...all.map(({ peak }) => peak));
      return [{ runs, estimate: all.reduce((sum, { tail }) => sum + tail, peak) }];
    });
  }).sort((a, b) => a.estimate - b.estimate);
}

/**
 * The first neighbour that needs fewer bytes than a way does, once it is planned; `undefined` where none
 * that is hoped to does, or the search is over.
 */
export function firstBetter<Way>(
  own: Way,
  neighbours: readonly Neighbour[],
  { plan, bytesOf, isOver }: Planning<Way>,
): Way | undefined {
  for (const { runs, estimate } of neighbours) {
    if (isOver() || estimate >= bytesOf(own)) return undefined;
    const way = plan(runs);
    if (bytesOf(way) < bytesOf(own)) return way;
  }
  return undefined;
}

/** Other ways to cut a run, and runs that begin or end one operator earlier or later. */
function changesOf(
  graph: Graph,
  own: Run,
  isFree: (run: Pick<Run, "first" | "last">) => boolean,
): Run[] {
  const { first, last, cuts, form, isUpward } = own;
  const heightOf = (o: number) => graph.tensors[graph.operators[o].outputs[0]].shape[1];
  const bands = cuts.length - 1;
  const make = (first: number, last: number, count: number, growth: number, form: BandForm) => {
    const height = heightOf(last);
    if (count < 2 || count > height) return [];
    const run: Run = { first, last, cuts: cutsOf(height, count, growth), form };
    return [isUpward ? turned(run) : run];
  };
  const recut = [-2, -1, 0, 1, 2, 3].flatMap((more) =>
    FORMS.flatMap((form) =>
      GROWTHS.flatMap((growth) => make(first, last, bands + more, growth, form))
    )
  );
  const moved = [[-1, 0], [1, 0], [0, -1], [0, 1]]
    .map(([before, after]) => ({ first: first + before, last: last + after }))
    .filter((run) =>
      run.first >= 0 && run.last < graph.operators.length && run.first <= run.last && isFree(run)
    )
    .flatMap((run) => [0, 1].flatMap((more) => make(run.first, run.last, bands + more, 1, form)));
  const isOther = (run: Run) => run.form !== form || String(run.cuts) !== String(cuts);
  return [turned(own), ...recut.filter(isOther), ...moved];
}
