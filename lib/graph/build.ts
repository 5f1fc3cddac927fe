/** A small notation for graphs of bytes: for tests, benchmarks and graphs that come without shapes. */

import { createGraph, type Graph } from "./graph.ts";
import type { ControlEdge } from "./graph.ts";
import type { Attributes, Operator } from "./operator.ts";
import type { Tensor } from "./tensor.ts";

/** A graph as tensors with bytes and operators over tensor names. */
export interface GraphSketch {
  /** A name to show. */
  readonly name?: string;
  /** Bytes of each tensor, by name. */
  readonly tensors: Readonly<Record<string, number>>;
  /** Operators in a valid order; names of tensors. */
  readonly operators: readonly {
    readonly type?: string;
    readonly inputs: readonly string[];
    readonly outputs: readonly string[];
    readonly attributes?: Attributes;
  }[];
  /** Names of the tensors that the caller writes. */
  readonly inputs?: readonly string[];
  /** Names of the tensors that the caller reads. */
  readonly outputs?: readonly string[];
  /** Orders between operators, by index, that no tensor carries. */
  readonly controlEdges?: readonly ControlEdge[];
}

/**
 * Builds a graph from a sketch. Every tensor is a uint8 activation of one dimension.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { sketchGraph } from "@tmm/tmm";
 * const graph = sketchGraph({
 *   tensors: { x: 100, y: 50 },
 *   operators: [{ type: "CONV_2D", inputs: ["x"], outputs: ["y"] }],
 *   inputs: ["x"],
 *   outputs: ["y"],
 * });
 * assert.deepEqual(graph.operators[0].inputs, [0]); // ids count in the order of `tensors`
 * ```
 *
 * @throws {GraphError} If the sketch is not a valid graph.
 * @throws {RangeError} If a name is not among the tensors.
 */
export function sketchGraph(sketch: GraphSketch): Graph {
  const names = Object.keys(sketch.tensors);
  const ids = new Map(names.map((name, id) => [name, id]));
  const idOf = (name: string) => {
    const id = ids.get(name);
    if (id === undefined) throw new RangeError(`Cannot sketch a graph: no tensor named "${name}"`);
    return id;
  };
  const tensors = names.map((name): Tensor => ({
    name,
    dtype: "uint8",
    shape: [sketch.tensors[name]],
    bytes: sketch.tensors[name],
    role: "activation",
  }));
  const operators = sketch.operators.map((operator): Operator => ({
    type: operator.type ?? "OP",
    name: operator.outputs[0] ?? "",
    attributes: operator.attributes ?? {},
    inputs: operator.inputs.map(idOf),
    outputs: operator.outputs.map(idOf),
  }));
  return createGraph({
    name: sketch.name ?? "sketch",
    tensors,
    operators,
    inputs: (sketch.inputs ?? []).map(idOf),
    outputs: (sketch.outputs ?? []).map(idOf),
    controlEdges: sketch.controlEdges,
  });
}
