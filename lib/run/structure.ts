/** Whether two models are the same but for the order of their operators. */

import type { Graph, Model, Operator, Tensor } from "../graph/mod.ts";
import { type Schedule, scheduleFault } from "../tmm/mod.ts";
import { grouped } from "./grouped.ts";

/**
 * What differs between a model and its rewrite besides the order of operators: tensors, weights
 * (byte for byte), operators and their attributes, inputs, outputs, an order that is not valid.
 * Sentences; none if nothing does.
 */
export function structureFaults(original: Model, rewritten: Model): string[] {
  return countFaults(original, rewritten) ?? faultsWhere(() => true, original, rewritten);
}

/** The same without the main graphs: what differs in those that operators call. */
export function calledGraphFaults(original: Model, rewritten: Model): string[] {
  return countFaults(original, rewritten) ??
    faultsWhere((g) => g !== original.main, original, rewritten);
}

function countFaults(original: Model, rewritten: Model): string[] | undefined {
  const [before, after] = [original.graphs.length, rewritten.graphs.length];
  if (before !== after) return [`${before} graphs before, ${after} after`];
  return original.main === rewritten.main ? undefined : ["another graph is the main one"];
}

function faultsWhere(
  isMeant: (g: number) => boolean,
  original: Model,
  rewritten: Model,
): string[] {
  return original.graphs.flatMap((graph, g) => {
    if (!isMeant(g)) return [];
    const place = original.graphs.length > 1 ? `graph ${g}: ` : "";
    return graphFaults(graph, rewritten.graphs[g]).map((fault) => place + fault);
  });
}

function graphFaults(before: Graph, after: Graph): string[] {
  if (before.tensors.length !== after.tensors.length) {
    return [`${before.tensors.length} tensors before, ${after.tensors.length} after`];
  }
  const faults = before.tensors.flatMap((tensor, id) =>
    tensorFaults(tensor, after.tensors[id], id)
  );
  for (const end of ["inputs", "outputs"] as const) {
    if (String(before[end]) !== String(after[end])) faults.push(`the ${end} are others`);
  }
  const { schedule, missing, added } = matchOperators(before, after);
  for (const { type, name } of missing) faults.push(`${type} "${name}" is no longer there`);
  for (const { type, name } of added) faults.push(`${type} "${name}" was not there before`);
  if (missing.length > 0 || added.length > 0) return faults;
  const fault = scheduleFault(before, schedule);
  return fault ? [...faults, `the order is not valid: ${fault}`] : faults;
}

function tensorFaults(before: Tensor, after: Tensor, id: number): string[] {
  const facts = ({ dtype, shape, role, quantization, sparse }: Tensor) =>
    JSON.stringify({ dtype, shape, role, quantization, sparse });
  if (facts(before) !== facts(after)) {
    return [`tensor ${id} "${before.name}" was ${facts(before)}, is ${facts(after)}`];
  }
  const [old, now] = [before.data ?? new Uint8Array(0), after.data ?? new Uint8Array(0)];
  let same = old.length === now.length;
  // Megabytes of weights: a call for each byte would take longer than many an execution.
  for (let i = 0; same && i < old.length; i++) same = old[i] === now[i];
  return same ? [] : [`the data of tensor ${id} "${before.name}" is not what it was`];
}

/** The operators before as the rewrite runs them, and those that have no partner. */
function matchOperators(before: Graph, after: Graph): {
  schedule: Schedule;
  missing: Operator[];
  added: Operator[];
} {
  const left = grouped(before.operators.keys(), (o) => keyOf(before.operators[o]));
  const added: Operator[] = [];
  const schedule = after.operators.flatMap((operator) => {
    const match = left.get(keyOf(operator))?.shift();
    if (match !== undefined) return [match];
    added.push(operator);
    return [];
  });
  const missing = [...left.values()].flat().map((o) => before.operators[o]);
  return { schedule, missing, added };
}

/** All that makes an operator what it is; its name is only shown. */
function keyOf({ type, attributes, inputs, outputs, calls }: Operator): string {
  return JSON.stringify([type, Object.entries(attributes).sort(), inputs, outputs, calls ?? []]);
}
