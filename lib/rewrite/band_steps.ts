/** What is computed in which order when a run of operators is cut into bands of rows. */

import { type Graph, linksOf } from "../graph/mod.ts";
import { rowsResized } from "./band_resize.ts";
import { dataInputs, int32Of, type Margins } from "./band_rows.ts";
import { rowRule, rowsForSame, rowsRead } from "./band_rows.ts";
import type { Rows } from "./rows.ts";
import { type BandForm, leavingOf, rowsOfBand, type Run } from "./run.ts";

/** A tensor of a banded run: a tensor of the graph as a whole, or some rows of it. */
export interface Piece {
  /** The tensor of the graph. */
  readonly tensor: number;
  /** Rows, padding included. */
  readonly height: number;
  /** Columns, padding included. */
  readonly width: number;
  /** The first row, where the piece is a part; absent for whole tensors and what is padded. */
  readonly from?: number;
  /** Whether it is the tensor itself. */
  readonly whole?: boolean;
}

/** One operator of a banded run; numbers of pieces. */
export interface BandStep {
  /** `run`: the operator itself, on bands. */
  readonly kind: "slice" | "pad" | "run" | "join";
  /** The operator of the graph that the step is for. */
  readonly operator: number;
  /** Pieces in the order of the operator's data inputs. */
  readonly inputs: readonly number[];
  /** The piece that it makes. */
  readonly output: number;
  /** For `pad`: what is put around; for `run` of a PAD: its padding of rows in this band. */
  readonly margins?: Margins;
  /** For `run`: the operator has padding, which is no longer its own. */
  readonly isUnpadded?: boolean;
  /** The band, counted from the first rows; joins belong to that of the last rows. */
  readonly band: number;
}

/** A banded run: its pieces, and its steps in execution order. */
export interface BandedRun {
  /** What was cut. */
  readonly run: Run;
  /** Whole tensors that are touched, and parts; referred to by index. */
  readonly pieces: readonly Piece[];
  /** In execution order. */
  readonly steps: readonly BandStep[];
}

/** CONCATENATION in TFLM takes as many inputs. */
const MOST_JOINED = 10;

/** What one operator does in one band. */
interface Part {
  readonly operator: number;
  /** Rows of each data input. */
  readonly reads: readonly { readonly tensor: number; readonly rows: Rows }[];
  readonly made: Rows;
  readonly margins?: Margins;
  readonly isUnpadded: boolean;
}

/**
 * The steps of a run in bands; `undefined` where the form does not fit the run.
 *
 * Each band begins with the rows of the outputs that it is for, goes back through the run for the rows
 * that they need (the union over readers), and then forward: slices, paddings, operators. Rows that
 * two bands need are computed twice. No band reads what another one made, so that their order is free:
 * it decides from which end the input is used up and the output is made.
 */
export function bandSteps(graph: Graph, run: Run): BandedRun | undefined {
  const pieces: Piece[] = [];
  const steps: BandStep[] = [];
  const wholes = new Map<number, number>();
  const add = (piece: Piece) => pieces.push(piece) - 1;
  const whole = (tensor: number): number => {
    const known = wholes.get(tensor);
    if (known !== undefined) return known;
    const [, height, width] = graph.tensors[tensor].shape;
    const piece = add({ tensor, height, width, from: 0, whole: true });
    wholes.set(tensor, piece);
    return piece;
  };
  const { producer } = linksOf(graph);
  const leaving = leavingOf(graph, run.first, run.last);
  const outputs = leaving.map(() => new Array<number>(run.cuts.length - 1));
  const bands = [...outputs[0].keys()];
  for (const band of run.isUpward ? bands.toReversed() : bands) {
    const wanted = leaving.map((id) => rowsOfBand(run, graph.tensors[id].shape[1], band));
    if (!wanted.every((rows) => rows !== undefined)) return undefined;
    const parts = partsOf(graph, run, new Map(leaving.map((id, i) => [id, wanted[i]])));
    if (parts === undefined) return undefined;
    const made = new Map<number, number>(); // tensor -> piece of this band
    const slices = new Map<string, number>();
    const take = (operator: number, tensor: number, rows: Rows): number => {
      const source = made.get(tensor) ?? whole(tensor);
      const { from = 0, height, width } = pieces[source];
      if (from === rows.from && height === rows.to - rows.from) return source;
      const key = [tensor, rows.from, rows.to].join();
      const known = slices.get(key);
      if (known !== undefined) return known;
      const slice = add({ tensor, height: rows.to - rows.from, width, from: rows.from });
      steps.push({ kind: "slice", operator, inputs: [source], output: slice, band });
      slices.set(key, slice);
      return slice;
    };
    for (const { operator, reads, made: rows, margins, isUnpadded } of parts) {
      const isPad = graph.operators[operator].type === "PAD";
      const inputs = reads.map(({ tensor, rows }) => {
        const piece = take(operator, tensor, rows);
        if (isPad || margins === undefined) return piece;
        const { height, width } = pieces[piece];
        const { top, bottom, left, right } = margins;
        const padded = add({ tensor, height: top + height + bottom, width: left + width + right });
        steps.push({ kind: "pad", operator, inputs: [piece], output: padded, margins, band });
        return padded;
      });
      const [tensor] = graph.operators[operator].outputs;
      const [, , width] = graph.tensors[tensor].shape;
      const piece = add({ tensor, height: rows.to - rows.from, width, from: rows.from });
      const own = isPad && margins ? { margins } : {};
      steps.push({ kind: "run", operator, inputs, output: piece, isUnpadded, band, ...own });
      made.set(tensor, piece);
    }
    leaving.forEach((id, i) => outputs[i][band] = take(producer[id], id, wanted[i]));
  }
  leaving.forEach((id, i) => {
    const joined = joinAll(graph, producer[id], outputs[i], pieces, steps);
    steps.push({ ...joined, output: whole(id) });
  });
  return { run, pieces, steps };
}

