/** Tensor loads of a schedule: how often an operator reads what the operator before it did not touch. */

import type { Accounting, Schedule } from "../tmm/mod.ts";

/**
 * Counts the tensor loads of a schedule. A tensor is loaded when an operator reads it and the
 * operator just before it neither read nor wrote it; constants and other uncounted tensors are left
 * out.
 */
export function tensorLoads(accounting: Accounting, schedule: Schedule): number {
  let loads = 0;
  let before = -1;
  for (const operator of schedule) {
    loads += loadsBetween(accounting, before, operator);
    before = operator;
  }
  return loads;
}

/** The tensors that an operator loads when it runs just after another one (-1: runs first). */
export function loadsBetween(accounting: Accounting, before: number, operator: number): number {
  const { reads, graph } = accounting;
  if (before < 0) return reads[operator].length;
  const { inputs, outputs } = graph.operators[before];
  let loads = 0;
  for (const id of reads[operator]) if (!inputs.includes(id) && !outputs.includes(id)) loads++;
  return loads;
}
