/** Nodes of an .onnx file in another order; everything else stays byte for byte. */

import { type OnnxModel, wantFormat, wireFields } from "../formats/mod.ts";
import { type Schedule, scheduleFault } from "../tmm/mod.ts";
import { permuteFields } from "./permute_fields.ts";

const MODEL_GRAPH = 7;
const GRAPH_NODE = 1;

/**
 * The file of a model with the operators of the main graph in the order of a schedule.
 *
 * The records of the nodes change places as they are, so that no length around them changes; nothing
 * is encoded anew. Nodes that compute constants come first. It is the order for runtimes that walk
 * the list; some, such as ONNX Runtime, choose one of their own.
 *
 * @throws {RangeError} If the schedule is not valid, or if the file cannot be reordered: the reason.
 */
export function reorderOnnx(model: OnnxModel, schedule: Schedule): Uint8Array {
  wantFormat(model, "onnx", "reorder the nodes");
  const fault = scheduleFault(model.graphs[model.main], schedule);
  if (fault !== undefined) refuse(fault);
  const { bytes, format } = model;
  if (schedule.every((operator, step) => operator === step)) return bytes.slice();
  if (model.nodes.includes(-1)) refuse("operators come from functions of the file");
  const [graph, ...others] = [...wireFields(format, bytes)].filter(({ id }) => id === MODEL_GRAPH);
  if (others.length > 0) refuse("its graph is written in pieces");

  const range = { from: graph.content, to: graph.end, id: GRAPH_NODE };
  return permuteFields(format, bytes, range, (count) => nodeOrder(model.nodes, schedule, count));
}

/** Indices of nodes: those that are no operators first, in their own order. */
function nodeOrder(nodeOf: readonly number[], schedule: Schedule, count: number): number[] {
  const operators = new Set(nodeOf);
  const others = Array.from({ length: count }, (_, node) => node)
    .filter((node) => !operators.has(node));
  return [...others, ...schedule.map((operator) => nodeOf[operator])];
}

function refuse(reason: string): never {
  throw new RangeError(`Cannot reorder the nodes: ${reason}`);
}
