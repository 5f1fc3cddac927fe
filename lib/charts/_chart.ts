/** What every chart has in common: options, and the frame of title, second line and legend. */

import { visible } from "../graph/mod.ts";
import { hatching } from "./_areas.ts";
import { defaultDocument, type SvgDocument, type SvgElement } from "./_document.ts";
import { element, svgText } from "./_svg.ts";
import { fitText, textWidth } from "./_text.ts";
import { type Palette, PALETTES, type Theme } from "./palette.ts";

/** Options of every chart. */
export interface ChartOptions {
  /** Pixels of the drawing; it scales down where there is less room. */
  readonly width?: number;
  /** Pixels of the drawing; by default what the data asks for. */
  readonly height?: number;
  /** The page that the chart is drawn for; `light` by default. */
  readonly theme?: Theme;
  /** A title in place of the finding that the chart states by itself. */
  readonly title?: string;
  /** A browser's document; by default one that needs no browser. */
  readonly document?: SvgDocument;
}

/** One entry of a legend. */
export interface LegendEntry {
  readonly label: string;
  /** Fill of a box; none for an outline. */
  readonly fill?: string;
  /** Outline of a box, hatching, or line. */
  readonly stroke?: string;
  /** Dashes of an outline or a line. */
  readonly dash?: string;
  /** What is shown in place of a filled box. */
  readonly shape?: "hatching" | "line";
}

/** Title, second line and legend above a chart. */
export interface Heading {
  readonly title: string;
  readonly subtitle: string;
  readonly legend: readonly LegendEntry[];
}

/** A heading with known places, before anything is drawn. */
export interface Frame {
  readonly document: SvgDocument;
  readonly palette: Palette;
  readonly width: number;
  /** Pixels that the heading takes from the top. */
  readonly top: number;
  /**
   * Adds the background and the heading to a chart of some height, and writes it as text. Where
   * there is less room the chart shrinks, but not below `leastWidth` pixels.
   */
  finish(svg: SvgElement, height: number, leastWidth?: number): string;
}

/** The font of all charts, the same inside any page. */
export const FONT = "system-ui, 'DejaVu Sans', sans-serif";

const EDGE = 16;
const TITLE = { size: 16, baseline: 26 };
const SUBTITLE = { size: 12, baseline: 45 };
const LEGEND = { size: 12, baseline: 68, line: 18, swatch: 12, gap: 18 };

/** Lays out a heading. */
export function frameFor(heading: Heading, options: ChartOptions): Frame {
  const { width = 960, theme = "light", document = defaultDocument() } = options;
  const palette = PALETTES[theme];
  const title = visible(options.title ?? heading.title);
  const places = legendPlaces(heading.legend, width);
  const lines = (places.at(-1)?.line ?? -1) + 1;
  return {
    document,
    palette,
    width,
    top: LEGEND.baseline + (lines - 1) * LEGEND.line + 16,
    finish(svg, height, leastWidth = 0) {
      const inner = width - 2 * EDGE;
      const text = (content: string, y: number, attributes: Record<string, string | number>) =>
        element(document, "text", { x: EDGE, y, ...attributes }, content);
      const group = element(document, "g", { "text-anchor": "start" });
      group.append(
        text(fitText(title, TITLE.size * 1.1, inner), TITLE.baseline, {
          fill: palette.text,
          "font-size": TITLE.size,
          "font-weight": "bold",
        }),
        text(fitText(heading.subtitle, SUBTITLE.size, inner), SUBTITLE.baseline, {
          fill: palette.muted,
          "font-size": SUBTITLE.size,
        }),
      );
      heading.legend.forEach((entry, i) => {
        const y = LEGEND.baseline + places[i].line * LEGEND.line;
        group.append(
          swatch(document, entry, places[i].x, y),
          element(document, "text", {
            x: places[i].x + LEGEND.swatch + 6,
            y,
            fill: palette.text,
            "font-size": LEGEND.size,
          }, entry.label),
        );
      });
      svg.querySelector("style")?.remove();
      svg.prepend(element(document, "rect", { width, height, fill: palette.background }));
      svg.append(group);
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `${title}. ${heading.subtitle}`);
      svg.setAttribute("font-family", FONT);
      const most = leastWidth === 0 ? "100%" : `max(100%, ${Math.ceil(leastWidth)}px)`;
      svg.setAttribute("style", `max-width: ${most}; height: auto`);
      return svgText(svg);
    },
  };
}

function legendPlaces(
  legend: readonly LegendEntry[],
  width: number,
): { readonly x: number; readonly line: number }[] {
  let [x, line] = [EDGE, 0];
  return legend.map(({ label }) => {
    const wide = LEGEND.swatch + 6 + textWidth(label, LEGEND.size);
    if (x > EDGE && x + wide > width - EDGE) [x, line] = [EDGE, line + 1];
    const place = { x, line };
    x += wide + LEGEND.gap;
    return place;
  });
}

function swatch(document: SvgDocument, entry: LegendEntry, x: number, y: number): SvgElement {
  const { fill = "none", stroke, dash, shape } = entry;
  const [top, size] = [y - LEGEND.swatch + 2, LEGEND.swatch];
  const paint = { fill, stroke, "stroke-dasharray": dash };
  if (shape === undefined) {
    return element(document, "rect", { x, y: top, width: size, height: size, ...paint });
  }
  const d = shape === "line"
    ? `M${x},${top + size / 2}h${size}`
    : hatching([{ left: x, top, right: x + size, bottom: top + size }], 5);
  return element(document, "path", { d, ...paint, "stroke-width": shape === "line" ? 2 : 1 });
}
