/** Deletes tensors that no operator touches. */

import { ABSENT } from "../graph/mod.ts";
import type { Draft } from "./draft.ts";

/**
 * The draft without tensors that are neither read nor written nor of the model's interface. TFLM
 * reserves memory for them all the same, and a struct in its tail.
 *
 * Outputs cannot change: no operator reads what is deleted, and ids are renamed consistently.
 */
export function dropDeadTensors(draft: Draft): Draft {
  const { model, tensors, operators, inputs, outputs } = draft;
  const own = model.subgraphs[model.main].operators;
  const used = new Set([...inputs, ...outputs]);
  for (const { table, ...operator } of operators) {
    const inner = table === undefined ? [] : own[table].intermediates;
    const ids = inner.map((id) => tensors.findIndex((tensor) => tensor.table === id));
    for (const id of [...operator.inputs, ...operator.outputs, ...ids]) used.add(id);
  }
  if (tensors.every((_, id) => used.has(id))) return draft;
  const kept = tensors.map((_, id) => id).filter((id) => used.has(id));
  const renamed = new Map(kept.map((id, index) => [id, index]));
  const rename = (ids: readonly number[]) =>
    ids.map((id) => id === ABSENT ? ABSENT : renamed.get(id)!);
  return {
    ...draft,
    tensors: kept.map((id) => tensors[id]),
    operators: operators.map((operator) => ({
      ...operator,
      inputs: rename(operator.inputs),
      outputs: rename(operator.outputs),
    })),
    inputs: rename(inputs),
    outputs: rename(outputs),
  };
}
