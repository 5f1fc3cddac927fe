/**
 * The graphs that the search for a rewrite cuts runs in (the model's own, and exact variants of it), and
 * the sets of runs in them that are worth planning.
 */

import { type Operator, shortName } from "../graph/mod.ts";
import { macsOf } from "../operators/mod.ts";
import { type KernelSetName, sharingUnder } from "../reuse/mod.ts";
import {
  type BandCosts,
  bandCosts,
  type Choice,
  chooseRuns,
  type Draft,
  dropDeadTensors,
  extendKernels,
  graphOf,
  type NeighbourLimits,
  recompute,
  type Run,
  type RunOption,
  runOptions,
  sourceOf,
} from "../rewrite/mod.ts";
import { predictArena, tflmMemory, type TflmPlatform } from "../tflm/mod.ts";
import { accountFor, type Accounting, givenOrder, liveBytes, type Schedule } from "../tmm/mod.ts";

/** What is known about the model that is rewritten. */
export interface PartialStart {
  /** Whose kernels run. */
  readonly kernels: KernelSetName;
  /** The machine and the build of TFLM. */
  readonly platform: TflmPlatform;
  /** Operator ids in execution order. */
  readonly schedule: Schedule;
  /** Bytes that the model needs without a rewrite: head and tail. */
  readonly used: number;
}

/** Tensors to compute twice, one at a time. */
const RECOMPUTED = 4;

/** The graph that runs are cut in, and what was done to it before. */
export interface Rewriting {
  /** The main graph before runs are cut. */
  readonly uncut: Draft;
  /** What was done to it, in words. */
  readonly others: readonly string[];
}

/** A variant of the graph, with what is known about its runs. */
export interface Variant extends Rewriting {
  /** What it needs as it is, and the work that may be added. */
  readonly limits: NeighbourLimits;
  /** The costs of its runs in bands. */
  readonly costOf: BandCosts;
  /** Bytes of the tail before runs are cut. */
  readonly tail: number;
}

/** What a draft needs under the memory model of the runtime. */
export function accountingOf(draft: Draft, { kernels, platform }: PartialStart): Accounting {
  const judge = sharingUnder(kernels);
  const judged = new WeakMap<Operator, ReturnType<typeof judge>>(); // views ask again
  const sharingOf: typeof judge = (operator, graph) => {
    const known = judged.get(operator) ?? judge(operator, graph);
    judged.set(operator, known);
    return known;
  };
  const memory = tflmMemory({ ...platform, sharingOf, source: sourceOf(draft) });
  return accountFor(graphOf(draft), memory);
}

/** The graph as it is, and the same with another rewrite or two. */
export function variantsOf(base: Draft, start: PartialStart, mostMacs: number): Variant[] {
  const drafts: { draft: Draft; others: string[] }[] = [{ draft: base, others: [] }];
  const extended = dropDeadTensors(extendKernels(base));
  if (extended.operators.length < base.operators.length) {
    const count = base.operators.length - extended.operators.length;
    drafts.push({ draft: extended, others: [`extend: ${count} kernels instead of padding`] });
  }
  for (const { draft, others } of [...drafts]) {
    for (const tensor of worthRecomputing(accountingOf(draft, start))) {
      const name = shortName(draft.tensors[tensor].name);
      const { origin } = draft.operators.find(({ outputs }) => outputs.includes(tensor))!;
      const other = `recompute: ${name} is computed twice, by operator ${origin} and by ${origin}'`;
      drafts.push({ draft: recompute(draft, tensor), others: [...others, other] });
    }
  }
  return drafts.flatMap(({ draft, others }) => {
    const accounting = accountingOf(draft, start);
    const needs = liveBytes(accounting, givenOrder(accounting.graph));
    const macs = mostMacs - macsOf(accounting.graph).total;
    const costOf = bandCosts(accounting, start.platform);
    const { tail } = predictArena(sourceOf(draft), { ...start.platform, plan: null });
    return macs >= 0 ? [{ uncut: draft, others, limits: { needs, macs }, costOf, tail }] : [];
  });
}

/** Tensors that live through the peak unread, and whose operator reads less than it writes. */
function worthRecomputing(accounting: Accounting): number[] {
  const { graph, bytes, reads, readers, producer, toEnd } = accounting;
  const needs = liveBytes(accounting, givenOrder(graph));
  const peak = needs.indexOf(Math.max(...needs));
  const cost = (tensor: number) =>
    reads[producer[tensor]].reduce((sum, input) => sum + bytes[input], 0);
  return bytes.map((_, tensor) => tensor)
    .filter((tensor) =>
      bytes[tensor] > 0 && producer[tensor] >= 0 && !toEnd[tensor] &&
      readers[tensor].length > 1 && graph.operators[producer[tensor]].outputs.length === 1 &&
      producer[tensor] < peak && readers[tensor].at(-1)! > peak &&
      cost(tensor) < bytes[tensor]
    )
    .sort((a, b) => bytes[b] - cost(b) - (bytes[a] - cost(a)))
    .slice(0, RECOMPUTED);
}

/** A variant, and the ways to cut its runs. */
export interface OptionedVariant {
  readonly variant: Variant;
  readonly options: readonly RunOption[];
}

/** Finds the runs of a variant in so many steps. */
export function withRunOptions(
  variant: Variant,
  steps: number,
  isOver: () => boolean,
): OptionedVariant {
  const { uncut, costOf, limits } = variant;
  return { variant, options: runOptions(graphOf(uncut), costOf, { ...limits, steps, isOver }) };
}

/** Runs to cut in a variant, and the bytes that they are hoped to need. */
export interface Candidate {
  readonly variant: Variant;
  readonly runs: readonly Run[];
  readonly estimate: number;
  readonly macs: number;
}

/**
 * The choices of runs of all variants, and none at all in each, within a limit of work; those that
 * are hoped to need least come first.
 *
 * @param most Multiply-accumulates of one inference.
 */
export function candidatesOf(optioned: readonly OptionedVariant[], most: number): Candidate[] {
  const candidates = optioned.flatMap(({ variant, options }) => {
    const { uncut, limits: { needs }, tail } = variant;
    const work = macsOf(graphOf(uncut)).total;
    if (work > most) return [];
    const nothing: Choice = { options: [], peak: Math.max(0, ...needs), tail: 0, macs: 0 };
    const choices = chooseRuns(options, { needs, macs: most - work });
    return [nothing, ...choices].map((choice) => ({
      variant,
      runs: choice.options.map(({ run }) => run),
      estimate: choice.peak + tail + choice.tail,
      macs: work + choice.macs,
    }));
  });
  return candidates.sort((a, b) => a.estimate - b.estimate || a.macs - b.macs);
}
