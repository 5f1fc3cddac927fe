/** Follows values through memory under a plan: does every operator find what it is to read? */

import { ABSENT, type Graph, type Operator, quoted } from "../graph/mod.ts";
import { accessPairs, placeInOutput } from "../operators/mod.ts";
import type { Allowance } from "../tmm/mod.ts";

/** Bytes `[at, at + bytes)` that hold those of a computed tensor from `first` on. */
interface Run {
  readonly at: number;
  readonly bytes: number;
  readonly tensor: number;
  readonly first: number;
}

/** What the follower must know about a plan. */
export interface PlacedGraph {
  readonly graph: Graph;
  /** Per tensor: its place in bytes; `undefined` for what the plan leaves to others. */
  readonly offsets: readonly (number | undefined)[];
  /** Which outputs of an operator may share bytes with which inputs. */
  readonly sharingOf: (operator: Operator, graph: Graph) => readonly Allowance[];
}

/** Types that only copy bytes, in an order that TFLM's kernels keep to. */
const COPIES = new Set(["CONCATENATION", "SLICE", "RESHAPE"]);

/**
 * What goes wrong when a graph runs in its order in the memory of a plan, as a sentence; `undefined`
 * if nothing does.
 *
 * Memory is a list of ranges, each with the value that it holds: byte k of a computed tensor. An
 * operator must find the whole of each input as it was computed, and may write over it while it
 * reads only as `sharingOf` says. Operators that only copy hand on what they find: they may find
 * their input where their output is to be, byte on byte, or apart from it, and parts that nobody will
 * read may be gone. What the plan gives no place is not followed: it must be right when it is made,
 * and then stays. Live ranges play no part in this.
 */
export function flowFault({ graph, offsets, sharingOf }: PlacedGraph): string | undefined {
  const { tensors, operators, inputs, outputs } = graph;
  const memory = new Memory();
  /** Per tensor: the values that it is made of, at places from its start. */
  const values: Run[][] = tensors.map(({ bytes }, tensor) => [{ at: 0, bytes, tensor, first: 0 }]);
  const name = (id: number) => `tensor ${id} (${quoted(tensors[id].name)})`;
  const placed = (ids: readonly number[]) =>
    [...new Set(ids)].filter((id) => id !== ABSENT && offsets[id] !== undefined);
  const isKept = (id: number, from = 0, to = tensors[id].bytes) =>
    within(values[id], from, to).every((run) =>
      memory.holds({ ...run, at: run.at + offsets[id]! })
    );
  const store = (id: number) => {
    for (const run of values[id]) memory.write({ ...run, at: run.at + offsets[id]! });
  };
  for (const id of placed(inputs)) store(id);
  for (const id of placed(inputs)) if (!isKept(id)) return `input ${name(id)} is overwritten`;
  for (const [o, operator] of operators.entries()) {
    const copies = COPIES.has(operator.type) ? copiesOf(operator, graph) : [];
    const isCopy = copies.length > 0;
    const where = `by ${operator.type} ${o}`;
    if (isCopy) {
      values[operator.outputs[0]] = copies.flatMap(({ input, from, to, at }) =>
        within(values[input], from, to).map((run) => ({ ...run, at: run.at - from + at }))
      );
    }
    const reads = isCopy ? copies : placed(operator.inputs)
      .filter((id) => tensors[id].role === "activation")
      .map((input) => ({ input, from: 0, to: tensors[input].bytes, at: 0 }));
    const allowed = sharingOf(operator, graph);
    for (const { input, from, to, at } of reads) {
      const start = offsets[input];
      if (start === undefined) continue;
      const isFollowed = isCopy && offsets[operator.outputs[0]] !== undefined;
      if (!isFollowed && !isKept(input, from, to)) {
        return `${name(input)} is overwritten before it is read ${where}`;
      }
      for (const output of placed(operator.outputs)) {
        const place = offsets[output]!;
        if (start + from >= place + tensors[output].bytes || start + to <= place) continue;
        if (isCopy && start + from === place + at) continue;
        const permission = allowed.find((each) => each.input === input && each.output === output);
        const distance = start - place;
        const isAllowed = permission &&
          (permission.exact ? distance === permission.distance : distance >= permission.distance);
        if (!isAllowed) return `${name(input)} is overwritten while it is read ${where}`;
      }
    }
    if (isCopy) {
      for (const { input, from, to, at } of copies) {
        const [start, place] = [offsets[input], offsets[operator.outputs[0]]];
        if (place === undefined) continue;
        if (start === undefined) {
          for (const run of within(values[input], from, to)) {
            memory.write({ ...run, at: run.at - from + at + place });
          }
        } else if (start + from !== place + at) memory.move(start + from, place + at, to - from);
      }
      continue;
    }
    const writes = placed(operator.outputs);
    writes.forEach(store);
    const lost = writes.find((id) => !isKept(id));
    if (lost !== undefined) return `${name(lost)} is overwritten while it is written ${where}`;
  }
  const lost = placed(outputs).find((id) => !isKept(id));
  return lost === undefined ? undefined : `output ${name(lost)} is overwritten`;
}

/** A range of an input, and where it goes in the only output. */
interface Copy {
  readonly input: number;
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** The ranges that an operator copies; none where it moves more than unbroken ranges. */
function copiesOf(operator: Operator, graph: Graph): Copy[] {
  const { tensors } = graph;
  const [output] = operator.outputs;
  const copies: Copy[] = [];
  for (const { input, accesses } of accessPairs(operator, graph)) {
    for (const access of accesses) {
      const place = access.how === "ordered" ? placeInOutput(access) : undefined;
      if (place === undefined) return [];
      const size = tensors[output].bytes / tensors[output].shape.reduce((a, b) => a * b, 1);
      const bytes = Math.min(tensors[input].bytes, tensors[output].bytes);
      const [from, at] = [Math.max(0, -place) * size, Math.max(0, place) * size];
      copies.push({ input, from, to: from + bytes, at });
    }
  }
  const total = copies.reduce((sum, { from, to }) => sum + to - from, 0);
  return total === tensors[output].bytes ? copies : [];
}

/** The parts of runs in `[from, to)`. */
function within(runs: readonly Run[], from: number, to: number): Run[] {
  return runs.flatMap(({ at, bytes, tensor, first }) => {
    const [start, end] = [Math.max(at, from), Math.min(at + bytes, to)];
    return start < end
      ? [{ at: start, bytes: end - start, tensor, first: first + start - at }]
      : [];
  });
}

/** Ranges that hold values, apart from each other. */
class Memory {
  #runs: Run[] = [];

  write(run: Run): void {
    const { at, bytes } = run;
    const rest = this.#runs.flatMap((old) => [
      ...within([old], -Infinity, at),
      ...within([old], at + bytes, Infinity),
    ]);
    this.#runs = [...rest, run];
  }

  /** Copies bytes with the values that they hold, if they hold any. */
  move(from: number, to: number, bytes: number): void {
    const found = within(this.#runs, from, from + bytes);
    this.write({ at: to, bytes, tensor: ABSENT, first: 0 });
    for (const run of found) this.write({ ...run, at: run.at - from + to });
  }

  /** Whether a range holds a value, in one piece or in several. */
  holds({ at, bytes, tensor, first }: Run): boolean {
    const found = within(this.#runs, at, at + bytes);
    const right = found.filter((run) => run.tensor === tensor && run.first - run.at === first - at);
    return right.reduce((sum, run) => sum + run.bytes, 0) === bytes;
  }
}
