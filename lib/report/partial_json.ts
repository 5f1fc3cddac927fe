/** What the search for a rewrite found, for machines: the choices, bands, and what firmware must add. */

import { latencyOf, timedBoards } from "../cost/mod.ts";
import { type Fit, type Footprint, rewrittenFile } from "../fit.ts";
import type { Graph } from "../graph/mod.ts";
import { macsOf } from "../operators/mod.ts";
import type { PartialSearch, Rewritten } from "../partial/mod.ts";
import { bandSteps, graphOf, originsOf, type Run, runNumbers } from "../rewrite/mod.ts";

/** One way to run the model; bytes. */
export interface PartialChoice {
  /** `stock`, `planned`, or the rewrites in words: operators of the file, and in how many bands. */
  readonly name: string;
  /** Whether it is what the search has chosen. */
  readonly chosen: boolean;
  /** Bytes of TFLM's head. */
  readonly head: number;
  /** Bytes of TFLM's tail. */
  readonly tail: number;
  /** Bytes of the smallest arena that allocates. */
  readonly min: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
  /** Seconds of one inference on the board of the report: an estimate. */
  readonly seconds: number;
  /** Bytes of flash more than the file takes now. */
  readonly flash: number;
}

/** One band of a run. */
export interface BandReport {
  /** The run in the words of the choice: `2-5`, `2+4`, or `0'` for 0 computed again. */
  readonly run: string;
  /** Its operators as the file counts them, in the order in which they run. */
  readonly operators: readonly number[];
  /** The place of the band among those of its run, from 0, in the order in which they are computed. */
  readonly band: number;
  /** Rows `[from, to)` of the output of the run's last operator. */
  readonly rows: readonly [from: number, to: number];
  /** Per input of the run: its rows `[from, to)`, and how many of them an earlier band read, too. */
  readonly inputs: readonly {
    readonly name: string;
    /** Its id in the file; null where it is computed again. */
    readonly tensor: number | null;
    readonly rows: readonly [from: number, to: number];
    readonly halo: number;
  }[];
}

/** What the search for a rewrite found. */
export interface PartialReport {
  /** Why the model is left alone, or null. */
  readonly reason: string | null;
  /** The board that times are estimated for. */
  readonly board: string;
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

/** A Cortex-M4 without much of anything: what times are told for if nobody names a board. */
const USUAL_BOARD = "nano33ble";

/**
 * The report of a search, which the fit must hold.
 *
 * @param wanted Id of the board to estimate times for; another one where nobody has measured it.
 */
export function partialReport(fit: Fit, wanted: string = USUAL_BOARD): PartialReport {
  const { model, bytes } = fit;
  const { found, reason = null } = fit.partial!;
  const graph = model.graphs[model.main];
  const [best] = reason === null ? found : [];
  const types = new Set(graph.operators.map(({ type }) => type));
  const now = new Set((best?.draft.operators ?? graph.operators).map(({ type }) => type));
  const board = timedBoards.includes(wanted) ? wanted : USUAL_BOARD;
  return {
    reason,
    board,
    pareto: choicesOf(fit, fit.partial!, board),
    bands: best?.runs.flatMap((run) => bandReports(best, run)) ?? [],
    added: [...now].filter((type) => !types.has(type)),
    types: now.size,
    flash: (bytes?.length ?? model.bytes.length) - model.bytes.length,
  };
}

/** A way to run the model before its time and its file, which cost something to tell, are told. */
interface Candidate extends Omit<PartialChoice, "seconds" | "flash"> {
  /** What runs. */
  readonly graph: () => Graph;
  /** Bytes of its file. */
  readonly fileBytes: () => number;
}

function choicesOf(
  { model, kernels, baseline, result, bytes }: Fit,
  { found, reason }: PartialSearch,
  board: string,
): PartialChoice[] {
  const graph = model.graphs[model.main];
  const macs = macsOf(graph).total;
  const asItIs = (name: string, { tflm }: Footprint, file: Uint8Array, chosen: boolean) => {
    const known = { graph: () => graph, fileBytes: () => file.length };
    return { name, chosen, ...sizes(tflm!), macs, ...known };
  };
  const isLeft = reason !== undefined;
  const candidates: Candidate[] = [
    asItIs("stock", baseline, model.bytes, isLeft && result === baseline),
  ];
  if (isLeft && bytes) candidates.push(asItIs("planned", result, bytes, true));
  found.forEach((rewritten, f) =>
    candidates.push({
      name: nameOf(rewritten),
      chosen: f === 0 && !isLeft,
      ...sizes(rewritten.tflm),
      macs: rewritten.macs,
      graph: () => graphOf(rewritten.draft),
      fileBytes: () => rewrittenFile(rewritten, kernels.name).length,
    })
  );
  return unbeaten(candidates).map(({ graph, fileBytes, ...choice }) => ({
    ...choice,
    seconds: latencyOf(graph(), board).seconds,
    flash: fileBytes() - model.bytes.length,
  }));
}

const sizes = ({ head, tail, min }: { head: number; tail: number; min: number }) => {
  return { head, tail, min };
};

function nameOf({ runs, others, uncut }: Rewritten): string {
  const banded = runs.map((run) => {
    return `${runNumbers(uncut, run)} x${run.cuts.length - 1}${run.isUpward ? " up" : ""}`;
  });
  const words = [...others.map((other) => other.replace(/:.*/, "")), ...banded];
  return words.join(", ") || "planned";
}

function unbeaten(choices: readonly Candidate[]): Candidate[] {
  return choices.filter((a, i) =>
    a.name === "stock" || a.chosen ||
    !choices.some((b, k) =>
      b.min <= a.min && b.macs <= a.macs && (b.min < a.min || b.macs < a.macs || k < i)
    )
  ).sort((a, b) => b.min - a.min || a.macs - b.macs);
}

function bandReports({ uncut }: Rewritten, run: Run): BandReport[] {
  const graph = graphOf(uncut);
  const { pieces, steps } = bandSteps(graph, run)!;
  const common = {
    run: runNumbers(uncut, run),
    operators: originsOf(uncut, run),
  };
  const read = new Map<number, Rows>(); // tensor -> rows of earlier bands
  return run.cuts.slice(0, -1).map((_, b) => {
    const band = run.isUpward ? run.cuts.length - 2 - b : b;
    const slices = steps.filter((step) =>
      step.kind === "slice" && step.band === band && pieces[step.inputs[0]].whole
    );
    // Several operators of a run may read one tensor, each its own rows of it.
    const own = new Map<number, Rows>();
    for (const { output } of slices) {
      const { tensor, from = 0, height } = pieces[output];
      own.set(tensor, spanOf([from, from + height], own.get(tensor)));
    }
    const inputs = [...own].map(([id, rows]) => {
      const known = read.get(id);
      read.set(id, spanOf(rows, known));
      const halo = known ? Math.min(rows[1], known[1]) - Math.max(rows[0], known[0]) : 0;
      const { name, table = null } = uncut.tensors[id];
      return { name, tensor: table, rows, halo: Math.max(0, halo) };
    });
    return { ...common, band: b, rows: [run.cuts[band], run.cuts[band + 1]] as const, inputs };
  });
}

type Rows = readonly [from: number, to: number];

/** The rows from the first to the last of both. */
function spanOf(rows: Rows, others: Rows = rows): Rows {
  return [Math.min(rows[0], others[0]), Math.max(rows[1], others[1])];
}
