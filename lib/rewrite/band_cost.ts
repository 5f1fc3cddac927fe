/** What a banded run costs, told from its steps without building it: peak, tail, multiplications. */

import type { Graph, Operator, Tensor } from "../graph/mod.ts";
import { macsOf } from "../operators/mod.ts";
import { type Accounting, givenOrder, liveRanges, overlapBytes, roundUp } from "../tmm/mod.ts";
import { ARENA_ALIGNMENT, callOf, kernelMemory, STRUCTS, type TflmPlatform } from "../tflm/mod.ts";
import type { BandedRun, BandStep, Piece } from "./band_steps.ts";
import { int32Constant } from "./constants.ts";

/** What a banded run costs. */
export interface BandCost {
  /** Largest sum of live bytes over its steps, with all that lives beside it. */
  readonly peak: number;
  /** Bytes that TFLM's tail grows by; may differ from the truth by some bytes for each operator. */
  readonly tail: number;
  /** Multiply-accumulates more than without bands. */
  readonly macs: number;
}

/** Costs the banded runs of one graph. */
export type BandCosts = (banded: BandedRun) => BandCost;

/**
 * The costs of banded runs under a memory model. The peak is that of live bytes, row by row: a
 * placement may need more. Operators run in the order of the graph.
 */
export function bandCosts(accounting: Accounting, platform: TflmPlatform): BandCosts {
  const { graph, bytes, scratch, toEnd, readers } = accounting;
  const order = givenOrder(graph);
  const ranges = liveRanges(accounting, order);
  const macs = macsOf(graph).operators;
  const { nodeAndRegistration: [node], evalTensor: [evalTensor] } = STRUCTS[platform.target];
  const kept = new Map<string, number>(); // bytes that a step's input and output share at most
  const ownTail = graph.operators.map((operator) => {
    const { options, data, persistent } = kernelMemory(callOf(operator, graph), platform);
    return [options[0], data, ...persistent].reduce(
      (sum, bytes, i) => sum + (i === 0 ? bytes : roundUp(bytes, ARENA_ALIGNMENT)),
      node + evalTensor,
    );
  });
  const padTail = node + 2 * evalTensor + 64;
  const sliceTail = node + 2 * evalTensor;
  const joinTail = node + 40;

  return (banded) => {
    const { run: { first, last }, pieces, steps } = banded;
    const inside = new Set(
      graph.operators.slice(first, last + 1).flatMap(({ outputs }) => outputs),
    );
    const external = new Set(
      pieces.flatMap(({ tensor, whole }) => whole && !inside.has(tensor) ? [tensor] : []),
    );
    let beside = 0;
    bytes.forEach((size, id) => {
      if (inside.has(id) || external.has(id)) return;
      if (ranges.start[id] <= first && ranges.end[id] > first) beside += size;
    });
    const staysOn = (id: number) => toEnd[id] || readers[id].some((reader) => reader > last);
    const lives = new RowLives(graph, banded, (id) => external.has(id), staysOn);
    const live = lives.bytesPerStep();
    let [tail, extra] = [0, 0];
    for (let o = first; o <= last; o++) {
      tail -= ownTail[o];
      extra -= macs[o];
    }
    let peak = 0;
    steps.forEach((step, s) => {
      const { kind, operator, output } = step;
      if (kind === "slice") tail += sliceTail;
      else if (kind === "pad") tail += padTail;
      else if (kind === "join") tail += joinTail;
      else {
        tail += ownTail[operator];
        const { height, tensor } = pieces[output];
        extra += macs[operator] / graph.tensors[tensor].shape[1] * height;
      }
      const work = kind === "run" ? scratch[operator].reduce((sum, size) => sum + size, 0) : 0;
      peak = Math.max(peak, beside + live[s] + work - saved(step, s));
    });
    return { peak, tail, macs: Math.round(extra) };

    function saved(step: BandStep, s: number): number {
      if (step.kind !== "run" && step.kind !== "pad") return 0;
      if (step.kind === "run" && accounting.sharing[step.operator].length === 0) return 0;
      const sum = step.inputs.reduce((sum, input) => {
        const dying = lives.dyingBytes(input, s);
        if (dying === 0) return sum;
        const { height, width } = pieces[input];
        const { height: made } = pieces[step.output];
        const key = [step.kind, step.operator, height, width, made].join();
        let most = kept.get(key);
        if (most === undefined) {
          most = sharedBytes(accounting, banded, step, input);
          kept.set(key, most);
        }
        return sum + Math.min(dying, most);
      }, 0);
      return Math.min(sum, pieceBytes(graph, pieces[step.output]));
    }
  };
}

function pieceBytes({ tensors }: Graph, { tensor, height, width }: Piece): number {
  const { bytes, shape } = tensors[tensor];
  return bytes / (shape[1] * shape[2]) * height * width;
}

