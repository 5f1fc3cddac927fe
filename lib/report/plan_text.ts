/** A plan as a table for the terminal, and why tensors may not share. */

import { bytesInFull, formatBytes, groupDigits, shorten, visible } from "../charts/mod.ts";
import type { Graph } from "../graph/mod.ts";
import type { MemoryPlan } from "../plan.ts";
import type { Reuse } from "../reuse/mod.ts";
import { planRows } from "./plan_rows.ts";
import { tableLines } from "./_table.ts";

/** Converters join the names of all that they fused: the ends tell tensors apart. */
const nameOf = (name: string) => shorten(visible(name), 48);

/** One line per buffer, by offset: where it lies, when, and with which tensors it shares bytes. */
export function planText(plan: MemoryPlan): string {
  const rows = planRows(plan).sort((a, b) => a.offset - b.offset || a.start - b.start)
    .map(({ tensor, bytes, offset, start, end, sharesWith }) => [
      groupDigits(offset),
      groupDigits(bytes),
      `${start}..${end - 1}`,
      nameOf(tensor),
      sharesWith.map(({ tensor, distance }) =>
        `shares with ${nameOf(tensor)} (${distance < 0 ? "" : "+"}${groupDigits(distance)})`
      ).join(", "),
    ]);
  return [
    `Arena ${bytesInFull(plan.arena)} for ` +
    `${plan.buffers.length} buffers; bound ${formatBytes(plan.bound)}`,
    "",
    ...tableLines([["offset", "bytes", "steps", "tensor", ""], ...rows], [3, 4]),
  ].join("\n");
}

/** One line per pair of input and output that must not share, with the reason. */
export function refusalText(graph: Graph, { refusals }: Reuse): string {
  return refusals.map(({ operator, input, output, reason }) => {
    const { type } = graph.operators[operator];
    const names = [input, output].map((id) => nameOf(graph.tensors[id].name));
    return `${visible(type)} #${operator}: ${names[1]} may not lie over ${names[0]}: ${
      visible(reason)
    }`;
  }).join("\n");
}
