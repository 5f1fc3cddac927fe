/** Horizontal bars in groups: a group per row, what each bar stands for beside it. */

import * as Plot from "@observablehq/plot";
import type { Frame } from "./_chart.ts";
import { drawPlot, labelledAxis } from "./_plot.ts";
import { textWidth } from "./_text.ts";

/** One bar. */
export interface Bar {
  /** Its length, in units of the axis. */
  readonly length: number;
  /** What stands at its end. */
  readonly label: string;
  /** Where the label begins, in units of the axis, if not at the end. */
  readonly labelAt?: number;
  readonly fill: string;
}

/** A name with its bars, from top to bottom, of which there are as many in each row. */
export interface BarRow {
  readonly name: string;
  readonly bars: readonly Bar[];
  /** A line across some of the bars, the first and the last of them. */
  readonly line?: { readonly at: number; readonly bars: readonly [number, number] };
}

/** The axis below the bars, and the room for labels on their right. */
export interface BarAxis {
  readonly label: string;
  /** Where the axis ends. */
  readonly most: number;
  readonly ticks: number;
  /** Pixels. */
  readonly marginRight: number;
  /** Pixels of the whole chart. */
  readonly height?: number;
}

/** Pixels; fonts, then rows. */
export const NAME_SIZE = 12;
const LABEL_SIZE = 11;
const BAR_ROOM = 17;
const ROW_GAP = 7;
const BELOW = 40;
/** Parts of a row's height: above and below its bars, and between two of them. */
const [EDGE, GAP] = [0.1, 0.04];

/** Draws bars under the heading of a frame. */
export function drawBars(frame: Frame, rows: readonly BarRow[], axis: BarAxis): string {
  const { palette } = frame;
  const perRow = rows[0]?.bars.length ?? 1;
  const thickness = (1 - 2 * EDGE - GAP * (perRow - 1)) / perRow;
  const topOf = (row: number, bar: number) => row + EDGE + bar * (thickness + GAP);
  const height = axis.height ??
    frame.top + rows.length * (perRow * BAR_ROOM + ROW_GAP) + BELOW;
  const bars = rows.flatMap(({ bars }, row) =>
    bars.map((bar, b) => ({ ...bar, top: topOf(row, b), bottom: topOf(row, b) + thickness }))
  );
  const lines = rows.flatMap(({ line }, row) => {
    if (line === undefined) return [];
    const [first, last] = line.bars;
    return [{ at: line.at, top: topOf(row, first), bottom: topOf(row, last) + thickness }];
  });
  return drawPlot(frame, height, {
    marginLeft: 24 + Math.max(0, ...rows.map(({ name }) => textWidth(name, NAME_SIZE))),
    marginRight: axis.marginRight,
    marginBottom: BELOW,
    x: { domain: [0, axis.most], axis: null },
    y: { domain: [Math.max(1, rows.length), 0], axis: null },
    marks: [
      Plot.gridX({ stroke: palette.grid, strokeOpacity: 1, ticks: axis.ticks }),
      Plot.axisX({
        ticks: axis.ticks,
        tickSize: 0,
        ...labelledAxis(palette, axis.label),
      }),
      Plot.rect(bars, { x1: 0, x2: "length", y1: "top", y2: "bottom", fill: "fill" }),
      Plot.text(bars, {
        x: ({ labelAt, length }: typeof bars[number]) => labelAt ?? length,
        y: ({ top }: typeof bars[number]) => top + thickness / 2,
        text: "label",
        textAnchor: "start",
        dx: 6,
        fontSize: LABEL_SIZE,
        fill: palette.text,
      }),
      Plot.text(rows, {
        y: (_: BarRow, row: number) => row + 0.5,
        text: "name",
        frameAnchor: "left",
        textAnchor: "end",
        dx: -8,
        fontSize: NAME_SIZE,
        fill: palette.text,
      }),
      Plot.link(lines, {
        x1: "at",
        x2: "at",
        y1: "top",
        y2: "bottom",
        stroke: palette.accent,
        strokeWidth: 2,
      }),
      Plot.ruleX([0], { stroke: palette.muted }),
    ],
  });
}
