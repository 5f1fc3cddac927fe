/** Why a peak cannot be lower, as text. */

import { bytesInFull, groupDigits, shorten, visible } from "../charts/mod.ts";
import { explainPeak, type Ordering } from "../order/mod.ts";
import type { Accounting } from "../tmm/mod.ts";
import { tableLines } from "./_table.ts";

const NAME_LENGTH = 64;

/** The operator that forces a peak, and what is live at the cheapest moment at which it can run. */
export function boundText(accounting: Accounting, ordering: Ordering): string {
  const reason = explainPeak(accounting, ordering);
  if (reason === undefined) return "No operators, no memory";
  const { operator, bytes, isWhole, tensors, scratch, shared } = reason;
  const { graph, reads, writes } = accounting;
  const nameOf = (name: string) => shorten(visible(name), NAME_LENGTH);
  const partOf = (id: number, always: boolean) => {
    if (reads[operator].includes(id)) return "input";
    if (writes[operator].includes(id)) return "output";
    return always ? "made before, read after" : "or another that takes as much";
  };
  const rows = tensors.map(({ tensor, always }) => [
    groupDigits(accounting.bytes[tensor]),
    nameOf(graph.tensors[tensor].name),
    partOf(tensor, always),
  ]);
  if (scratch > 0) rows.push([groupDigits(scratch), "scratch", ""]);
  if (shared > 0) rows.push([`-${groupDigits(shared)}`, "shared by input and output", ""]);
  const { type, name } = graph.operators[operator];
  return [
    `${visible(type)} #${operator} (${nameOf(name)}) needs ${bytesInFull(bytes)} ` +
    `in every order, at the least:`,
    ...tableLines(rows, [1, 2]).map((line) => `  ${line}`),
    ...(isWhole ? [] : [
      `The search has ruled out every order below ${groupDigits(ordering.bound)} bytes.`,
    ]),
  ].join("\n");
}
