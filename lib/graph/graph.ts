/** A computation graph: tensors, and the operators that connect them; frozen plain data. */

import type { Operator } from "./operator.ts";
import { ABSENT } from "./operator.ts";
import type { Tensor } from "./tensor.ts";

/** A pair of operator ids: the first must run before the second although no tensor says so. */
export type ControlEdge = readonly [before: number, after: number];

/**
 * A graph. Ids are indices and never change; **the operator list is itself a valid schedule**: each
 * operator stands after the producers of all that it reads.
 */
export interface Graph {
  /** A name to show. */
  readonly name: string;
  /** All tensors; a tensor's id is its index. */
  readonly tensors: readonly Tensor[];
  /** All operators, in a valid order; an operator's id is its index. */
  readonly operators: readonly Operator[];
  /** Ids of the tensors that the caller writes before the first operator. */
  readonly inputs: readonly number[];
  /** Ids of the tensors that the caller reads after the last operator. */
  readonly outputs: readonly number[];
  /** Orders that variables, resources and side effects ask for. */
  readonly controlEdges: readonly ControlEdge[];
}

/** A model: the original bytes of a file and the graphs that were read from it. */
export interface Model {
  /** The format that was detected: `tflite`, `onnx`, ... */
  readonly format: string;
  /** The bytes of the file as given; rewrites start from them. */
  readonly bytes: Uint8Array;
  /** All graphs of the file; operators refer to them by index. */
  readonly graphs: readonly Graph[];
  /** Index of the graph that a caller runs. */
  readonly main: number;
  /** What is odd about the file although it is valid: sentences to show. */
  readonly notes: readonly string[];
}

/** What is wrong with a graph: where, what a valid graph has there, and what stands there. */
export class GraphError extends Error {
  /** Always `GraphError`. */
  override readonly name = "GraphError";
  /** Describes one fault. */
  constructor(
    /** A path such as `operators[12].inputs[0]`. */
    readonly place: string,
    /** What a valid graph has there. */
    readonly expected: string,
    /** What stands there instead. */
    readonly found: string,
  ) {
    super(`Cannot use the graph at ${place}: expected ${expected}, found ${found}`);
  }
}

/** The parts of a graph; `controlEdges` may be left out. */
export type GraphParts = Omit<Graph, "controlEdges"> & { controlEdges?: readonly ControlEdge[] };

/**
 * Checks and freezes a graph.
 *
 * An operator may overwrite an input of the graph: some files update their input in place.
 *
 * @throws {GraphError} If an id is out of range, bytes are no whole number, a tensor is written by two
 * operators or written although it is a constant, or an operator stands before the producer of what
 * it reads.
 */
export function createGraph(parts: GraphParts): Graph {
  const { name, tensors, operators, inputs, outputs, controlEdges = [] } = parts;
  const idIn = (place: string, id: number, absentAllowed = false) => {
    if (absentAllowed && id === ABSENT) return;
    if (!Number.isInteger(id) || id < 0 || id >= tensors.length) {
      throw new GraphError(place, `a tensor index below ${tensors.length}`, String(id));
    }
  };
  tensors.forEach(({ bytes }, id) => {
    if (Number.isInteger(bytes) && bytes >= 0) return;
    throw new GraphError(`tensors[${id}].bytes`, "a whole number from 0 on", String(bytes));
  });
  inputs.forEach((id, i) => idIn(`inputs[${i}]`, id));
  outputs.forEach((id, i) => idIn(`outputs[${i}]`, id));

  const fromCaller = new Set(inputs);
  const producer = new Int32Array(tensors.length).fill(-1);
  operators.forEach((operator, o) => {
    operator.inputs.forEach((id, i) => idIn(`operators[${o}].inputs[${i}]`, id, true));
    operator.outputs.forEach((id, i) => {
      const place = `operators[${o}].outputs[${i}]`;
      idIn(place, id, true);
      if (id === ABSENT) return;
      if (tensors[id].role === "constant" && tensors[id].bytes > 0) {
        throw new GraphError(place, "a tensor to write", `constant tensor ${id}`);
      }
      if (tensors[id].role !== "variable" && producer[id] >= 0) {
        const found = `tensor ${id}, written by operators[${producer[id]}]`;
        throw new GraphError(place, "a tensor that no operator wrote before", found);
      }
      if (producer[id] < 0) producer[id] = o;
    });
  });
  operators.forEach((operator, o) => {
    operator.inputs.forEach((id, i) => {
      if (id === ABSENT || tensors[id].role === "variable" || producer[id] < o) return;
      if (fromCaller.has(id)) return; // read before an operator overwrites it
      throw new GraphError(
        `operators[${o}].inputs[${i}]`,
        "an operator order in which producers come first",
        `tensor ${id}, which operators[${producer[id]}] writes later`,
      );
    });
  });
  controlEdges.forEach(([before, after], i) => {
    if (!(before >= 0 && before < after && after < operators.length)) {
      throw new GraphError(
        `controlEdges[${i}]`,
        `two operators, the earlier first, below ${operators.length}`,
        `${before} before ${after}`,
      );
    }
  });
  return Object.freeze({
    name,
    tensors: Object.freeze(tensors.map((tensor) => Object.freeze(tensor))),
    operators: Object.freeze(operators.map((operator) => Object.freeze(operator))),
    inputs: Object.freeze([...inputs]),
    outputs: Object.freeze([...outputs]),
    controlEdges: Object.freeze([...controlEdges]),
  });
}
