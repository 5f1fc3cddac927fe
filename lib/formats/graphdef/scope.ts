/** One graph while it is read: its tensors and operators so far, and what each node came to. */

import { ABSENT, type Operator, quoted, type Tensor } from "../../graph/mod.ts";
import { FormatError } from "../format_error.ts";
import { isBackEdge, type Node, type Ref } from "./nodes.ts";
import { countParts, type Reading } from "./reading.ts";
import { checkedBytes } from "./read_tensor.ts";

/** What a node came to. */
export interface Outcome {
  /** Ids of its outputs. */
  readonly outputs: readonly number[];
  /** Operators that have run when it is done: itself, or those that it waits for. */
  readonly ran: readonly number[];
}

/** A graph while it is read. Open dimensions are NaN. */
export interface Scope {
  readonly reading: Reading;
  /** How many graphs it is called through. */
  readonly depth: number;
  /** What a place in the graph begins with in sentences: empty for the main graph. */
  readonly prefix: string;
  readonly nodes: readonly Node[];
  /** Per node: the number of its outputs that are read or declared. */
  readonly outputCounts: readonly number[];
  readonly tensors: Tensor[];
  readonly operators: Operator[];
  /** Per operator: index of its node in the file, or -1 where a function brought it in. */
  readonly indices: number[];
  readonly controlEdges: [number, number][];
  readonly outcomes: (Outcome | undefined)[];
}

/** Adds a tensor. @throws {FormatError} If it is too large to count. */
export function addTensor(scope: Scope, tensor: Omit<Tensor, "bytes">, place: string): number {
  const { reading, tensors } = scope;
  countParts(reading, 1, place);
  const known = tensor.shape.map((size) => Number.isNaN(size) ? 1 : size);
  const bytes = checkedBytes(reading.format, tensor.dtype, known, place);
  return tensors.push({ ...tensor, bytes }) - 1;
}

/** The tensors that a node reads; absent where a loop hands it from one pass to the next. */
export function inputsOf(scope: Scope, node: Node): number[] {
  return node.inputs.map((ref, i) => {
    if (isBackEdge(scope.nodes, node, ref)) return ABSENT;
    return tensorOf(scope, ref, `${node.place}.input[${i}]`);
  });
}

/** The tensor of an output. @throws {FormatError} If the node has no such output. */
export function tensorOf({ reading, nodes, outcomes }: Scope, ref: Ref, place: string): number {
  const outputs = outcomes[ref.node]?.outputs ?? [];
  const id = outputs[ref.output];
  if (id !== undefined) return id;
  const expected = `one of ${outputs.length} outputs of ${quoted(nodes[ref.node].def.name)}`;
  throw new FormatError(reading.format, place, expected, `output ${ref.output}`);
}

/** The operators that have run when all that a node waits for is done, each once. */
export function ranBefore({ nodes, outcomes, reading }: Scope, node: Node): readonly number[] {
  const { inputs, controls, place } = node;
  const waits = [
    ...inputs.filter((ref) => !isBackEdge(nodes, node, ref)).map((ref) => ref.node),
    ...controls,
  ].map((id) => outcomes[id]?.ran ?? []).filter((ran) => ran.length > 0);
  if (waits.length <= 1) return waits[0] ?? [];
  countParts(reading, waits.reduce((sum, ran) => sum + ran.length, 0), place);
  return [...new Set(waits.flat())];
}
