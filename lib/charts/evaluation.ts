/** The chart of the evaluation: per network, what is left of the stock arena, and what was published. */

import { type BarRow, drawBars } from "./_bars.ts";
import { visible } from "../graph/mod.ts";
import { type ChartOptions, frameFor } from "./_chart.ts";
import { PALETTES } from "./palette.ts";
import { formatBytes, formatPercent } from "./units.ts";

/** A network with its planned bytes. */
export interface EvaluatedNetwork {
  /** A name to show. */
  readonly name: string;
  /** The file's own order under the runtime's own planner. */
  readonly stock: number;
  /** Ours, safe on every kernel set. */
  readonly portable: number;
  /** Ours, safe on every kernel set, in bands of rows; no bar unless every network has it. */
  readonly partial?: number;
  /** Ours, for the reference kernels. */
  readonly reference: number;
  /** Reduction of the peak that was published, in percent of the default. */
  readonly publishedPercent?: number;
}

const RIGHT = 190;

/**
 * Draws bars for each network, in percent of the stock arena: stock, portable, in bands and reference,
 * with bytes and the difference beside them, and a line on the first where a published reduction
 * would end.
 *
 * @returns The text of an SVG.
 */
export function evaluationBars(
  networks: readonly EvaluatedNetwork[],
  options: ChartOptions = {},
): string {
  const colours = PALETTES[options.theme ?? "light"];
  const share = (n: EvaluatedNetwork, bytes: number) => bytes / Math.max(1, n.stock);
  const meanOf = (of: (n: EvaluatedNetwork) => number) =>
    formatPercent(
      networks.reduce((sum, n) => sum + 1 - share(n, of(n)), 0) / Math.max(1, networks.length),
    );
  const [portable, reference] = [meanOf((n) => n.portable), meanOf((n) => n.reference)];
  const hasPartial = networks.length > 0 && networks.every((n) => n.partial !== undefined);
  const frame = frameFor({
    title: hasPartial
      ? `On average ${
        meanOf((n) => n.partial!)
      } less SRAM on every kernel set with bands of rows, ` +
        `${portable} without`
      : `On average ${reference} less SRAM for the reference kernels, ` +
        `${portable} on every kernel set`,
    subtitle: `planned memory of ${networks.length} networks, in percent of stock TFLM`,
    legend: [
      { label: "stock", fill: colours.other },
      { label: "ours, portable", fill: colours.input },
      ...(hasPartial ? [{ label: "ours, portable, in bands", fill: colours.banded }] : []),
      { label: "ours, reference kernels", fill: colours.output },
      { label: "published reduction of the peak", stroke: colours.accent, shape: "line" },
    ],
  }, options);
  const { palette } = frame;
  const rows = networks.map((network): BarRow => {
    const { name, stock, portable, partial, reference, publishedPercent } = network;
    const bar = (bytes: number, fill: string) => {
      const part = share(network, bytes);
      const change = part < 1 ? `−${formatPercent(1 - part)}` : "0 %";
      return { length: 100 * part, fill, label: `${formatBytes(bytes)} · ${change}` };
    };
    return {
      name: visible(name),
      bars: [
        { ...bar(stock, palette.other), label: formatBytes(stock) },
        bar(portable, palette.input),
        ...(hasPartial ? [bar(partial!, palette.banded)] : []),
        bar(reference, palette.output),
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
