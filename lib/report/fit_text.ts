/** Default against ours, as text: stock arena, planned arena, bound, what is proven, what to do. */

import { formatBytes, formatPercent, groupDigits, visible } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { arenaRemarks } from "./arena_text.ts";
import { painter } from "./_terminal.ts";
import { tableLines } from "./_table.ts";

/** The table of a fit with its proof and its warnings, without a final line break. */
export function fitText(fit: Fit, { colour = false }: { colour?: boolean } = {}): string {
  const { baseline, result, plan, kernels, rewrites } = fit;
  const paint = painter(colour);
  const { tflm } = result;
  // A band is no tensor that the file loads: the number would tell of the cutting, not of traffic.
  const isBanded = fit.partial !== undefined && fit.partial.reason === undefined;
  const row = (label: string, before: number, after: number, show: (n: number) => string) => [
    label,
    show(before),
    show(after),
    before > 0 ? change(before, after) : "",
  ];
  const used = baseline.tflm && tflm
    ? [row(`used on ${tflm.target}`, baseline.tflm.used, tflm.used, formatBytes)]
    : [];
  const table = tableLines([
    ["", "stock", "planned", ""],
    row("peak of the order", baseline.peak, result.peak, formatBytes),
    row(tflm ? "arena (TFLM's head)" : "arena", baseline.arena, result.arena, formatBytes),
    [
      "arena over peak",
      ...[baseline, result].map(({ arena, peak }) => peak > 0 ? (arena / peak).toFixed(2) : ""),
      "",
    ],
    ...used,
    ...isBanded ? [] : [row("tensor loads", baseline.loads, result.loads, groupDigits)],
  ]);
  const gain = result.arena < baseline.arena
    ? `Planned memory ${formatBytes(baseline.arena)} -> ${formatBytes(result.arena)} (${
      change(baseline.arena, result.arena)
    }), kernels: ${kernels.name}`
    : `Nothing to gain: the file's own order and the runtime's placement need ${
      formatBytes(baseline.arena)
    } already (0 %), kernels: ${kernels.name}`;
  return [
    paint("strong", gain),
    "",
    ...table,
    "",
    `Bound ${formatBytes(plan.bound)}: ${proofOf(fit)}`,
    ...rewrites.map((rewrite) => `- ${visible(rewrite)}`),
    ...arenaRemarks(fit),
    ...(kernels.warning && rewrites.length > 0 ? [paint("peak", `Mind: ${kernels.warning}`)] : []),
  ].join("\n");
}

/** What is proven about a plan, in a sentence. */
function proofOf({ plan, result, partial }: Fit): string {
  const { bound, peak, arena, optimal } = plan;
  if (partial && partial.reason === undefined) {
    return arena === bound
      ? "reached by the placement; other bands may need less"
      : `for these bands in this order; the placement needs ${
        formatPercent(arena / bound - 1)
      } more`;
  }
  if (result.arena === bound && optimal.schedule) {
    return "reached, so that no order and no placement needs less (proven)";
  }
  if (result.arena < bound) {
    return "of these kernels; the plan in the file shares more than they do";
  }
  const order = optimal.schedule
    ? "no order has a lower peak (proven)"
    : `the order may be improved by at most ${formatPercent((peak - bound) / peak)}`;
  if (result.arena > arena) {
    return `${order}; above it is what the runtime places itself, such as other graphs`;
  }
  if (arena === peak) return `${order}; the placement reaches its peak`;
  const placement = optimal.placement
    ? "no placement of this order needs less (proven)"
    : "the placement is not proven";
  return `${order}; ${placement}`;
}

const change = (before: number, after: number) =>
  after === before
    ? "0 %"
    : `${after < before ? "-" : "+"}${formatPercent(Math.abs(before - after) / before)}`;
