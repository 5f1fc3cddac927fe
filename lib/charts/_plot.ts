/** Draws with Observable Plot in a document of ours, which its types, made for browsers, do not know. */

import * as Plot from "@observablehq/plot";
import type { Frame } from "./_chart.ts";
import type { SvgElement } from "./_document.ts";
import type { Palette } from "./palette.ts";

/** The text of a chart of some height in pixels, under the heading of a frame. */
export function drawPlot(frame: Frame, height: number, options: Plot.PlotOptions): string {
  const { document, width, top } = frame;
  const svg = Plot.plot({ document: document as never, width, height, marginTop: top, ...options });
  return frame.finish(svg as unknown as SvgElement, height);
}

/** About how many ticks an axis of bytes has. */
const BYTE_TICKS = 6;

/** Ticks for an axis that ends at a number of bytes: there is no part of a byte. */
export function byteTicks(bytes: number): Pick<Plot.AxisOptions, "ticks" | "tickFormat"> {
  if (bytes >= BYTE_TICKS) return { ticks: BYTE_TICKS };
  const ticks = Array.from({ length: bytes + 1 }, (_, tick) => tick);
  return { ticks, tickFormat: String };
}

/** How the axis with a label looks in every chart. */
export function labelledAxis({ muted }: Palette, label: string): Plot.AxisOptions {
  return { color: muted, fontSize: 11, label, labelAnchor: "center", labelArrow: "none" };
}
