/** An outline: a graph as values to edit, which remember what they were in the graph it was made of. */

import { ABSENT, createGraph, type Graph, type Operator, type Tensor } from "../graph/mod.ts";

/** A tensor of an outline: one of the original graph as it is, or a new one. */
export interface OutlineTensor extends Tensor {
  /** Id in the original graph; absent for a new tensor. */
  readonly table?: number;
  /** For a new tensor: the original tensor whose table of quantisation is its own, too. */
  readonly like?: number;
}

/** An operator of an outline. */
export interface OutlineOperator extends Operator {
  /** The operator of the original graph that it computes, or computes a part of. */
  readonly origin: number;
  /**
   * The original operator whose type, version and options it has; absent for a new builtin operator.
   * Where `attributes` are not those of the original, new options are written.
   */
  readonly table?: number;
}

/** A graph in parts. Ids of tensors and operators are indices, as in a graph. */
export interface Outline {
  /** Name of the graph. */
  readonly name: string;
  /** All tensors of the graph. */
  readonly tensors: readonly OutlineTensor[];
  /** Its operators in execution order. */
  readonly operators: readonly OutlineOperator[];
  /** Ids of what the caller writes. */
  readonly inputs: readonly number[];
  /** Ids of what the caller reads. */
  readonly outputs: readonly number[];
}

/**
 * The outline of a graph as it is.
 *
 * @param schedule Operator ids in execution order, which must be valid; that of the graph if absent.
 */
export function outlineOf(graph: Graph, schedule?: readonly number[]): Outline {
  const { name, tensors, operators, inputs, outputs } = graph;
  const order = schedule ?? operators.map((_, o) => o);
  return {
    name,
    tensors: tensors.map((tensor, id) => ({ ...tensor, table: id })),
    operators: order.map((o) => ({ ...operators[o], origin: o, table: o })),
    inputs,
    outputs,
  };
}

const graphs = new WeakMap<Outline, Graph>();

/**
 * The graph of an outline, checked. Computed once per outline.
 *
 * @throws {GraphError} If the outline is not a valid graph.
 */
export function graphOf(outline: Outline): Graph {
  const known = graphs.get(outline);
  if (known) return known;
  const { name, tensors, operators, inputs, outputs } = outline;
  const graph = createGraph({
    name,
    tensors: [...tensors],
    operators: [...operators],
    inputs,
    outputs,
  });
  graphs.set(outline, graph);
  return graph;
}

/** The operators that read each tensor, in order, each once. */
export function readersOf({ tensors, operators }: Outline): number[][] {
  const readers: number[][] = tensors.map(() => []);
  operators.forEach(({ inputs }, o) => {
    for (const id of new Set(inputs)) if (id !== ABSENT) readers[id].push(o);
  });
  return readers;
}
