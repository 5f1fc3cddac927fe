/** Tensor loads of a schedule: how often an operator reads what the operator before it did not touch. */

import type { Accounting, Schedule } from "../tmm/mod.ts";

/**
 * Counts the tensor loads of a schedule, which must be valid. A tensor is loaded when an operator
 * reads it and the operator just before it neither read nor wrote it; constants and other uncounted
 * tensors are left out.
 */
export function tensorLoads(accounting: Accounting, schedule: Schedule): number {
  return schedule.reduce(
    (loads, operator, step) => loads + loadsBetween(accounting, schedule[step - 1], operator),
    0,
  );
}

/** The tensors that an operator loads when it runs just after another one, or first. */
export function loadsBetween(
  { reads, graph }: Accounting,
  before: number | undefined,
  operator: number,
): number {
  if (before === undefined) return reads[operator].length;
  const { inputs, outputs } = graph.operators[before];
  let loads = 0;
  for (const id of reads[operator]) if (!inputs.includes(id) && !outputs.includes(id)) loads++;
  return loads;
}
