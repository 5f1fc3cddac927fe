/** The chart of the evaluation: per network, what is left of the stock arena, and what was published. */

import { type BarRow, drawBars } from "./_bars.ts";
import { type ChartOptions, frameFor } from "./_chart.ts";
import { PALETTES } from "./palette.ts";
import { formatBytes, formatPercent } from "./units.ts";
import { visible } from "./visible.ts";

/** A network with its planned bytes. */
export interface EvaluatedNetwork {
  /** A name to show. */
  readonly name: string;
  /** The file's own order under the runtime's own planner. */
  readonly stock: number;
  /** Ours, safe on every kernel set. */
  readonly portable: number;
  /** Ours, for the reference kernels. */
  readonly reference: number;
  /** Reduction of the peak that was published, in percent of the default. */
  readonly publishedPercent?: number;
}

const RIGHT = 190;

/**
 * Draws three bars per network, in percent of the stock arena: stock, portable and reference, with
 * bytes and the difference beside them, and a line on the first where a published reduction would end.
 *
 * @returns The text of an SVG.
 */
export function evaluationBars(
  networks: readonly EvaluatedNetwork[],
  options: ChartOptions = {},
): string {
  const colours = PALETTES[options.theme ?? "light"];
  const share = (n: EvaluatedNetwork, bytes: number) => bytes / Math.max(1, n.stock);
  const mean = (of: (n: EvaluatedNetwork) => number) =>
    networks.reduce((sum, n) => sum + 1 - share(n, of(n)), 0) / Math.max(1, networks.length);
  const frame = frameFor({
    title: `On average ${formatPercent(mean((n) => n.reference))} less SRAM for the reference ` +
      `kernels, ${formatPercent(mean((n) => n.portable))} on every kernel set`,
    subtitle: `planned memory of ${networks.length} networks, in percent of stock TFLM`,
    legend: [
      { label: "stock", fill: colours.other },
      { label: "ours, portable", fill: colours.input },
      { label: "ours, reference kernels", fill: colours.output },
      { label: "published reduction of the peak", stroke: colours.accent, shape: "line" },
    ],
  }, options);
  const { palette } = frame;
  const rows = networks.map((network): BarRow => {
    const { publishedPercent } = network;
    const bar = (bytes: number, fill: string, isOurs = true) => {
      const part = share(network, bytes);
      const change = part < 1 ? ` · −${formatPercent(1 - part)}` : isOurs ? " · 0 %" : "";
      return { length: 100 * part, fill, label: `${formatBytes(bytes)}${change}` };
    };
    return {
      name: visible(network.name),
      bars: [
        bar(network.stock, palette.other, false),
        bar(network.portable, palette.input),
        bar(network.reference, palette.output),
      ],
      ...publishedPercent !== undefined && { line: { at: 100 - publishedPercent, bars: [0, 0] } },
    };
  });
  return drawBars(frame, rows, {
    label: "planned memory (% of stock)",
    most: 100,
    ticks: 5,
    marginRight: RIGHT,
    height: options.height,
  });
}
