/** Who writes and reads each tensor, and which operator must wait for which. */

import type { Graph } from "./graph.ts";
import { ABSENT } from "./operator.ts";

/** The relations of a graph, as indices. */
export interface Links {
  /** Per tensor: the operator that writes it, or -1. */
  readonly producer: readonly number[];
  /**
   * Per tensor: the operators that read it, each once, in file order; the operator that overwrites an
   * input of the graph is among its readers.
   */
  readonly readers: readonly (readonly number[])[];
  /** Per operator: the operators that must run before it, each once, ascending. */
  readonly predecessors: readonly (readonly number[])[];
  /** Per operator: the operators that wait for it, each once, ascending. */
  readonly successors: readonly (readonly number[])[];
}

const known = new WeakMap<Graph, Links>();

/**
 * The links of a graph: data dependences, the mutual order of all operators that touch one variable
 * or one overwritten input, and the graph's control edges. Computed once per graph.
 */
export function linksOf(graph: Graph): Links {
  const found = known.get(graph);
  if (found) return found;
  const { tensors, operators } = graph;
  const producer = new Array<number>(tensors.length).fill(-1);
  const readers: number[][] = tensors.map(() => []);
  const waits: Set<number>[] = operators.map(() => new Set());
  const touched = new Map<number, number>(); // tensor -> the last operator that touched it
  const overwritten = overwrittenInputs(graph);
  const isState = (id: number) => tensors[id].role === "variable" || overwritten.has(id);
  operators.forEach((operator, o) => {
    const waitFor = (before: number) => {
      if (before >= 0 && before !== o) waits[o].add(before);
    };
    const rewrites = operator.outputs.filter((id) => overwritten.has(id));
    for (const id of [...operator.inputs, ...rewrites]) {
      if (id === ABSENT) continue;
      const list = readers[id];
      if (list[list.length - 1] !== o) list.push(o);
      waitFor(producer[id]);
    }
    for (const id of operator.outputs) if (id !== ABSENT) producer[id] = o;
    for (const id of [...operator.inputs, ...operator.outputs]) {
      if (id === ABSENT || !isState(id)) continue;
      waitFor(touched.get(id) ?? -1);
      touched.set(id, o);
    }
  });
  for (const [before, after] of graph.controlEdges) waits[after].add(before);
  const predecessors = waits.map((set) => [...set].sort((a, b) => a - b));
  const successors: number[][] = operators.map(() => []);
  predecessors.forEach((list, o) => list.forEach((before) => successors[before].push(o)));
  const links = { producer, readers, predecessors, successors };
  known.set(graph, links);
  return links;
}

/** Inputs of a graph that an operator writes again. Their value changes, so that order matters. */
function overwrittenInputs({ inputs, operators, tensors }: Graph): Set<number> {
  const written = new Set(operators.flatMap(({ outputs }) => outputs));
  return new Set(inputs.filter((id) => written.has(id) && tensors[id].role !== "variable"));
}
