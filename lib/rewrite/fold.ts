/** Operators that a converter drops: those that do nothing, and those that compute what is known. */

import {
  ABSENT,
  compacted,
  type Graph,
  linksOf,
  type Operator,
  type Tensor,
} from "../graph/mod.ts";

/**
 * A graph with other operators in the place of its own, without the tensors that nobody touches then.
 *
 * @param operators Per operator of the graph what stands there now, or nothing; orders that no tensor
 * carries stay between those that are left.
 */
export function withOperators(graph: Graph, operators: readonly (Operator | undefined)[]): Graph {
  const places = new Map<number, number>();
  const kept = operators.flatMap((operator, id) => {
    if (!operator) return [];
    places.set(id, places.size);
    return [operator];
  });
  const controlEdges = graph.controlEdges.flatMap(([before, after]) => {
    const [from, to] = [places.get(before), places.get(after)];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
  return compacted({ ...graph, operators: kept, controlEdges });
}

/** Tensors whose numbers follow from the shapes of the inputs are constants, and nobody computes them. */
export function withConstants(graph: Graph): Graph {
  const { tensors, operators, outputs } = graph;
  const isKnown = (id: number) =>
    id === ABSENT || (tensors[id].values !== undefined && !outputs.includes(id));
  const left = operators.map((operator) => operator.outputs.every(isKnown) ? undefined : operator);
  const made = new Set(
    operators.filter((_, o) => !left[o]).flatMap((operator) => operator.outputs),
  );
  const constants = tensors.map((tensor, id): Tensor =>
    made.has(id) ? { ...tensor, role: "constant" } : tensor
  );
  return withOperators({ ...graph, tensors: constants }, left);
}

/** Who reads the output of an operator that does nothing reads its input instead. */
export function withoutNothing(graph: Graph, nothing: ReadonlySet<string>): Graph {
  const { readers } = linksOf(graph);
  const same = new Map<number, number>();
  const actual = (id: number) => same.get(id) ?? id;
  const operators = graph.operators.map((operator): Operator | undefined => {
    const { type, inputs, outputs: [output, mask = ABSENT] } = operator;
    const isSeen = graph.outputs.includes(output) || (readers[mask]?.length ?? 0) > 0;
    if (!nothing.has(type) || isSeen || inputs[0] === undefined) {
      return { ...operator, inputs: inputs.map(actual) };
    }
    same.set(output, actual(inputs[0]));
    return undefined;
  });
  return withOperators(graph, operators);
}