/** The most bytes that an input piece and the output of a step may have in common. */
function sharedBytes(
  { graph, memory }: Accounting,
  { pieces }: BandedRun,
  step: BandStep,
  input: number,
): number {
  const tensors: Tensor[] = [];
  const add = (piece: Piece) => {
    const { tensor, height, width } = piece;
    const like = graph.tensors[tensor];
    const shape = [1, height, width, ...like.shape.slice(3)];
    return tensors.push({ ...like, shape, bytes: pieceBytes(graph, piece) }) - 1;
  };
  const ids = step.inputs.map((piece) => add(pieces[piece]));
  const output = add(pieces[step.output]);
  const own = graph.operators[step.operator];
  if (own.type === "STRIDED_SLICE") return 0; // its constants are those of the whole
  let place = 0;
  const inputs = own.inputs.map((id) =>
    graph.tensors[id]?.role === "activation" ? ids[place++] : tensors.push(graph.tensors[id]) - 1
  );
  const attributes = step.isUnpadded ? { ...own.attributes, padding: "VALID" } : own.attributes;
  let operator: Operator = { ...own, attributes, inputs, outputs: [output] };
  if (step.margins) {
    const { top, bottom, left, right } = step.margins;
    const paddings = int32Constant([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
    const constant = tensors.push(paddings) - 1;
    operator = {
      type: "PAD",
      name: "",
      attributes: {},
      inputs: [ids[0], constant],
      outputs: [output],
    };
  }
  const fragment: Graph = { ...graph, tensors, operators: [operator], inputs: [], outputs: [] };
  const allowance = memory.sharingOf(operator, fragment)
    .find((each) => each.input === ids[step.inputs.indexOf(input)]);
  if (!allowance) return 0;
  return overlapBytes(tensors[allowance.input].bytes, tensors[output].bytes, allowance);
}

/** In which steps each row of each piece is live; views count as rows of their whole. */
class RowLives {
  readonly #graph: Graph;
  readonly #banded: BandedRun;
  /** Per piece: the piece that it is a part of, and its first row there. */
  readonly #roots: { root: number; row: number }[];
  /** Per piece: whether others are parts of it; all rows of the rest live and die together. */
  readonly #isParted: boolean[];
  /** Per root: first and last step that touches each row, or all; -1 where none does. */
  readonly #first: (Int32Array | undefined)[];
  readonly #last: (Int32Array | undefined)[];

  constructor(
    graph: Graph,
    banded: BandedRun,
    isExternal: (tensor: number) => boolean,
    staysOn: (tensor: number) => boolean,
  ) {
    const { pieces, steps } = banded;
    this.#graph = graph;
    this.#banded = banded;
    this.#roots = rootsOf(banded);
    this.#isParted = pieces.map(() => false);
    this.#roots.forEach(({ root }, piece) => {
      if (root !== piece) this.#isParted[root] = true;
    });
    this.#first = pieces.map(() => undefined);
    this.#last = pieces.map(() => undefined);
    steps.forEach((step, s) => {
      if (step.kind === "join") return;
      if (step.kind === "slice" && this.#isSameRoot(step)) return;
      const { from = 0 } = pieces[step.output];
      for (const input of step.inputs) {
        // A slice reads its own rows only.
        if (step.kind === "slice") {
          this.#touch(input, s, from - (pieces[input].from ?? 0), pieces[step.output].height);
        } else this.#touch(input, s);
      }
      this.#touch(step.output, s);
    });
    pieces.forEach(({ tensor, whole }, piece) => {
      const [begin, end] = [this.#first[piece], this.#last[piece]];
      if (!whole) return;
      if (isExternal(tensor)) begin?.fill(0);
      if (!isExternal(tensor) || staysOn(tensor)) end?.fill(steps.length - 1);
    });
  }

  /** Live bytes while each step runs. */
  bytesPerStep(): number[] {
    const { pieces, steps } = this.#banded;
    const change = new Array<number>(steps.length + 1).fill(0);
    this.#first.forEach((begins, root) => {
      if (!begins) return;
      const row = pieceBytes(this.#graph, pieces[root]) / begins.length;
      const ends = this.#last[root]!;
      begins.forEach((begin, r) => {
        if (begin < 0) return;
        change[begin] += row;
        change[ends[r] + 1] -= row;
      });
    });
    let live = 0;
    return change.slice(0, steps.length).map((delta) => live += delta);
  }

  /** Bytes of a piece whose rows are touched by a step for the last time. */
  dyingBytes(piece: number, step: number): number {
    const { root, row } = this.#roots[piece];
    const ends = this.#last[root]!;
    const height = this.#isParted[root] ? this.#banded.pieces[piece].height : 1;
    let rows = 0;
    for (let r = row; r < row + height; r++) if (ends[r] === step) rows++;
    return pieceBytes(this.#graph, this.#banded.pieces[piece]) / height * rows;
  }

  #isSameRoot({ inputs, output }: BandStep): boolean {
    return this.#roots[inputs[0]].root === this.#roots[output].root;
  }

  #touch(piece: number, step: number, from = 0, count = this.#banded.pieces[piece].height): void {
    const { root, row } = this.#roots[piece];
    const isParted = this.#isParted[root];
    const height = isParted ? this.#banded.pieces[root].height : 1;
    const begins = this.#first[root] ??= new Int32Array(height).fill(-1);
    const ends = this.#last[root] ??= new Int32Array(height).fill(-1);
    const end = isParted ? row + from + count : 1;
    for (let r = isParted ? row + from : 0; r < end; r++) {
      if (begins[r] < 0) begins[r] = step;
      ends[r] = step;
    }
  }
}

/** Parts of joins lie in their output, parts of slices in their input. */
function rootsOf({ pieces, steps }: BandedRun): { root: number; row: number }[] {
  const parents = new Map<number, number>();
  for (const { kind, inputs, output } of steps) {
    if (kind === "join") { for (const input of inputs) parents.set(input, output); }
  }
  for (const { kind, inputs: [input], output } of steps) {
    if (kind === "slice" && !parents.has(output)) parents.set(output, input);
  }
  return pieces.map(({ from = 0 }, piece) => {
    let root = piece;
    for (let up = parents.get(root); up !== undefined; up = parents.get(root)) root = up;
    return { root, row: root === piece ? 0 : from - (pieces[root].from ?? 0) };
  });
}
