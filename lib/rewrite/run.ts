/** Runs of operators that can be computed band by band, and where they are cut. */

import { type Graph, linksOf } from "../graph/mod.ts";
import { dataInputs, rowRule } from "./band_rows.ts";
import type { Rows } from "./rows.ts";

/**
 * How padding is kept exact: `pad` puts zeros around a band by a PAD and lets the operator run
 * without padding; `same` lets the operator run as it is on a few rows more, and drops wrong rows.
 * Pools are always run as they are.
 */
export type BandForm = "pad" | "same";

/** A run of operators `[first, last]` of a graph, in its order, and where its output is cut. */
export interface Run {
  /** The first operator. */
  readonly first: number;
  /** The last operator; its output says how many rows there are to cut. */
  readonly last: number;
  /**
   * Rows of the last operator's output at which bands begin and end: 0, ..., its height. Other
   * outputs that leave the run are cut in the same proportions.
   */
  readonly cuts: readonly number[];
  /** How padding is kept exact. */
  readonly form: BandForm;
  /** Whether the band of the last rows is computed first, and that of the first rows last. */
  readonly isUpward?: boolean;
}

/** The same run from its other end: its bands in the other order, and as high as they were in turn. */
export function turned({ first, last, cuts, form, isUpward }: Run): Run {
  const height = cuts[cuts.length - 1];
  const mirrored = cuts.map((cut) => height - cut).reverse();
  return { first, last, cuts: mirrored, form, ...!isUpward && { isUpward: true } };
}

/**
 * Runs in the other two directions, every second one from its last rows on: what a run makes from one
 * end, the next one uses up from the other, and what both keep moves out of the way.
 */
export function directionsOf(runs: readonly Run[]): (readonly Run[])[] {
  return [0, 1].map((rest) => runs.map((run, r) => r % 2 === rest ? turned(run) : run));
}

/** Outputs may leave a run, so many at most: each of them is joined by itself. */
const MOST_LEAVING = 6;

/** The outputs of operators `[first, last]` that are read after them; that of the last is the last. */
export function leavingOf(graph: Graph, first: number, last: number): number[] {
  const { readers } = linksOf(graph);
  return graph.operators.slice(first, last + 1).flatMap(({ outputs }, i) =>
    outputs.filter((id) =>
      first + i === last || graph.outputs.includes(id) || readers[id].some((o) => o > last)
    )
  );
}

/** Rows of a tensor that leaves a run in one of its bands; `undefined` where that would be none. */
export function rowsOfBand({ cuts }: Run, height: number, band: number): Rows | undefined {
  const [from, to] = [cuts[band], cuts[band + 1]]
    .map((cut) => Math.round(cut * height / cuts[cuts.length - 1]));
  return from < to ? { from, to } : undefined;
}

/**
 * Why operators `[first, last]` cannot be computed band by band; `undefined` where they can: every
 * operator must work row by row, and few outputs may leave the run.
 */
export function runFault(graph: Graph, first: number, last: number): string | undefined {
  const { readers } = linksOf(graph);
  for (let o = first; o <= last; o++) {
    const operator = graph.operators[o];
    const rule = rowRule(operator, graph);
    if (typeof rule === "string") return `${operator.type} ${o}: ${rule}`;
    const images = [...dataInputs(operator, graph.tensors), ...operator.outputs];
    if (images.some((id) => !SLICED.has(graph.tensors[id].dtype))) {
      return `${operator.type} ${o}: SLICE does not know the type of its data`;
    }
    const [output] = operator.outputs;
    if (o < last && readers[output].length === 0 && !graph.outputs.includes(output)) {
      return `${operator.type} ${o}: its output is not read`;
    }
  }
  const leaving = leavingOf(graph, first, last).length;
  return leaving > MOST_LEAVING ? `${leaving} outputs leave the run` : undefined;
}

const SLICED = new Set(["int8", "int16", "int32", "float32"]);
