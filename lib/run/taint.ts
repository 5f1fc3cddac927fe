/** Taint: every byte of an arena knows which tensor owns it, and reading another's is an error. */

import type { Graph, Operator } from "../graph/mod.ts";
import { elementBytes } from "./elements.ts";
import { grouped } from "./grouped.ts";
import type { Watch } from "./kernel.ts";

/** A read of bytes that no longer (or not yet) hold the tensor that was meant. */
export class TaintError extends Error {
  /** Always `TaintError`. */
  override readonly name = "TaintError";
  /** Describes the first wrong byte. */
  constructor(
    /** The step that read, or -1 for the caller before the first and after the last operator. */
    readonly step: number,
    /** Id of the operator that read, or -1. */
    readonly operator: number,
    /** Id of the tensor that was meant, or -2 for scratch memory. */
    readonly tensor: number,
    /** Id of the tensor that owns the byte, -1 for nobody, -2 for scratch memory. */
    readonly owner: number,
    /** Place of the byte in the arena. */
    readonly offset: number,
    message: string,
  ) {
    super(message);
  }
}

/** Owners that are no tensors. */
const NOBODY = -1;
const SCRATCH = -2;
/** What a view expects of a byte that was lost before it became a part of the view. */
const LOST = -3;

/** Scratch memory of an operator, which lies in the arena while it runs. */
export interface ScratchPlace {
  /** Id of the operator. */
  readonly operator: number;
  /** Bytes from the start of the arena. */
  readonly offset: number;
  /** How many bytes it takes. */
  readonly bytes: number;
}

/**
 * Who owns which byte of an arena. It proves a plan right for every input, not only for the one at
 * hand, because it looks at places and not at values:
 *
 * - where an output overlaps an input, each read is checked at its time, against all writes so far
 *   (the {@linkcode Watch} of a kernel tells both);
 * - elsewhere no write can come before a read: the inputs must be whole before the operator runs;
 * - after it has run, each output must be whole, and scratch memory must be untouched by outputs.
 *
 * Bytes that are copied onto themselves (a slice or a join of views) do not change hands: they go on
 * holding the one tensor, and hold the other too. Nothing is asked of them then: a byte that was
 * lost before is lost in the view, which is an error once it is used. A copy between ranges that
 * overlap without being the same is an error at once: C leaves undefined what `memcpy` does.
 */
export class Ownership {
  readonly #graph: Graph;
  readonly #offsets: readonly number[];
  readonly #scratch: Map<number, ScratchPlace[]>;
  /** Per byte of the arena: the tensor that was written there last. */
  readonly #owners: Int32Array;
  /** Per byte of a tensor that is a view of others: the owner behind it. */
  readonly #views = new Map<number, Int32Array>();
  #step = -1;
  #operator = -1;

  /** Nobody owns anything. Tensors with offset -1 are not in the arena. */
  constructor(
    graph: Graph,
    offsets: readonly number[],
    arenaBytes: number,
    scratch: readonly ScratchPlace[] = [],
  ) {
    this.#graph = graph;
    this.#offsets = offsets;
    this.#scratch = grouped(scratch, ({ operator }) => operator);
    const end = scratch.reduce((most, { offset, bytes }) => Math.max(most, offset + bytes), 0);
    this.#owners = new Int32Array(Math.max(arenaBytes, end)).fill(NOBODY);
  }

