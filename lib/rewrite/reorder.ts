/** Writes the same .tflite file with another order of operators. */

import type { ControlEdge } from "../graph/mod.ts";
import {
  CONTROL_DEPENDENCIES,
  decodeControlDependencies,
  encodeControlDependencies,
  Table,
  type TfliteMetadata,
  type TfliteModel,
  tfliteSlots,
  wantFormat,
} from "../formats/mod.ts";
import { type Schedule, scheduleFault } from "../tmm/mod.ts";
import { readPlan } from "./offline_plan.ts";

/**
 * The file of a model with the operators of the main graph in the order of a schedule, which is the
 * order in which they will run.
 *
 * Only the vector of offsets to the operators changes (each offset counts from its own place), and
 * the metadata `model_control_dependencies`, which names operators by position. Weights, names,
 * quantisation and the other subgraphs stay byte for byte.
 *
 * @throws {RangeError} If the schedule is not valid, or if the file cannot be reordered: the reason.
 */
export function reorder(model: TfliteModel, schedule: Schedule): Uint8Array {
  wantFormat(model, "tflite", "reorder the operators");
  const fault = scheduleFault(model.graphs[model.main], schedule);
  if (fault !== undefined) refuse(fault);
  const bytes = model.bytes.slice();
  if (schedule.every((operator, step) => operator === step)) return bytes;
  const plan = readPlan(model);
  if (plan?.offsets.some((offset) => offset !== -1)) {
    refuse("the file holds a memory plan for the order that it has; embed a plan of -1 first");
  }
  const vector = operatorVector(model);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const slot = (step: number) => vector.at + 4 * step;
  const tables = schedule.map((_, step) => slot(step) + view.getUint32(slot(step), true));
  schedule.forEach((operator, step) => {
    view.setUint32(slot(step), tables[operator] - slot(step), true);
  });
  const metadata = model.metadata.find(({ name }) => name === CONTROL_DEPENDENCIES);
  if (metadata !== undefined) {
    bytes.set(
      remapped(model, metadata, schedule),
      metadata.data.byteOffset - model.bytes.byteOffset,
    );
  }
  return bytes;
}

/** Where the offsets to the operators of the main graph lie. */
function operatorVector(model: TfliteModel): { at: number; length: number } {
  const { MODEL, SUBGRAPH } = tfliteSlots;
  const vectors = Table.root(model.format, model.bytes)
    .tables(MODEL.subgraphs, "subgraphs")
    .map((table) => table.vector(SUBGRAPH.operators, "operators", 4));
  const main = vectors[model.main]!;
  const end = main.at + 4 * main.length;
  vectors.forEach((vector, index) => {
    if (index === model.main || vector === undefined) return;
    if (vector.at < end && main.at < vector.at + 4 * vector.length) {
      refuse(`subgraph ${index} uses the same list of operators`);
    }
  });
  return main;
}

/** The control dependencies with the main graph's operators at their new positions. */
function remapped(
  model: TfliteModel,
  { buffer, data }: TfliteMetadata,
  schedule: Schedule,
): Uint8Array {
  const users = [
    ...model.metadata.map((entry) => entry.buffer),
    ...model.subgraphs.flatMap(({ tensors }) => tensors.map((tensor) => tensor.buffer)),
  ];
  if (users.filter((user) => user === buffer).length > 1) {
    refuse(`${CONTROL_DEPENDENCIES} shares its buffer with something else`);
  }
  const stepOf: number[] = [];
  schedule.forEach((operator, step) => stepOf[operator] = step);
  const subgraphs = decodeControlDependencies(data)!.map((edges, index) =>
    index !== model.main
      ? edges
      : edges.map(([before, after]): ControlEdge => [stepOf[before], stepOf[after]])
  );
  return encodeControlDependencies(subgraphs, data.length) ??
    refuse(`${CONTROL_DEPENDENCIES} would need more than its ${data.length} bytes`);
}

function refuse(reason: string): never {
  throw new RangeError(`Cannot reorder the operators: ${reason}`);
}
