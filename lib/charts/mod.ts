/** Charts: one function each, from data to the text of an SVG; and how numbers and names are shown. */
export type { ChartOptions } from "./_chart.ts";
export type { SvgDocument, SvgElement, SvgNode } from "./_document.ts";
export { type ArenaBuffer, arenaMap, type ArenaPicture } from "./arena_map.ts";
export { compareChart, type ComparedRow, type CompareOptions } from "./compare.ts";
export { graphDrawing, type GraphDrawingOptions } from "./graph_drawing.ts";
export { liveRangesChart } from "./live_ranges.ts";
export { memoryProfile, type MemoryProfileOptions } from "./memory_profile.ts";
export { type EvaluatedNetwork, evaluationBars } from "./evaluation.ts";
export { type Palette, PALETTES, type Theme } from "./palette.ts";
export { type PngFiles, type PngOptions, svgToPng } from "./png.ts";
export {
  type ByteUnit,
  byteUnit,
  type ByteUnitName,
  formatBytes,
  formatPercent,
  groupDigits,
} from "./units.ts";
export { shorten, visible } from "./visible.ts";