  /**
   * The caller has written the graph's inputs. A tensor that nobody ever writes is taken for written
   * too: whatever its memory holds, it must hold it until the tensor is read.
   */
  inputsWritten(): void {
    [this.#step, this.#operator] = [-1, -1];
    this.#owners.fill(NOBODY);
    this.#views.clear();
    const { tensors, operators, inputs } = this.#graph;
    const written = new Set(operators.flatMap(({ outputs }) => outputs));
    const unwritten = [...tensors.keys()].filter((id) => !written.has(id));
    for (const id of [...unwritten, ...inputs]) this.#own(id);
    this.#expectWhole(inputs);
  }

  /** The caller is about to read the graph's outputs. */
  outputsRead(): void {
    [this.#step, this.#operator] = [-1, -1];
    this.#expectWhole(this.#graph.outputs);
  }

  /** An operator is about to run; without a watch, it is taken to read its inputs as a whole. */
  begin(step: number, operator: number, watched: boolean): void {
    [this.#step, this.#operator] = [step, operator];
    if (!watched) this.#expectWhole(this.#graph.operators[operator].inputs);
    for (const { offset, bytes } of this.#scratch.get(operator) ?? []) {
      this.#owners.fill(SCRATCH, offset, offset + bytes);
    }
  }

  /** The operator has run; without a watch, its outputs were written as a whole. */
  end(watched: boolean): void {
    const { outputs } = this.#graph.operators[this.#operator];
    if (!watched) outputs.forEach((id) => this.#own(id));
    for (const id of outputs) {
      const range = this.#rangeOf(id);
      if (range) this.#expect(id, range.start, range.end, LOST);
    }
    for (const { offset, bytes } of this.#scratch.get(this.#operator) ?? []) {
      for (let at = offset; at < offset + bytes; at++) {
        if (this.#owners[at] !== SCRATCH) this.#fail(SCRATCH, this.#owners[at], at);
      }
      this.#owners.fill(NOBODY, offset, offset + bytes);
    }
  }

  /** Whether an output of an operator overlaps one of its inputs, so that it must be watched. */
  overlaps({ inputs, outputs }: Operator): boolean {
    const placed = (ids: readonly number[]) => ids.filter((id) => this.#rangeOf(id));
    return placed(outputs).some((y) =>
      placed(inputs).some((x) => {
        const [a, b] = [this.#rangeOf(x)!, this.#rangeOf(y)!];
        return a.start < b.end && b.start < a.end;
      })
    );
  }

  /** The watch for the kernel of an operator. */
  watch(operator: Operator): Watch {
    const { inputs, outputs } = operator;
    const bytesOf = (id: number) => elementBytes(this.#graph.tensors[id].dtype);
    const placeOf = (id: number, element: number) => this.#offsets[id] + element * bytesOf(id);
    const read = (id: number, first: number, count: number) => {
      if (this.#offsets[id] < 0) return;
      this.#expect(id, placeOf(id, first), placeOf(id, first + count));
    };
    const write = (id: number, first: number, count: number) => {
      if (this.#offsets[id] < 0) return;
      const [start, end] = [placeOf(id, first), placeOf(id, first + count)];
      this.#owners.fill(id, start, end);
      this.#views.get(id)?.fill(id, start - this.#offsets[id], end - this.#offsets[id]);
    };
    return {
      reads: (place, first, count) => read(inputs[place], first, count),
      writes: (place, first, count) => write(outputs[place], first, count),
      copies: (input, from, output, to, count) => {
        const [x, y] = [inputs[input], outputs[output]];
        const start = placeOf(x, from);
        const distance = start - placeOf(y, to);
        const size = count * bytesOf(x);
        const apart = this.#offsets[x] < 0 || this.#offsets[y] < 0 || Math.abs(distance) >= size;
        if (!apart && distance === 0) return this.#view(x, y, start, start + size);
        read(x, from, count);
        if (!apart) this.#fail(x, y, start, "one copy moves it onto itself");
        write(y, to, count);
      },
    };
  }

  /** Bytes of the arena that should hold tensor `x` are a part of tensor `y` from now on, too. */
  #view(x: number, y: number, start: number, end: number): void {
    const [source, target] = [this.#offsets[x], this.#offsets[y]];
    const inside = this.#views.get(x);
    const view = this.#views.get(y) ?? new Int32Array(this.#graph.tensors[y].bytes).fill(y);
    for (let at = start; at < end; at++) {
      const owner = inside ? inside[at - source] : x;
      view[at - target] = this.#owners[at] === owner ? owner : LOST;
    }
    this.#views.set(y, view);
  }

  #rangeOf(id: number): { start: number; end: number } | undefined {
    const start = this.#offsets[id] ?? -1;
    return start < 0 ? undefined : { start, end: start + this.#graph.tensors[id].bytes };
  }

  #own(id: number): void {
    const range = this.#rangeOf(id);
    if (range) this.#owners.fill(id, range.start, range.end);
    this.#views.delete(id);
  }

  #expectWhole(ids: readonly number[]): void {
    for (const id of ids) {
      const range = this.#rangeOf(id);
      if (range) this.#expect(id, range.start, range.end);
    }
  }

  /** Bytes of the arena must hold a tensor; those are let off whose view expects `unless`. */
  #expect(id: number, start: number, end: number, unless?: number): void {
    const view = this.#views.get(id);
    const offset = this.#offsets[id];
    for (let at = start; at < end; at++) {
      const owner = view ? view[at - offset] : id;
      if (this.#owners[at] !== owner && owner !== unless) this.#fail(id, this.#owners[at], at);
    }
  }

  #fail(tensor: number, owner: number, offset: number, why?: string): never {
    const { tensors, operators } = this.#graph;
    const nameOf = (id: number) => {
      if (id === SCRATCH) return "scratch memory";
      return id < 0 ? "nobody" : `tensor ${id} "${tensors[id].name}"`;
    };
    const place = this.#operator < 0
      ? "the caller"
      : `step ${this.#step} (${operators[this.#operator].type}, operator ${this.#operator})`;
    const reason = why ?? `byte ${offset} belongs to ${nameOf(owner)}`;
    const message = `Cannot use ${nameOf(tensor)} in ${place}: ${reason}`;
    throw new TaintError(this.#step, this.#operator, tensor, owner, offset, message);
  }
}
