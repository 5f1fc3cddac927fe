/** Nodes of a frozen TensorFlow graph in another order; everything else stays byte for byte. */

import { isFrozenGraph, nodeOrder, type TensorflowModel } from "../formats/mod.ts";
import { type Schedule, scheduleFault } from "../tmm/mod.ts";
import { permuteFields } from "./permute_fields.ts";

const GRAPH_NODE = 1;

/**
 * The file of a model with its operators in the order of a schedule.
 *
 * The records of the nodes change places as they are. Nodes that are no operators stand before the
 * first operator that reads them. TensorFlow itself runs nodes as their inputs arrive; the order is for
 * runtimes and converters that walk the list.
 *
 * @throws {RangeError} If the schedule is not valid, or if the file cannot be reordered: the reason.
 */
export function reorderGraphDef(model: TensorflowModel, schedule: Schedule): Uint8Array {
  const fault = scheduleFault(model.graphs[model.main], schedule);
  if (fault !== undefined) refuse(fault);
  const { bytes, format } = model;
  if (schedule.every((operator, step) => operator === step)) return bytes.slice();
  if (!isFrozenGraph(model)) refuse("the file is no frozen graph (.pb)");
  if (model.nodes.includes(-1)) refuse("operators come from functions of the file");
  const order = nodeOrder(model, schedule);
  return permuteFields(format, bytes, { from: 0, to: bytes.length, id: GRAPH_NODE }, () => order);
}

function refuse(reason: string): never {
  throw new RangeError(`Cannot reorder the nodes: ${reason}`);
}
