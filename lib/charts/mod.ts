/** Charts: one function each, from data to the text of an SVG; and how numbers and names are shown. */

import type { MemoryMap } from "../tmm/mod.ts";
import { graphDrawing } from "./graph_drawing.ts";
import { liveRangesChart } from "./live_ranges.ts";
import { memoryProfile, type MemoryProfileOptions } from "./memory_profile.ts";

export type { ChartOptions } from "./_chart.ts";
export type { SvgDocument, SvgElement, SvgNode } from "./_document.ts";
export { type ArenaBuffer, arenaMap, type ArenaPicture } from "./arena_map.ts";
export type { StepSpan } from "./_spans.ts";
export { type ChoiceRow, choicesChart, type ChoicesOptions } from "./choices.ts";
export { compareChart, type ComparedRow, type CompareOptions } from "./compare.ts";
export { graphDrawing, liveRangesChart, memoryProfile, type MemoryProfileOptions };
export type { GraphDrawingOptions } from "./graph_drawing.ts";
export { type EvaluatedNetwork, evaluationBars } from "./evaluation.ts";
export { type Palette, PALETTES, type Theme } from "./palette.ts";
export { type PngFiles, type PngOptions, svgToPng } from "./png.ts";
export {
  bytesInFull,
  type ByteUnit,
  byteUnit,
  type ByteUnitName,
  formatBytes,
  formatPercent,
  groupDigits,
} from "./units.ts";
export { firstName, shorten, visible } from "../graph/mod.ts";

/** A chart of a memory map, with its name. */
export interface MapChart {
  /** The name that commands use. */
  readonly name: string;
  /** The text of an SVG; options that a chart has no use for do nothing. */
  readonly draw: (map: MemoryMap, options?: MemoryProfileOptions) => string;
}

/** Every chart of a memory map. To add one: one file, one line here. */
export const mapCharts: readonly MapChart[] = [
  { name: "memory_profile", draw: memoryProfile },
  { name: "live_ranges", draw: liveRangesChart },
  { name: "graph_drawing", draw: graphDrawing },
];
