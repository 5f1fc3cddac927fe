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

/** How the axis with a label looks in every chart. */
export function labelledAxis({ muted }: Palette, label: string): Plot.AxisOptions {
  return { color: muted, fontSize: 11, label, labelAnchor: "center", labelArrow: "none" };
}
