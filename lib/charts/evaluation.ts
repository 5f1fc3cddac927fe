/** The chart of the evaluation: per network, what is left of the stock arena, and what was published. */

import * as Plot from "@observablehq/plot";
import { type ChartOptions, frameFor } from "./_chart.ts";
import type { SvgElement } from "./_document.ts";
import { textWidth } from "./_text.ts";
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

const NAME_SIZE = 12;
const LABEL_SIZE = 11;
const ROW = 58;
const RIGHT = 190;
/** Parts of a row's height: where its three bars lie. */
const BARS = [[0.1, 0.34], [0.38, 0.62], [0.66, 0.9]] as const;

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
  const { palette, width } = frame;
  const names = networks.map(({ name }) => visible(name));
  const left = 24 + Math.max(0, ...names.map((name) => textWidth(name, NAME_SIZE)));
  const height = options.height ?? frame.top + networks.length * ROW + 40;
  const bars = networks.flatMap((network, row) =>
    ([
      [network.stock, palette.other],
      [network.portable, palette.input],
      [network.reference, palette.output],
    ] as const).map(([bytes, fill], bar) => {
      const part = share(network, bytes);
      const change = part < 1 ? ` · −${formatPercent(1 - part)}` : bar > 0 ? " · 0 %" : "";
      return { part, fill, row, bar, label: `${formatBytes(bytes)}${change}` };
    })
  );
  type Bar = (typeof bars)[number];
  const published = networks.flatMap(({ publishedPercent }, row) =>
    publishedPercent === undefined ? [] : [{ row, part: 1 - publishedPercent / 100 }]
  );
  type Mark = (typeof published)[number];
  const svg = Plot.plot({
    document: frame.document as never,
    width,
    height,
    marginLeft: left,
    marginRight: RIGHT,
    marginTop: frame.top,
    marginBottom: 40,
    x: { domain: [0, 100], axis: null },
    y: { domain: [Math.max(1, networks.length), 0], axis: null },
    marks: [
      Plot.gridX({ stroke: palette.grid, strokeOpacity: 1, ticks: 5 }),
      Plot.axisX({
        ticks: 5,
        tickSize: 0,
        color: palette.muted,
        fontSize: 11,
        label: "planned memory (% of stock)",
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.rect(bars, {
        x1: 0,
        x2: ({ part }: Bar) => 100 * part,
        y1: ({ row, bar }: Bar) => row + BARS[bar][0],
        y2: ({ row, bar }: Bar) => row + BARS[bar][1],
        fill: "fill",
      }),
      Plot.text(bars, {
        x: ({ part }: Bar) => 100 * part,
        y: ({ row, bar }: Bar) => row + (BARS[bar][0] + BARS[bar][1]) / 2,
        text: "label",
        textAnchor: "start",
        dx: 6,
        fontSize: LABEL_SIZE,
        fill: palette.text,
      }),
      Plot.text(names, {
        y: (_: string, row: number) => row + 0.5,
        text: (name: string) => name,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -8,
        fontSize: NAME_SIZE,
        fill: palette.text,
      }),
      Plot.link(published, {
        x1: ({ part }: Mark) => 100 * part,
        x2: ({ part }: Mark) => 100 * part,
        y1: ({ row }: Mark) => row + BARS[0][0] - 0.05,
        y2: ({ row }: Mark) => row + BARS[0][1] + 0.02,
        stroke: palette.accent,
        strokeWidth: 2.5,
      }),
      Plot.ruleX([0], { stroke: palette.muted }),
    ],
  });
  return frame.finish(svg as unknown as SvgElement, height);
}
