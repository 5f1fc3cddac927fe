/** What all graphs of a TensorFlow file share while it is read. */

import type { Graph, Tensor } from "../../graph/mod.ts";
import type { Resolved } from "../../operators/mod.ts";
import { UNRANKED } from "../../operators/mod.ts";
import type { ReadOptions } from "../format.ts";
import type { Remarks } from "../remarks.ts";
import { checkLimit } from "../limits.ts";
import type { Inlining } from "./functions.ts";
import type { NodeDef } from "./schema.ts";

/** A weight that lies outside of the graph, in a file of its own. */
export interface Weight extends Pick<Tensor, "dtype" | "shape" | "data" | "values"> {
  readonly shape: readonly number[];
}

/** What is known about an input of a function. */
export interface Given extends Resolved {
  /** It is a constant of the graph around, and takes no memory in this one. */
  readonly isConstant?: boolean;
}

/** A graph to read. */
export interface GraphSource {
  readonly name: string;
  /** Where its nodes stand in the file. */
  readonly place: string;
  /** How many graphs it is called through. */
  readonly depth: number;
  readonly nodes: readonly NodeDef[];
  /** Names of the inputs of a function. */
  readonly inputs?: readonly string[];
  /** What is known about the inputs of a function. */
  readonly given?: readonly Given[];
  /** Outputs as nodes name their inputs; else what no node reads. */
  readonly outputs?: readonly string[];
}

/** A graph that was read. */
export interface CalledGraph {
  /** Its index among the graphs of the model. */
  readonly index: number;
  readonly outputs: readonly Resolved[];
  /** Per operator: the index of its node, or -1 where a function brought it in. */
  readonly nodes: readonly number[];
}

/** What all graphs of a file share. */
export interface Reading extends Remarks, Inlining {
  /** Reads a graph of the file, or a function that an operator calls. */
  readonly readGraph: (source: GraphSource) => CalledGraph;
  readonly options: ReadOptions;
  /** Weights by the names of their nodes, for formats that keep them apart. */
  readonly weights?: ReadonlyMap<string, Weight>;
  /** Finished graphs; the place of a graph is taken when it begins. */
  readonly graphs: (Graph | undefined)[];
  readonly counts: Inlining["counts"] & {
    /** Nodes, tensors, and what one waits for, of all graphs so far. */
    parts: number;
    /** Nodes that compute constants from constants. */
    folded: number;
    /** Activations with open dimensions. */
    open: number;
    /** Nodes that no output needs. */
    unused: number;
    /** Loops and branches that are built of single nodes. */
    merges: number;
  };
}

/** Counts nodes and tensors. @throws {FormatError} If there are more than any model has. */
export function countParts(
  { format, counts, limits }: Reading,
  parts: number,
  place: string,
): void {
  counts.parts += parts;
  checkLimit(limits, "tensors", counts.parts, format, place);
}

/** A tensor as the graph holds it: open dimensions count as 1, and the tensor says so. */
export function finished({ counts }: Reading, tensor: Tensor): Tensor {
  const { shape, values, ...rest } = tensor;
  const known = values && !values.some(Number.isNaN) ? { values } : {};
  if (shape !== UNRANKED && !shape.some(Number.isNaN)) return { ...rest, shape, ...known };
  if (tensor.role === "activation") counts.open++;
  return {
    ...rest,
    shape: shape === UNRANKED ? [] : shape.map((size) => Number.isNaN(size) ? 1 : size),
    shapeSignature: shape.map((size) => Number.isNaN(size) ? -1 : size),
  };
}
