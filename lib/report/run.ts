/** What a run computed and how long its operators took, as text and JSON. */

import { shorten, visible } from "../charts/mod.ts";
import type { Graph } from "../graph/mod.ts";
import { fnv1a64 } from "../run/mod.ts";
import { tableLines } from "./_table.ts";

/** One run. */
export interface RunReport {
  /** Per output: what it is, its bytes as numbers 0 to 255, and their FNV-1a digest. */
  readonly outputs: readonly {
    readonly name: string;
    readonly dtype: string;
    readonly shape: readonly number[];
    readonly digest: string;
    readonly bytes: readonly number[];
  }[];
  /** Per operator of the graph: its type, its name and milliseconds. */
  readonly operators: readonly {
    readonly type: string;
    readonly name: string;
    readonly ms: number;
  }[];
}

/**
 * The report of a run: what `tmm run --json` writes.
 *
 * @param ms Milliseconds per operator id.
 */
export function runReport(
  { tensors, operators, outputs }: Graph,
  bytes: readonly Uint8Array[],
  ms: readonly number[],
): RunReport {
  return {
    outputs: outputs.map((id, place) => {
      const { name, dtype, shape } = tensors[id];
      return { name, dtype, shape, digest: fnv1a64(bytes[place]), bytes: [...bytes[place]] };
    }),
    operators: operators.map(({ type, name }, o) => ({ type, name, ms: ms[o] })),
  };
}

/** A line per output, then the slowest operators. */
export function runText({ outputs, operators }: RunReport, top: number): string {
  const total = operators.reduce((sum, { ms }) => sum + ms, 0);
  const slowest = operators.map((operator, o) => ({ ...operator, o }))
    .sort((a, b) => b.ms - a.ms).slice(0, top);
  return [
    ...tableLines(
      [
        ["output", "type", "shape", "digest", "first bytes"],
        ...outputs.map(({ name, dtype, shape, digest, bytes }) => [
          shorten(visible(name), 40),
          dtype,
          `[${shape.join(", ")}]`,
          digest,
          bytes.slice(0, 8).join(" "),
        ]),
      ],
      [0, 1, 2, 3, 4],
    ),
    "",
    `${operators.length} operators in ${total.toFixed(1)} ms on this machine; the slowest:`,
    ...tableLines(
      slowest.map(({ o, type, name, ms }) => [
        `#${o}`,
        visible(type),
        `${ms.toFixed(2)} ms`,
        shorten(visible(name), 50),
      ]),
      [0, 1, 3],
    ),
  ].join("\n");
}
