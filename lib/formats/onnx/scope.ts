/** A graph while it is read: its values by name, and those that it takes from the graphs around it. */

import { type Graph, type Operator, quoted, type Tensor } from "../../graph/mod.ts";
import { type Resolved, valuesOf } from "../../operators/mod.ts";
import type { Remarks } from "../remarks.ts";
import { FormatError } from "../format_error.ts";
import type { Limits } from "../limits.ts";
import type { Declared, DimensionSizes } from "./declared.ts";
import { checkedBytes } from "./read_tensor.ts";
import { type FunctionProto, type GraphProto, NAME } from "./schema.ts";

/** A graph that an operator calls, once it is read. */
export interface CalledGraph {
  /** Its index among the graphs of the model. */
  readonly index: number;
  /** What is known about its outputs. */
  readonly outputs: readonly Resolved[];
  /** Ids in the calling graph of the values that it takes from there. */
  readonly captured: readonly number[];
}

/** Where a graph is called from, and with what. */
export interface Caller {
  readonly outer: Scope;
  /** What is known about its inputs; where nothing is, what the graph declares counts. */
  readonly inputs: readonly Resolved[];
}

/** What all graphs of a file have in common while it is read. */
export interface Reading extends Remarks {
  /** Reads a graph that an operator calls. */
  readonly readGraph: (graph: GraphProto, place: string, caller: Caller) => CalledGraph;
  /** Functions of the file, by domain and name. */
  readonly functions: ReadonlyMap<string, FunctionProto>;
  /** Numbers of inputs of the main graph that never change. */
  readonly inputValues: Readonly<Record<string, readonly number[]>>;
  /** Sizes of dimensions that have names. */
  readonly sizes: DimensionSizes;
  /** Whether declared shapes count: not where the caller asks for other sizes than the file's. */
  readonly trustsDeclared: boolean;
  /** Version of ONNX's own operators; 1 where the file does not say it. */
  readonly opset: number;
  /** Finished graphs; the place of a graph is taken when it begins. */
  readonly graphs: (Graph | undefined)[];
  readonly limits: Limits;
  readonly counts: {
    /** Nodes of the file so far. */
    nodes: number;
    /** Nodes of functions so far, with the names that they read and write. */
    inlined: number;
    /** Outputs of nodes, and elements of sequences, so far. */
    tensors: number;
    /** Nodes that compute constants from constants. */
    folded: number;
    /** Branches that never run. */
    skippedBranches: number;
    /** Activations with open dimensions. */
    open: number;
  };
}

/** An integer that is known at run time only: the single element of tensor `base`, and `plus` more. */
export interface Offset {
  readonly base: number;
  readonly plus: number;
}

/** A graph while it is read. Open dimensions are NaN. */
export interface Scope {
  /** Graphs and functions around this one. */
  readonly depth: number;
  /** What a place in the graph begins with in sentences: empty for the main graph. */
  readonly prefix: string;
  readonly tensors: Tensor[];
  readonly operators: Operator[];
  /** Per operator: index of its node, or -1 where it comes from a function. */
  readonly nodes: number[];
  readonly ids: Map<string, number>;
  readonly declared: ReadonlyMap<string, Declared>;
  /** The graph around this one. */
  readonly outer?: Scope;
  /** Ids in the graph around of the values taken from it. */
  readonly captured: number[];
  /** Ids of values that a graph around computes: constants here, but not known before it runs. */
  readonly borrowed: Set<number>;
  /** The elements of sequences, by id, as far as they are known. */
  readonly sequences: Map<number, readonly Resolved[]>;
  /** Integers that a known number was added to, by id. */
  readonly offsets: Map<number, Offset>;
}

/** An empty graph. */
export function newScope(parts: Pick<Scope, "depth" | "prefix" | "declared" | "outer">): Scope {
  return {
    ...parts,
    tensors: [],
    operators: [],
    nodes: [],
    ids: new Map(),
    captured: [],
    borrowed: new Set(),
    sequences: new Map(),
    offsets: new Map(),
  };
}

/** Adds a tensor under its name. @throws {FormatError} If the name is taken. */
export function addTensor(scope: Scope, tensor: Tensor, name: string, place: string): number {
  if (scope.ids.has(name)) {
    throw new FormatError(NAME, place, "a name that no other value has", quoted(name));
  }
  scope.ids.set(name, scope.tensors.length);
  return scope.tensors.push(tensor) - 1;
}

/** A tensor of which dimensions may be open. @throws {FormatError} If it is too large to count. */
export function draftTensor(
  name: string,
  { dtype = "float32", shape, values }: Resolved,
  role: Tensor["role"],
  place: string,
): Tensor {
  const known = shape.map((size) => Number.isNaN(size) ? 1 : size);
  const bytes = checkedBytes(dtype, known, place);
  return { name, dtype, shape, bytes, role, ...(values ? { values } : {}) };
}

/**
 * The id of a named value. What a graph around defines becomes a constant of this one: it lies in the
 * memory of the graph around while this one runs, and takes none here.
 */
export function idOf(scope: Scope, name: string): number | undefined {
  const own = scope.ids.get(name);
  if (own !== undefined || !scope.outer) return own;
  const outer = idOf(scope.outer, name);
  if (outer === undefined) return undefined;
  const tensor = scope.outer.tensors[outer];
  const id = scope.tensors.push({ ...tensor, role: "constant", bytes: 0 }) - 1;
  if (tensor.role !== "constant" || scope.outer.borrowed.has(outer)) scope.borrowed.add(id);
  scope.ids.set(name, id);
  scope.captured.push(outer);
  return id;
}

/** What is known about a tensor of a graph that is being read. */
export function resolvedAs(tensor: Tensor): Resolved {
  return { dtype: tensor.dtype, shape: tensor.shape, values: valuesOf(tensor) };
}
