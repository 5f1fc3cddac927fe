/** A graph under a memory model, flattened to numbers: what schedulers and planners calculate with. */

import { ABSENT, type Graph, linksOf, want } from "../graph/mod.ts";
import { type Allowance, type MemoryModel, roundUp } from "./memory_model.ts";

/** The numbers of a graph under one memory model. Ids are those of the graph. */
export interface Accounting {
  /** The graph behind the numbers. */
  readonly graph: Graph;
  /** The graphs that its operators call, and those that these call, each once. */
  readonly called: readonly Graph[];
  /** The memory model behind the numbers. */
  readonly memory: MemoryModel;
  /** Per tensor: rounded bytes of SRAM; 0 where the tensor does not count. */
  readonly bytes: readonly number[];
  /** Per operator: rounded bytes of each scratch buffer, what called graphs need included. */
  readonly scratch: readonly (readonly number[])[];
  /** Per operator: the counted tensors that it reads, or overwrites (graph inputs), each once. */
  readonly reads: readonly (readonly number[])[];
  /** Per operator: the counted tensors that it brings to life, each once. */
  readonly writes: readonly (readonly number[])[];
  /** Per tensor: the operators that read it, each once. */
  readonly readers: readonly (readonly number[])[];
  /** Per tensor: the operator that writes it, or -1. */
  readonly producer: readonly number[];
  /** Per tensor: live from the start (model inputs, variables, what is read but never written). */
  readonly fromStart: readonly boolean[];
  /** Per tensor: live to the end (model outputs, variables, what is read but never written). */
  readonly toEnd: readonly boolean[];
  /** Per operator: the sharing that the memory model allows between counted tensors. */
  readonly sharing: readonly (readonly Allowance[])[];
  /** Per operator: the operators that must run before it. */
  readonly predecessors: readonly (readonly number[])[];
  /** Per operator: the operators that wait for it. */
  readonly successors: readonly (readonly number[])[];
}

/**
 * Flattens a graph under a memory model. For a model, whose operators may call other graphs, use
 * {@linkcode accountModel}.
 *
 * @param calledBytes Bytes that the graphs which an operator calls need while it runs (control
 * flow); they count like a scratch buffer.
 */
export function accountFor(
  graph: Graph,
  memory: MemoryModel,
  calledBytes: (operator: number) => number = () => 0,
): Accounting {
  want(graph?.operators, "account for a graph", "a graph", graph);
  want(memory?.bytesOf, "account for a graph", "a memory model such as activationsOnly", memory);
  const { tensors, operators } = graph;
  const links = linksOf(graph);
  const bytes = tensors.map((tensor) => roundUp(memory.bytesOf(tensor), memory.alignment));
  const counted = (ids: readonly number[]) => [
    ...new Set(ids.filter((id) => id !== ABSENT && bytes[id] > 0)),
  ];
  const given = new Set(graph.inputs);
  const wanted = new Set(graph.outputs);
  // What is read but never written holds whatever lay there: nothing may be laid over it.
  const held = tensors.map((tensor, id) =>
    tensor.role === "variable" ||
    (links.producer[id] < 0 && !given.has(id) && (links.readers[id].length > 0 || wanted.has(id)))
  );
  const fromStart = held.map((isHeld, id) => isHeld || given.has(id));
  const toEnd = [...held];
  for (const id of graph.outputs) toEnd[id] = true;
  const scratch = operators.map((operator, o) => {
    const requests = [...memory.scratchOf(operator, graph), calledBytes(o)];
    return requests.filter((request) => request > 0)
      .map((request) => roundUp(request, memory.alignment));
  });
  return {
    graph,
    called: [],
    memory,
    bytes,
    scratch,
    reads: operators.map(({ inputs, outputs }) =>
      counted([
        ...inputs,
        ...outputs.filter((id) => tensors[id]?.role === "activation" && fromStart[id]),
      ])
    ),
    writes: operators.map((operator) => counted(operator.outputs).filter((id) => !fromStart[id])),
    readers: links.readers,
    producer: links.producer,
    fromStart,
    toEnd,
    sharing: operators.map((operator) =>
      memory.sharingOf(operator, graph)
        .filter(({ input, output }) => bytes[input] > 0 && bytes[output] > 0)
        .map((allowance) => {
          if (allowance.exact) return allowance;
          return { ...allowance, distance: roundUp(allowance.distance, memory.alignment) };
        })
    ),
    predecessors: links.predecessors,
    successors: links.successors,
  };
}

/** The most bytes that two tensors can have in common under an allowance; sizes in bytes. */
export function overlapBytes(
  inputBytes: number,
  outputBytes: number,
  { distance, exact }: Pick<Allowance, "distance" | "exact">,
): number {
  // From this distance on (until the input's end leaves the output) one lies inside the other.
  const nested = Math.min(0, outputBytes - inputBytes);
  const at = exact ? distance : Math.max(distance, nested);
  return Math.max(0, Math.min(at + inputBytes, outputBytes) - Math.max(at, 0));
}

/**
 * Bytes that the sharing of one operator saves while it runs, given which of its inputs die there.
 *
 * Every allowance says how many bytes an input and an output can have in common; no input can save
 * more than its own bytes, no output more than its own. The smaller of the two sums bounds what any
 * placement can save, and is what a placement reaches with one dying input, in place, and with views.
 */
export function savedBytes(
  accounting: Accounting,
  operator: number,
  diesHere: (tensor: number) => boolean,
): number {
  const allowances = accounting.sharing[operator];
  if (allowances.length === 0) return 0;
  const { bytes } = accounting;
  const byInput = new Map<number, number>();
  const byOutput = new Map<number, number>();
  for (const allowance of allowances) {
    const { input, output } = allowance;
    if (!diesHere(input)) continue;
    const common = overlapBytes(bytes[input], bytes[output], allowance);
    byInput.set(input, Math.min(bytes[input], (byInput.get(input) ?? 0) + common));
    byOutput.set(output, Math.min(bytes[output], (byOutput.get(output) ?? 0) + common));
  }
  const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0);
  return Math.min(sum(byInput.values()), sum(byOutput.values()));
}

/** @throws {TypeError} If it is a model, a graph or anything else that is no accounting. */
export function wantAccounting(accounting: Accounting, action: string): void {
  want(
    accounting?.predecessors,
    action,
    "an accounting from accountModel() or accountFor()",
    accounting,
  );
}
