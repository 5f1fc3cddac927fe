/** Shape inference: what an operator's outputs look like, and new input shapes for a whole graph. */

import {
  ABSENT,
  bytesOf,
  createGraph,
  type Graph,
  type Operator,
  type Tensor,
} from "../graph/mod.ts";
import { type Shape, Unknown } from "./query.ts";
import { ruleOf } from "./rules.ts";

/** The shapes of an operator's outputs, or why they cannot be told. */
export type InferredShapes =
  | { readonly shapes: readonly Shape[] }
  | { readonly unknown: string };

/** What the shapes of an operator's inputs, its settings and constants say about its outputs. */
export function inferOutputs(operator: Operator, tensors: readonly Tensor[]): InferredShapes {
  const rule = ruleOf(operator)?.shapes;
  if (!rule) return { unknown: `no rule for the shapes of ${operator.type} is known` };
  try {
    const shapes = rule({ operator, tensors });
    const bad = shapes.find((shape) =>
      shape.some((size) => !(Number.isInteger(size) && size >= 0))
    );
    return bad ? { unknown: `its output would be [${bad}]` } : { shapes };
  } catch (error) {
    if (!(error instanceof Unknown)) throw error;
    return { unknown: error.message };
  }
}

/**
 * The same graph for other input shapes: they are carried on from operator to operator, and stop
 * where nothing changes.
 *
 * @param inputShapes Shapes by names of graph inputs; inputs that are not named keep theirs.
 *
 * @throws {RangeError} If a name is not that of an input, or a shape holds anything but integers from
 * 1 on; if an operator stops the inference, which is then named.
 */
export function inferShapes(graph: Graph, inputShapes: Readonly<Record<string, Shape>>): Graph {
  const tensors = [...graph.tensors];
  const changed = new Set<number>();
  const setShape = (id: number, shape: Shape) => {
    const { dtype, shape: old } = tensors[id];
    if (shape.length === old.length && shape.every((size, d) => size === old[d])) return;
    tensors[id] = { ...tensors[id], shape, bytes: bytesOf(dtype, shape) };
    changed.add(id);
  };
  for (const [name, shape] of Object.entries(inputShapes)) {
    setShape(inputNamed(graph, name, shape), shape);
  }
  graph.operators.forEach((operator, o) => {
    if (!operator.inputs.some((id) => changed.has(id))) return;
    const inferred = inferOutputs(operator, tensors);
    if ("unknown" in inferred) {
      const place = `operators[${o}] (${operator.type} "${operator.name}")`;
      throw new RangeError(`Cannot infer the shapes from ${place} on: ${inferred.unknown}`);
    }
    operator.outputs.forEach((id, place) => {
      if (id !== ABSENT && inferred.shapes[place]) setShape(id, inferred.shapes[place]);
    });
  });
  return createGraph({ ...graph, tensors });
}

function inputNamed(graph: Graph, name: string, shape: Shape): number {
  const names = graph.inputs.map((id) => graph.tensors[id].name);
  const place = names.indexOf(name);
  if (place < 0) {
    throw new RangeError(`Cannot set a shape: inputs are ${JSON.stringify(names)}, not "${name}"`);
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
    throw new RangeError(`Cannot set the shape of "${name}": integers from 1 on, not [${shape}]`);
  }
  return graph.inputs[place];
}
