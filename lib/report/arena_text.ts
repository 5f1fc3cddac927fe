/** How large `tensor_arena` must be, as text, with a line of C to paste. */

import { formatBytes, groupDigits, visible } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { ARENA_ALIGNMENT, type ArenaPrediction } from "../tflm/mod.ts";
import { roundUp } from "../tmm/mod.ts";
import { tableLines } from "./_table.ts";

/** The arena of a model as it is and, where it gains, as it is with a plan. */
export function arenaText(stock: ArenaPrediction, planned?: ArenaPrediction): string {
  const sides = planned ? [stock, planned] : [stock];
  const row = (label: string, of: (side: ArenaPrediction) => number) => [
    label,
    ...sides.map((side) => groupDigits(of(side))),
  ];
  return [
    `TFLM on ${stock.target}, ${stock.build} kernels; bytes${stock.exact ? "" : " at least"}`,
    "",
    ...tableLines([
      ["", "stock", ...(planned ? ["planned"] : [])],
      row("head (tensors, scratch)", (side) => side.head),
      row("tail (persistent)", (side) => side.tail),
      row("used (head + tail)", (side) => side.used),
      row("smallest arena", (side) => side.min),
    ]),
    "",
    ...reasonLines(...sides),
    ...pasteLines(stock, planned),
  ].join("\n");
}

/** The line of C, which a model that TFLM refuses has none of. */
function pasteLines(stock: ArenaPrediction, planned?: ArenaPrediction): string[] {
  if (stock.refusals.length > 0) {
    return ["No tensor_arena makes it run: the figures are to compare by"];
  }
  const bytes = roundUp((planned ?? stock).min, ARENA_ALIGNMENT);
  return [
    `For ${planned ? "the optimised file" : "this file"}:`,
    `alignas(${ARENA_ALIGNMENT}) static uint8_t tensor_arena[${bytes}];`,
  ];
}

/** What to know about predictions before they are relied on: a line for each refusal and reason. */
export function reasonLines(
  ...predictions: readonly Pick<ArenaPrediction, "refusals" | "reasons">[]
): string[] {
  const lines = predictions.flatMap(({ refusals, reasons }) => [
    ...refusals,
    ...reasons.map((reason) => `At least, because: ${reason}`),
  ]);
  return [...new Set(lines)].map((line) => visible(line));
}

/** What to know about the arenas of a fit before they are relied on, a line each. */
export function arenaRemarks({ model, baseline, result }: Fit): string[] {
  if (!baseline.tflm) {
    return [
      `TFLM runs .tflite files, not ${model.format}: a generic number, to compare by and not to flash`,
    ];
  }
  return reasonLines(baseline.tflm, ...result.tflm ? [result.tflm] : []);
}

/** The generic arena of a model that TFLM does not run. */
export function genericArenaText(fit: Fit): string {
  const { baseline, result, plan } = fit;
  const row = (label: string, bytes: number) => [label, groupDigits(bytes), formatBytes(bytes)];
  return [
    ...arenaRemarks(fit),
    "",
    ...tableLines([
      ["", "bytes", ""],
      row("arena in the order of the file", baseline.arena),
      row("arena with a plan", result.arena),
      row("bound", plan.bound),
    ]),
  ].join("\n");
}
