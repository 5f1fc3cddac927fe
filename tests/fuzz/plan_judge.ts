/**
 * Judges a memory plan by what the runtime would do with it: every byte of the arena knows which byte
 * of which tensor it holds. Shares no code with the checkers of `lib`, and takes quadratic time.
 */

import type { Graph, Operator, Tensor } from "../../lib/graph/mod.ts";

/** An output that may lie under an input while one operator runs. */
export interface Permission {
  readonly input: number;
  readonly output: number;
  readonly distance: number;
  readonly exact?: boolean;
}

/** A model and the offsets of all its tensors, subgraph after subgraph. */
export interface Planned {
  readonly graphs: readonly Graph[];
  readonly isVariable: (graph: number, tensor: number) => boolean;
  readonly offsets: readonly number[];
  readonly permitted: (operator: Operator, graph: Graph) => readonly Permission[];
  /** Bytes that the plan may use. */
  readonly limit: number;
}

const WIDTHS: Readonly<Record<string, number>> = {
  ...{ int8: 1, uint8: 1, bool: 1, int4: 1, int16: 2, uint16: 2, float16: 2, bfloat16: 2 },
  ...{ int32: 4, uint32: 4, float32: 4, resource: 4, int64: 8, uint64: 8, float64: 8 },
  ...{ complex64: 8, complex128: 16 },
};

const sizeOf = ({ shape }: Tensor) => shape.reduce((product, size) => product * size, 1);

/** Whose code runs one after the other inside one operator. */
const CONTROL = new Set(["IF", "WHILE", "CALL_ONCE"]);

/** A tensor while the model runs: where it lies, what it holds and what it should hold. */
interface Held {
  readonly at: number;
  readonly bytes: number;
  /** Memory of its own where the plan gives it no place. */
  readonly own?: Int32Array;
  wanted?: Int32Array;
}

/** What goes wrong, as a sentence; `undefined` if every operator reads what it should. */
export function planRefusal(planned: Planned): string | undefined {
  const { graphs, offsets, limit, isVariable } = planned;
  if (offsets.length !== graphs.reduce((sum, { tensors }) => sum + tensors.length, 0)) {
    return "count";
  }
  let index = 0;
  let end = 0;
  const held: Held[][] = [];
  for (const [g, { tensors }] of graphs.entries()) {
    const list: Held[] = [];
    for (const [t, tensor] of tensors.entries()) {
      const offset = offsets[index++];
      const bytes = sizeOf(tensor) * (WIDTHS[tensor.dtype] ?? 0);
      const isPlanned = tensor.role !== "constant" && bytes > 0;
      if (isVariable(g, t) && isPlanned && offset !== -1) return `variable ${t} has a place`;
      const at = isPlanned && !isVariable(g, t) ? offset : -1;
      if (at < -1) return `tensor ${t} has a negative place`;
      if (at >= 0 && at + bytes > limit) return `tensor ${t} ends behind the limit`;
      if (at >= 0 && at % 16 !== 0 && WIDTHS[tensor.dtype] > 1) return `tensor ${t} is not aligned`;
      list.push(at < 0 ? { at, bytes, own: new Int32Array(bytes) } : { at, bytes });
      if (at >= 0) end = Math.max(end, at + bytes);
    }
    held.push(list);
  }
  return new Run(planned, held, new Int32Array(end)).refusal();
}

/** One run of a model. */
class Run {
  #next = 1;

  constructor(
    readonly planned: Planned,
    readonly held: readonly Held[][],
    readonly arena: Int32Array,
  ) {}

