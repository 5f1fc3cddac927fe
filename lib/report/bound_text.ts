/** Why a peak cannot be lower, as text. */

import { formatBytes, groupDigits, shorten, visible } from "../charts/mod.ts";
import { forcedTensors, peakBound } from "../order/mod.ts";
import type { Accounting } from "../tmm/mod.ts";
import { tableLines } from "./_table.ts";

/**
 * The operator that forces the bound, and the tensors that are live while it runs in any order.
 *
 * @param proven Bytes that a search has proven to be the least; a sentence says so if they are more.
 */
export function boundText(accounting: Accounting, proven = 0): string {
  const { bytes, operator } = peakBound(accounting);
  if (operator < 0) return "No operators, no memory";
  const { graph, reads, writes, scratch } = accounting;
  const { type, name } = graph.operators[operator];
  const partOf = (id: number) =>
    reads[operator].includes(id)
      ? "input"
      : writes[operator].includes(id)
      ? "output"
      : "must stay: made before, read after";
  const rows = forcedTensors(accounting, operator).map((id) => [
    groupDigits(accounting.bytes[id]),
    shorten(visible(graph.tensors[id].name), 64),
    partOf(id),
  ]);
  const requests = scratch[operator].map((request) => [groupDigits(request), "scratch", ""]);
  return [
    `No order goes below ${formatBytes(bytes)} (${groupDigits(bytes)} bytes): whenever ` +
    `${visible(type)} #${operator} (${
      shorten(visible(name), 64)
    }) runs, these are live, less what may share:`,
    ...tableLines([...rows, ...requests], [1, 2]).map((line) => `  ${line}`),
    ...(proven > bytes
      ? [`The search has ruled out every order below ${groupDigits(proven)} bytes.`]
      : []),
  ].join("\n");
}
