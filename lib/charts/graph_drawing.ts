/** The drawing of a graph: operators in layers, coloured by live memory, the peak marked. */

import { shorten, visible } from "../graph/mod.ts";
import { type MemoryMap, wantMap } from "../tmm/mod.ts";
import { type ChartOptions, frameFor, type LegendEntry } from "./_chart.ts";
import type { SvgDocument, SvgElement } from "./_document.ts";
import { layered, type Point, roundedPath } from "./_layered.ts";
import { type Run, runsOf } from "./_runs.ts";
import { element } from "./_svg.ts";
import { textWidth } from "./_text.ts";
import { type Palette, PALETTES } from "./palette.ts";
import { formatBytes } from "./units.ts";

/** Options of {@linkcode graphDrawing}; the graph asks for its own width and height. */
export type GraphDrawingOptions = Pick<ChartOptions, "theme" | "title" | "document">;

/** Graphs with more operators are abridged to about this many boxes. */
const MOST_OPERATORS = 300;
const ABRIDGED_BOXES = 110;
const LEAST_WIDTH = 720;
/** Labels are hard to read in a drawing that is smaller. */
const LEAST_SCALE = 0.8;
const SIDE = 20;
const LABEL_SIZE = 11;
const LINE = 15;

/** A box of the drawing: a run of one or more steps, at the step that needs most. */
interface Box {
  readonly run: Run;
  readonly lines: readonly string[];
  readonly title: string;
  readonly most: number;
  readonly isPeak: boolean;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws the graph of a memory map from top to bottom. The number in a box is the step in which its
 * operator runs, its colour the memory that is live then; lines are tensors, thicker for more bytes.
 * A graph of more than 300 operators is abridged: a box then stands for a run of consecutive steps
 * and has the colour of the largest, and only the steps around the peak stand alone.
 *
 * @returns The text of an SVG, as large as the graph asks for.
 */
export function graphDrawing(map: MemoryMap, options: GraphDrawingOptions = {}): string {
  wantMap(map, "draw a graph");
  const colours = PALETTES[options.theme ?? "light"];
  const count = map.steps.length;
  const runs = runsOf(map, count > MOST_OPERATORS ? ABRIDGED_BOXES : count);
  const boxes = runs.map((run) => boxOf(map, run));
  const links = linksBetween(map, runs);
  const layout = layered(boxes, links.map(({ from, to }) => [from, to]));
  const width = Math.ceil(Math.max(LEAST_WIDTH, layout.width + 2 * SIDE));
  const frame = frameFor({
    title: findingOf(map),
    subtitle: (runs.length < count
      ? `${count} operators in ${runs.length} boxes · numbers: steps · colour: most SRAM`
      : `${shorten(visible(map.accounting.graph.name), 18)} · ` +
        "number: when it runs · colour: SRAM while it runs") + " · lines: tensors, by bytes",
    legend: legendOf(map.peak, colours),
  }, { ...options, width });
  const { document, palette } = frame;
  const height = Math.ceil(frame.top + layout.height + SIDE);
  const [left, top] = [(width - layout.width) / 2, frame.top];

  const thickest = links.reduce((most, { bytes }) => Math.max(most, bytes), 1);
  const lines = links.map(({ bytes }, l) =>
    element(document, "path", {
      d: roundedPath(layout.lines[l]),
      "stroke-width": 1 + 4 * Math.sqrt(bytes / thickest),
    }, element(document, "title", {}, formatBytes(bytes)))
  );
  const drawn = boxes.map((box, b) => drawBox(document, box, layout.boxes[b], map.peak, palette));
  const svg = element(
    document,
    "svg",
    { viewBox: `0 0 ${width} ${height}`, width, height },
    element(
      document,
      "g",
      { transform: `translate(${left},${top})` },
      element(
        document,
        "g",
        { fill: "none", stroke: palette.other, "stroke-opacity": 0.7 },
        ...lines,
      ),
      element(document, "g", { "font-size": LABEL_SIZE, "text-anchor": "middle" }, ...drawn),
    ),
  );
  return frame.finish(svg, height, LEAST_SCALE * width);
}

function findingOf({ peak, peakSteps, steps, accounting }: MemoryMap): string {
  if (steps.length === 0) return "No operators, no memory";
  const { operator } = steps[peakSteps[0]];
  const type = shorten(visible(accounting.graph.operators[operator].type), 40);
  const ties = peakSteps.length > 1 ? `, and in ${peakSteps.length - 1} more` : "";
  return `Peak ${formatBytes(peak)} at ${type}, step ${peakSteps[0]} of ${steps.length}${ties}`;
}

function boxOf(map: MemoryMap, run: Run): Box {
  const { operators } = map.accounting.graph;
  const steps = map.steps.slice(run.from, run.to);
  const most = steps.reduce((top, { total }) => Math.max(top, total), 0);
  const isPeak = most === map.peak;
  const types = steps.map(({ operator }) => shorten(visible(operators[operator].type), 24));
  const label = steps.length === 1
    ? `${run.from} ${types[0]}`
    : `${run.from}–${run.to - 1}: ${steps.length} operators`;
  const lines = isPeak ? [label, `peak ${formatBytes(most)}`] : [label];
  const [{ operator }] = steps;
  const title = steps.length === 1
    ? `operator #${operator}: ${shorten(visible(operators[operator].name), 80)}`
    : types.join(", ");
  return {
    run,
    lines,
    title: `${title}\n${formatBytes(most)} live`,
    most,
    isPeak,
    width: Math.max(...lines.map((line) => textWidth(line, LABEL_SIZE))) + 14,
    height: lines.length * LINE + 8,
  };
}

/** Bytes that go from box to box: what one operator writes and another reads. */
function linksBetween(
  { accounting, schedule }: MemoryMap,
  runs: readonly Run[],
): { from: number; to: number; bytes: number }[] {
  const boxOfOperator = new Array<number>(schedule.length);
  runs.forEach(({ from, to }, box) => {
    for (let step = from; step < to; step++) boxOfOperator[schedule[step]] = box;
  });
  const bytes = new Map<number, number>();
  accounting.producer.forEach((producer, id) => {
    if (producer < 0 || accounting.bytes[id] === 0) return;
    const from = boxOfOperator[producer];
    const readers = new Set(accounting.readers[id].map((reader) => boxOfOperator[reader]));
    for (const to of readers) {
      const key = from * runs.length + to;
      if (to !== from) bytes.set(key, (bytes.get(key) ?? 0) + accounting.bytes[id]);
    }
  });
  return [...bytes].map(([key, sum]) => {
    return { from: Math.floor(key / runs.length), to: key % runs.length, bytes: sum };
  });
}

/** Which colour of the ramp stands for a number of bytes. */
const rampIndex = (bytes: number, peak: number, { ramp }: Palette) =>
  Math.min(ramp.length - 1, Math.floor(bytes / Math.max(1, peak) * ramp.length));

function legendOf(peak: number, palette: Palette): LegendEntry[] {
  const { ramp, muted } = palette;
  if (peak === 0) return [];
  return ramp.map((fill, i) => {
    const last = i === ramp.length - 1;
    const limit = formatBytes(peak * (i + 1) / ramp.length);
    return { label: last ? "up to the peak" : `< ${limit}`, fill, stroke: muted };
  });
}

function drawBox(
  document: SvgDocument,
  { lines, title, most, isPeak, width, height }: Box,
  { x, y }: Point,
  peak: number,
  palette: Palette,
): SvgElement {
  const index = rampIndex(most, peak, palette);
  const text = lines.map((line, i) =>
    element(document, "text", {
      x,
      y: y + LABEL_SIZE / 3 + (i - (lines.length - 1) / 2) * LINE,
      fill: palette.onRamp[index],
      "font-weight": isPeak ? "bold" : undefined,
    }, line)
  );
  const box = element(document, "rect", {
    x: x - width / 2,
    y: y - height / 2,
    width,
    height,
    rx: 4,
    fill: palette.ramp[index],
    stroke: isPeak ? palette.accent : palette.muted,
    "stroke-width": isPeak ? 4 : 1,
  });
  return element(document, "g", {}, element(document, "title", {}, title), box, ...text);
}
