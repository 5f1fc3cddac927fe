/** What the search for a rewrite found, for machines: the choices, bands, and what firmware must add. */

import type { Fit } from "../fit.ts";
import { macsOf } from "../operators/mod.ts";
import { bandSteps, graphOf, type Run } from "../rewrite/mod.ts";

/** One way to run the model; bytes. */
export interface PartialChoice {
  /** `stock`, `planned`, or the rewrites in words. */
  readonly name: string;
  /** TFLM's head. */
  readonly head: number;
  /** TFLM's tail. */
  readonly tail: number;
  /** The smallest arena that allocates. */
  readonly min: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
}

/** One band of a run. */
export interface BandReport {
  /** First and last operator of the run. */
  readonly operators: readonly [first: number, last: number];
  /** Rows `[from, to)` of the run's output. */
  readonly rows: readonly [from: number, to: number];
  /** Per input of the run: its rows `[from, to)`, and how many of them an earlier band read, too. */
  readonly inputs: readonly {
    readonly name: string;
    readonly rows: readonly [from: number, to: number];
    readonly halo: number;
  }[];
}

/** What the search for a rewrite found. */
export interface PartialReport {
  /** Why the model is left alone, or null. */
  readonly reason: string | null;
  /** Ways that no other one beats in both arena and work, by descending arena. */
  readonly pareto: readonly PartialChoice[];
  /** The bands of what was chosen. */
  readonly bands: readonly BandReport[];
  /** Operator types that the file has not had before: firmware must know them. */
  readonly added: readonly string[];
  /** Operator types of the rewritten file: the size of a resolver. */
  readonly types: number;
  /** Bytes that the file grows by. */
  readonly flash: number;
}

/** The report of a search, which the fit must hold. */
export function partialReport(fit: Fit): PartialReport {
  const { partial, model, bytes, baseline, result } = fit;
  const { found, reason = null } = partial!;
  const graph = model.graphs[model.main];
  const own = macsOf(graph).total;
  const fixed = [{ name: "stock", tflm: baseline.tflm! }, { name: "planned", tflm: result.tflm! }]
    .slice(0, reason === null ? 1 : 2)
    .map(({ name, tflm }) => ({ name, ...sizes(tflm), macs: own }));
  const rewritten = found.map(({ runs, others, tflm, macs }) => {
    const words = [...others.map((other) => other.replace(/:.*/, "")), ...runs.map(runName)];
    return { name: words.join(", ") || "planned", ...sizes(tflm), macs };
  });
  const [best] = reason === null ? found : [];
  const types = new Set(graph.operators.map(({ type }) => type));
  const now = new Set((best?.draft.operators ?? graph.operators).map(({ type }) => type));
  return {
    reason,
    pareto: unbeaten([...fixed, ...rewritten]),
    bands: best?.runs.flatMap((run) => bandReports(graphOf(best.uncut), run)) ?? [],
    added: [...now].filter((type) => !types.has(type)),
    types: now.size,
    flash: (bytes?.length ?? model.bytes.length) - model.bytes.length,
  };
}

const sizes = ({ head, tail, min }: { head: number; tail: number; min: number }) => ({
  head,
  tail,
  min,
});

const runName = ({ first, last, cuts }: Run) => `${first}-${last} x${cuts.length - 1}`;

function unbeaten(choices: readonly PartialChoice[]): PartialChoice[] {
  return choices.filter((a, i) =>
    !choices.some((b, k) =>
      b.min <= a.min && b.macs <= a.macs && (b.min < a.min || b.macs < a.macs || k < i)
    ) || a.name === "stock"
  ).sort((a, b) => b.min - a.min || a.macs - b.macs);
}

function bandReports(graph: Parameters<typeof bandSteps>[0], run: Run): BandReport[] {
  const { pieces, steps } = bandSteps(graph, run)!;
  const read = new Map<number, number>(); // tensor -> the end of what earlier bands read
  return run.cuts.slice(0, -1).map((from, band) => {
    const slices = steps.filter((step) =>
      step.kind === "slice" && step.band === band && pieces[step.inputs[0]].whole
    );
    const inputs = slices.map(({ output }) => {
      const { tensor, from = 0, height } = pieces[output];
      const halo = Math.max(0, Math.min(height, (read.get(tensor) ?? 0) - from));
      read.set(tensor, from + height);
      return { name: graph.tensors[tensor].name, rows: [from, from + height] as const, halo };
    });
    return { operators: [run.first, run.last], rows: [from, run.cuts[band + 1]], inputs };
  });
}
