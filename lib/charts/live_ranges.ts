/** The chart of live ranges: from when to when each tensor must stay in memory. */

import { shorten, visible } from "../graph/mod.ts";
import * as Plot from "@observablehq/plot";
import { type MemoryMap, wantMap } from "../tmm/mod.ts";
import { type ChartOptions, type Frame, frameFor } from "./_chart.ts";
import type { SvgElement } from "./_document.ts";
import { drawPlot } from "./_plot.ts";
import { stepAxis } from "./_step_axis.ts";
import { element } from "./_svg.ts";
import { fitText, textWidth } from "./_text.ts";
import { PALETTES } from "./palette.ts";
import { formatBytes } from "./units.ts";

const SIDE = 20;
const LABEL_SIZE = 11;
/** Pixels of a row with a label, and how many rows can have one. */
const LABELLED = { height: 14, most: 120 };
/** Pixels that more rows share. */
const CROWD = { height: 900, leastRow: 1.2 };
const LISTED = 12;

/** A tensor as a row of the chart. */
interface Row {
  readonly name: string;
  readonly bytes: number;
  readonly start: number;
  readonly end: number;
  /** Live in the first step of the peak. */
  readonly atPeak: boolean;
}

/**
 * Draws the live range of every counted tensor as a bar, in order of their start. The tensors that
 * make up the peak stand out. Names stand beside the bars, or where there are too many
 * for that, the tensors of the peak are listed.
 *
 * @returns The text of an SVG.
 */
export function liveRangesChart(map: MemoryMap, options: ChartOptions = {}): string {
  wantMap(map, "draw live ranges");
  const { steps, schedule, peakSteps: [peakStep = 0] } = map;
  const { operators, name } = map.accounting.graph;
  const rows = rowsOf(map, peakStep);
  const live = rows.filter(({ atPeak }) => atPeak).sort((a, b) => b.bytes - a.bytes);
  const colours = PALETTES[options.theme ?? "light"];
  const frame = frameFor({
    title: steps.length === 0
      ? "No operators, no memory"
      : rows.length === 0
      ? "No tensor takes memory"
      : `${live.length} of ${rows.length} tensors make up the peak of ${formatBytes(map.peak)}`,
    subtitle: [
      shorten(visible(name), 40),
      ...live.slice(0, 1).map((row) =>
        `the largest is ${shorten(row.name, 40)}, ${formatBytes(row.bytes)}`
      ),
      `memory model: ${map.accounting.memory.name}`,
    ].join(" · "),
    legend: rows.length === 0 ? [] : [
      { label: "live at the peak", fill: colours.output },
      { label: "live in other steps only", fill: colours.other },
    ],
  }, options);
  const { palette, width } = frame;
  const room = width - 2 * SIDE;
  const axis = stepAxis(
    schedule.map((operator) => ({
      label: String(operator),
      type: visible(operators[operator].type),
    })),
    0,
    room,
    palette,
    "operator, in execution order",
  );
  const labelled = rows.length <= LABELLED.most;
  const natural = labelled
    ? rows.length * LABELLED.height
    : Math.max(CROWD.height, rows.length * CROWD.leastRow);
  const height = options.height ?? Math.round(frame.top + natural + axis.height);
  const rowHeight = (height - frame.top - axis.height) / Math.max(1, rows.length);
  const gap = Math.min(1.5, rowHeight / 8);
  return drawPlot(frame, height, {
    marginLeft: SIDE,
    marginRight: SIDE,
    marginBottom: axis.height,
    x: { domain: [0, Math.max(1, steps.length)], axis: null },
    y: { domain: [Math.max(1, rows.length), 0], axis: null },
    marks: [
      steps.length === 0 ? null : Plot.rect([peakStep], {
        x1: (step: number) => step,
        x2: (step: number) => step + 1,
        fill: palette.output,
        fillOpacity: 0.2,
      }),
      Plot.rect(rows, {
        x1: "start",
        x2: "end",
        y1: (_: Row, r: number) => r,
        y2: (_: Row, r: number) => r + 1,
        insetTop: gap,
        insetBottom: gap,
        fill: ({ atPeak }: Row) => atPeak ? palette.output : palette.other,
        title: ({ name, bytes, start, end }: Row) =>
          `${shorten(name, 80)}\n${formatBytes(bytes)}\nlive in steps ${start} to ${end - 1}`,
      }),
      (_index, { x, y }) => {
        if (!x || !y || rows.length === 0) return null;
        if (rowHeight >= LABEL_SIZE) return labels(frame, rows, x, y) as never;
        return peakList(frame, live, y(0)) as never;
      },
      axis.marks,
    ],
  });
}

function rowsOf({ ranges, accounting, steps }: MemoryMap, peakStep: number): Row[] {
  if (steps.length === 0) return [];
  const { graph, bytes } = accounting;
  return graph.tensors
    .map(({ name }, id): Row => ({
      name: visible(name),
      bytes: bytes[id],
      start: ranges.start[id],
      end: ranges.end[id],
      atPeak: ranges.start[id] <= peakStep && peakStep < ranges.end[id],
    }))
    .filter(({ start, end }) => start < end)
    .sort((a, b) => a.start - b.start || a.end - b.end);
}

const labelOf = ({ name, bytes }: Row) => `${shorten(name, 40)} · ${formatBytes(bytes)}`;

/** Name and bytes to the right of each bar, or to its left, or inside, where there is room. */
function labels(
  { document, palette, width }: Frame,
  rows: readonly Row[],
  x: (step: number) => number,
  y: (row: number) => number,
): SvgElement {
  const group = element(document, "g", { "font-size": LABEL_SIZE });
  rows.forEach((row, r) => {
    const [left, right] = [x(row.start), x(row.end)];
    const text = labelOf(row);
    const needed = textWidth(text, LABEL_SIZE) + 9;
    const beside = right + needed <= width
      ? { x: right + 5, "text-anchor": "start", fill: palette.text }
      : left - needed >= 0
      ? { x: left - 5, "text-anchor": "end", fill: palette.text }
      : undefined;
    const place = beside ?? {
      x: (left + right) / 2,
      "text-anchor": "middle",
      fill: row.atPeak ? palette.onFill : palette.text,
    };
    const fit = beside ? text : fitText(text, LABEL_SIZE, right - left - 8);
    group.append(element(document, "text", { ...place, y: y(r + 0.5) + LABEL_SIZE / 3 }, fit));
  });
  return group;
}

/** The largest tensors of the peak, in the corner that bars in order of their start leave free. */
function peakList(
  { document, palette, width }: Frame,
  live: readonly Row[],
  top: number,
): SvgElement {
  const lines = live.slice(0, LISTED).map(labelOf);
  if (live.length > LISTED) lines.push(`and ${live.length - LISTED} smaller ones`);
  const place = { x: width - SIDE - 8, "text-anchor": "end" };
  const text = (line: string, i: number, weight?: string) =>
    element(document, "text", { ...place, y: top + 22 + i * 16, "font-weight": weight }, line);
  return element(
    document,
    "g",
    {
      "font-size": LABEL_SIZE,
      fill: palette.text,
      stroke: palette.background,
      "stroke-width": 4,
      "stroke-linejoin": "round",
      "paint-order": "stroke",
    },
    text("live at the peak:", 0, "bold"),
    ...lines.map((line, i) => text(line, i + 1)),
  );
}
