/** The memory map as a table for the terminal: a bar per operator, the peak marked. */

import { bytesInFull, formatBytes, groupDigits, visible } from "../charts/mod.ts";
import { counted } from "../graph/mod.ts";
import { type MemoryMap, type MemoryStep, wantMap } from "../tmm/mod.ts";
import { cellsOf, fitCells, painter } from "./_terminal.ts";

/** Options of {@linkcode mapText}. */
export interface MapTextOptions {
  /** Paint with terminal colours; false by default. */
  readonly colour?: boolean;
  /** Cells of a line; 100 by default, at least 40. Below 60 there is no room for names. */
  readonly width?: number;
  /** Show only this many operators, those that need most, the largest first. */
  readonly top?: number;
  /** First step to show; 0 by default. */
  readonly from?: number;
  /** First step not to show any more (half-open); by default the end. */
  readonly to?: number;
  /** A line beneath the peak, such as that of {@linkcode mapOnTflmText}. */
  readonly note?: string;
}

/** Cells of a line: the fewest, and the fewest with names. */
const CELLS = { least: 40, named: 60 };
/** Cells of the mark of a peak, and between columns. */
const [MARK, GAP] = [1, 2];
const GLYPHS = { other: "░", input: "█", output: "▒" } as const;
/** Share of a line that types may take, and bars of what is then free. */
const SHARE = { type: 0.25, bar: 0.6 };

/**
 * The table of a memory map, line by line, without a final line break: the peak first, then one line
 * per operator with its index, type, KiB of SRAM, a bar of other, input and output tensors (what an
 * output shares with an input counts once), and its name.
 */
export function mapText(map: MemoryMap, options: MapTextOptions = {}): string {
  wantMap(map, "write a map");
  const { colour = false, width = 100, from = 0, to = map.steps.length, top, note } = options;
  const paint = painter(colour);
  const { operators } = map.accounting.graph;
  const range = map.steps.slice(from, to);
  const shown = top === undefined
    ? range
    : [...range].sort((a, b) => b.total - a.total).slice(0, top);

  const cells = Math.max(CELLS.least, width);
  const types = shown.map(({ operator }) => visible(operators[operator].type));
  const indexCells = Math.max(1, ...shown.map(({ operator }) => String(operator).length));
  const typeCells = Math.min(Math.floor(cells * SHARE.type), Math.max(8, ...types.map(cellsOf)));
  const bytesCells = Math.max(4, ...shown.map(({ total }) => formatBytes(total).length));
  const free = cells - (MARK + indexCells + typeCells + bytesCells + 3 * GAP);
  const barCells = cells < CELLS.named ? free : Math.ceil((free - GAP) * SHARE.bar);
  const nameCells = Math.max(0, free - barCells - GAP);

  const head = [
    "#".padStart(indexCells),
    fitCells("operator", typeCells),
    "SRAM".padStart(bytesCells),
  ].join("  ");
  const lines = shown.map((step, s) => {
    const isPeak = step.total === map.peak;
    const facts = [
      String(step.operator).padStart(indexCells),
      fitCells(types[s], typeCells),
      formatBytes(step.total).padStart(bytesCells),
    ].join("  ");
    const name = fitCells(visible(operators[step.operator].name), nameCells).trimEnd();
    const mark = isPeak ? paint("peak", "▶") : " ";
    const bar = barOf(step, map.peak, barCells, paint);
    return `${mark}${isPeak ? paint("strong", facts) : facts}  ${bar}  ${paint("muted", name)}`
      .trimEnd();
  });
  const legend = ` ${legendOf(paint)}`;
  const isWide = MARK + cellsOf(head + legendOf(painter(false))) + GAP <= cells;
  const rest = map.steps.length - shown.length;
  return [
    paint("strong", findingOf(map)),
    ...(note ? [note] : []),
    `parameters (flash) ${formatBytes(map.parameterBytes)}`,
    "",
    ...isWide ? [` ${paint("muted", head)} ${legend}`] : [legend, ` ${paint("muted", head)}`],
    ...lines,
    ...(rest > 0 ? [paint("muted", ` ${counted(rest, "more operator", groupDigits(rest))}`)] : []),
  ].join("\n");
}

function legendOf(paint: ReturnType<typeof painter>): string {
  return (["other", "input", "output"] as const)
    .map((part) => `${paint(part, GLYPHS[part])} ${part}`).join("  ");
}

function findingOf({ peak, peakSteps, steps, accounting }: MemoryMap): string {
  if (steps.length === 0) return "No operators, no memory";
  const { operator } = steps[peakSteps[0]];
  const type = visible(accounting.graph.operators[operator].type);
  const ties = peakSteps.length > 1 ? `, and at ${peakSteps.length - 1} more` : "";
  return `Peak ${bytesInFull(peak)} at ${type} #${operator} ` +
    `of ${steps.length}${ties}`;
}

function barOf(
  { input, output, other, shared }: MemoryStep,
  peak: number,
  cells: number,
  paint: ReturnType<typeof painter>,
): string {
  let [bytes, drawn, bar] = [0, 0, ""];
  for (
    const [part, size] of [["other", other], ["input", input], ["output", output - shared]] as const
  ) {
    bytes += size;
    const end = Math.round(bytes / Math.max(1, peak) * cells);
    bar += paint(part, GLYPHS[part].repeat(Math.max(0, end - drawn)));
    drawn = Math.max(drawn, end);
  }
  return bar + " ".repeat(cells - drawn);
}
