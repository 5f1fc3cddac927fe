/** Schedulers side by side, as text. */

import { formatBytes, groupDigits } from "../charts/mod.ts";
import type { SchedulerRun } from "./json.ts";
import { tableLines } from "./_table.ts";

/** A table with one line per scheduler: peak, what is proven, loads, states and time. */
export function orderText(runs: readonly SchedulerRun[]): string {
  const bound = Math.max(...runs.map(({ ordering }) => ordering.bound));
  const rows = runs.map(({ name, ordering: { peak, states }, loads, ms }) => [
    name,
    formatBytes(peak),
    groupDigits(peak),
    peak === bound ? "proven least" : "",
    groupDigits(loads),
    groupDigits(states),
    `${ms.toFixed(1)} ms`,
  ]);
  return tableLines(
    [["scheduler", "peak", "bytes", "", "loads", "states", "time"], ...rows, [
      "bound",
      formatBytes(bound),
      groupDigits(bound),
      "no order goes below",
    ]],
    [0, 3],
  ).join("\n");
}