  refusal(): string | undefined {
    const [main] = this.planned.graphs;
    for (const id of main.inputs) this.#fill(0, id);
    for (const id of main.inputs) if (!this.#isRight(0, id)) return `input ${id} is lost`;
    const wrong = this.#graph(0);
    if (wrong !== undefined) return wrong;
    const lost = main.outputs.find((id) => !this.#isRight(0, id));
    return lost === undefined ? undefined : `output ${lost} is lost`;
  }

  #graph(g: number): string | undefined {
    const graph = this.planned.graphs[g];
    for (const [o, operator] of graph.operators.entries()) {
      const where = `at ${operator.type} ${o} of graph ${g}`;
      const inputs = operator.inputs.filter((id) => id >= 0);
      const outputs = operator.outputs.filter((id) => id >= 0);
      const moves = movesOf(operator, graph);
      if (moves) {
        if (!this.#move(g, operator, moves)) return `copies onto itself ${where}`;
        continue;
      }
      const lost = inputs.find((id) => !this.#isRight(g, id));
      if (lost !== undefined) return `${lost} is lost ${where}`;
      for (const input of inputs) {
        for (const output of outputs) {
          if (!this.#mayLie(g, operator, input, output)) {
            return `${output} lies over ${input} ${where}`;
          }
        }
      }
      for (const id of outputs) this.#fill(g, id);
      for (const called of CONTROL.has(operator.type) ? operator.calls ?? [] : []) {
        const early = inputs.find((id) => !this.#isRight(g, id));
        if (early !== undefined) return `${early} is lost before a call ${where}`;
        for (const id of this.planned.graphs[called].inputs) this.#fill(called, id);
        const wrong = this.#graph(called);
        if (wrong !== undefined) return wrong;
        const gone = this.planned.graphs[called].outputs.find((id) => !this.#isRight(called, id));
        if (gone !== undefined) return `output ${gone} of graph ${called} is lost`;
      }
      const spoilt = outputs.find((id) => !this.#isRight(g, id));
      if (spoilt !== undefined) return `${spoilt} is spoilt ${where}`;
    }
  }

  #bytesOf({ at, bytes, own }: Held): Int32Array {
    return own ?? this.arena.subarray(at, at + bytes);
  }

  #fill(g: number, id: number): void {
    const tensor = this.held[g][id];
    tensor.wanted = Int32Array.from({ length: tensor.bytes }, () => this.#next++);
    this.#bytesOf(tensor).set(tensor.wanted);
  }

  /** Whether a tensor holds what was written to it; constants and what nobody wrote always do. */
  #isRight(g: number, id: number): boolean {
    const tensor = this.held[g][id];
    const found = this.#bytesOf(tensor);
    return tensor.wanted?.every((value, i) => found[i] === value) ?? true;
  }

  #mayLie(g: number, operator: Operator, input: number, output: number): boolean {
    const [read, written] = [this.held[g][input], this.held[g][output]];
    if (input === output || read.at < 0 || written.at < 0) return true;
    const apart = read.at >= written.at + written.bytes || written.at >= read.at + read.bytes;
    const distance = read.at - written.at;
    return apart ||
      this.planned.permitted(operator, this.planned.graphs[g]).some((permission) =>
        permission.input === input && permission.output === output &&
        (permission.exact ? distance === permission.distance : distance >= permission.distance)
      );
  }

  /** Copies stretches of bytes as they are; false where one lies elsewhere in what is written. */
  #move(g: number, operator: Operator, moves: readonly Move[]): boolean {
    const [output] = operator.outputs;
    const target = this.held[g][output];
    const wanted = new Int32Array(target.bytes);
    const found = new Int32Array(target.bytes);
    for (const { input, from, to, bytes } of moves) {
      const source = this.held[g][input];
      const [start, place] = [source.at + from, target.at + to];
      const isInside = source.at >= 0 && target.at >= 0 && start < target.at + target.bytes &&
        target.at < start + bytes;
      if (isInside && start !== place && !this.#mayLie(g, operator, input, output)) return false;
      found.set(this.#bytesOf(source).subarray(from, from + bytes), to);
      if (source.wanted) wanted.set(source.wanted.subarray(from, from + bytes), to);
    }
    this.#bytesOf(target).set(found);
    target.wanted = wanted;
    return true;
  }
}

/** Bytes `[from, from + bytes)` of an input go to `to` of the output. */
interface Move {
  readonly input: number;
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
}

/** What an operator copies where it does nothing else: reshapes, joins and cuts of activations. */
function movesOf(operator: Operator, { tensors }: Graph): Move[] | undefined {
  const [output] = operator.outputs;
  const [input, start] = operator.inputs;
  const target = tensors[output];
  if (target === undefined || tensors[input]?.role !== "activation") return undefined;
  const width = WIDTHS[target.dtype] ?? 0;
  if (operator.type === "RESHAPE") {
    const bytes = sizeOf(target) * width;
    return sizeOf(tensors[input]) * width === bytes
      ? [{ input, from: 0, to: 0, bytes }]
      : undefined;
  }
  if (operator.type === "CONCATENATION") {
    const { axis = 0, fused_activation_function: activation = "NONE" } = operator.attributes;
    const at = Number(axis) < 0 ? Number(axis) + target.shape.length : Number(axis);
    if (activation !== "NONE") return undefined;
    const inputs = operator.inputs.map((id) => ({ id, tensor: tensors[id] }));
    if (
      inputs.some(({ tensor }) => tensor?.role !== "activation" || tensor.dtype !== target.dtype)
    ) {
      return undefined;
    }
    const rows = sizeOf({ ...target, shape: target.shape.slice(0, at) });
    const stride = sizeOf(target) / rows * width;
    const moves: Move[] = [];
    let to = 0;
    for (const { id, tensor } of inputs) {
      const bytes = sizeOf(tensor) / rows * width;
      for (let row = 0; row < rows; row++) {
        moves.push({ input: id, from: row * bytes, to: row * stride + to, bytes });
      }
      to += bytes;
    }
    return to === stride && Number.isInteger(stride) ? moves : undefined;
  }
  const begin = tensors[start]?.data;
  if (operator.type !== "SLICE" || !begin || tensors[start].dtype !== "int32") return undefined;
  const shape = tensors[input].shape;
  if (begin.length !== 4 * shape.length || target.shape.length !== shape.length) return undefined;
  const view = new DataView(begin.buffer, begin.byteOffset, begin.length);
  const strides = shape.map((_, d) => sizeOf({ ...target, shape: shape.slice(d + 1) }) * width);
  const first = shape.map((_, d) => view.getInt32(4 * d, true));
  if (first.some((at, d) => at < 0 || at + target.shape[d] > shape[d])) return undefined;
  // One move for each element of all dimensions but the last.
  const bytes = target.shape.at(-1)! * width;
  return Array.from({ length: sizeOf(target) * width / bytes || 0 }, (_, run) => {
    let [rest, from] = [run, first.at(-1)! * width];
    for (let d = shape.length - 2; d >= 0; d--) {
      from += (first[d] + rest % target.shape[d]) * strides[d];
      rest = Math.floor(rest / target.shape[d]);
    }
    return { input, from, to: run * bytes, bytes };
  });
}