/** Joins pieces in groups until few enough are left for one operator, which is returned. */
function joinAll(
  { tensors }: Graph,
  operator: number,
  outputs: readonly number[],
  pieces: Piece[],
  steps: BandStep[],
): Omit<BandStep, "output"> {
  const join = (inputs: readonly number[]) =>
    ({ kind: "join", operator, inputs, band: outputs.length - 1 }) as const;
  let level = [...outputs];
  while (level.length > MOST_JOINED) {
    const size = Math.ceil(level.length / Math.ceil(level.length / MOST_JOINED));
    const next: number[] = [];
    for (let i = 0; i < level.length; i += size) {
      const group = level.slice(i, i + size);
      const { tensor, from } = pieces[group[0]];
      const height = group.reduce((sum, piece) => sum + pieces[piece].height, 0);
      const output = pieces.push({ tensor, height, width: tensors[tensor].shape[2], from }) - 1;
      steps.push({ ...join(group), output });
      next.push(output);
    }
    level = next;
  }
  return join(level);
}

/** What each operator of the run computes in one band, in order. */
function partsOf(
  graph: Graph,
  { first, last, form }: Run,
  wanted: ReadonlyMap<number, Rows>,
): Part[] | undefined {
  const needed = new Map(wanted);
  const parts: Part[] = [];
  for (let o = last; o >= first; o--) {
    const rows = needed.get(graph.operators[o].outputs[0])!;
    const part = partOf(graph, o, rows, form);
    if (part === undefined) return undefined;
    parts.push(part);
    for (const { tensor, rows } of part.reads) {
      const { from, to } = needed.get(tensor) ?? rows;
      needed.set(tensor, { from: Math.min(from, rows.from), to: Math.max(to, rows.to) });
    }
  }
  return parts.reverse();
}

function partOf(graph: Graph, o: number, wanted: Rows, form: BandForm): Part | undefined {
  const operator = graph.operators[o];
  const rule = rowRule(operator, graph);
  if (typeof rule === "string") throw new RangeError(`Cannot cut ${operator.type} ${o}: ${rule}`);
  const reads = (rows: Rows) =>
    dataInputs(operator, graph.tensors).map((tensor) => ({ tensor, rows }));
  const plain = { operator: o, made: wanted, isUnpadded: false };
  if (rule.how === "same") return { ...plain, reads: reads(wanted) };
  if (rule.how === "cropped") {
    const { from, to } = wanted;
    return { ...plain, reads: reads({ from: from + rule.above, to: to + rule.above }) };
  }
  if (rule.how === "resized") {
    const { rows, made } = rowsResized(rule.rows, wanted);
    return { ...plain, reads: reads(rows), made };
  }
  if (rule.how === "padded") {
    const height = graph.tensors[operator.inputs[0]].shape[1];
    const inside = (row: number) => Math.min(height, Math.max(0, row - rule.above));
    const rows = { from: inside(wanted.from), to: inside(wanted.to) };
    if (rows.from >= rows.to) return undefined; // a band of nothing but padding
    const [left, right] = int32Of(graph.tensors[operator.inputs[1]].data)!.slice(4);
    const top = Math.max(0, rule.above - wanted.from);
    const bottom = wanted.to - wanted.from - top - (rows.to - rows.from);
    return { ...plain, reads: reads(rows), margins: { top, bottom, left, right } };
  }
  const { rows: down, columns } = rule;
  const { rows, top, bottom } = rowsRead(down, wanted);
  if (rows.from >= rows.to) return undefined;
  if (down.padding === 0 && columns.padding === 0) {
    const isUnpadded = operator.attributes.padding === "SAME" && down.reach > 1;
    return { ...plain, reads: reads(rows), isUnpadded };
  }
  // A PAD in front of a pool would count: among the largest, and in the divisor of a mean.
  if (form === "same" || operator.type.endsWith("POOL_2D")) {
    const found = rowsForSame(down, wanted);
    return found && { ...plain, reads: reads(found.rows), made: found.made };
  }
  const margins = {
    top,
    bottom,
    left: columns.before,
    right: columns.padding - columns.before,
  };
  const isPadded = Object.values(margins).some((margin) => margin > 0);
  return { ...plain, reads: reads(rows), isUnpadded: true, ...isPadded && { margins } };
}
