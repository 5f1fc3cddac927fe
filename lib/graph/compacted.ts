/** A graph without the tensors that nobody touches any more. */

import { createGraph, type Graph, type GraphParts } from "./graph.ts";
import { ABSENT } from "./operator.ts";

/**
 * The same graph with only the tensors that its operators and its interface name; ids change.
 *
 * @throws {GraphError} If the graph is not valid.
 */
export function compacted(graph: GraphParts): Graph {
  const { tensors, operators, inputs, outputs } = graph;
  const used = new Set([
    ...inputs,
    ...outputs,
    ...operators.flatMap((operator) => [...operator.inputs, ...operator.outputs]),
  ]);
  used.delete(ABSENT);
  const kept = [...used].sort((a, b) => a - b);
  const places = new Map(kept.map((id, place) => [id, place]));
  const moved = (ids: readonly number[]) => ids.map((id) => places.get(id) ?? ABSENT);
  return createGraph({
    ...graph,
    tensors: kept.map((id) => tensors[id]),
    operators: operators.map((operator) => ({
      ...operator,
      inputs: moved(operator.inputs),
      outputs: moved(operator.outputs),
    })),
    inputs: moved(inputs),
    outputs: moved(outputs),
  });
}
