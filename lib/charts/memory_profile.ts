/** The chart of Tensor Memory Mapping: what each operator needs, stacked, in execution order. */

import { counted, shorten, visible } from "../graph/mod.ts";
import * as Plot from "@observablehq/plot";
import { type MemoryMap, type MemoryStep, wantMap } from "../tmm/mod.ts";
import { type ChartOptions, frameFor, type Heading, type LegendEntry } from "./_chart.ts";
import { byteTicks, drawPlot, labelledAxis } from "./_plot.ts";
import { bars, hovers, peakMarks } from "./_profile_marks.ts";
import { stepAxis } from "./_step_axis.ts";
import { type Palette, PALETTES } from "./palette.ts";
import { byteUnit, formatBytes } from "./units.ts";

/** Options of {@linkcode memoryProfile}. */
export interface MemoryProfileOptions extends ChartOptions {
  /** First step to draw; 0 by default. */
  readonly from?: number;
  /** First step not to draw any more (half-open); by default the end. */
  readonly to?: number;
  /** Bytes of SRAM that are there: drawn as a line. */
  readonly budget?: number;
}

const MARGIN = { left: 64, right: 20 };
const PLOT_HEIGHT = 280;
const BUDGET = { strokeWidth: 1.5, strokeDasharray: "6,3" };

/**
 * Draws a memory map: per step the bytes of inputs, outputs and other live tensors (scratch
 * included) on top of each other. Bytes that an input and an output share stand as an outline above
 * the bar: they are not needed twice. The peak is marked; each bar tells its numbers on hovering.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { load, mapModel, memoryProfile, zoo } from "@tmm/tmm";
 * const map = mapModel(load(zoo[0].build({ weights: "none" })));
 * const svg = memoryProfile(map, { budget: 1024 * 1024, theme: "dark" });
 * assert.ok(svg.startsWith("<svg "));
 * ```
 *
 * @returns The text of an SVG.
 * @throws {RangeError} If `from` and `to` are not a range of the map's steps.
 */
export function memoryProfile(map: MemoryMap, options: MemoryProfileOptions = {}): string {
  wantMap(map, "draw the profile");
  const { from = 0, to = map.steps.length, budget } = options;
  if (!(from >= 0 && from <= to && to <= map.steps.length)) {
    throw new RangeError(
      `Cannot draw the profile: a range within the steps 0 to ${map.steps.length} is wanted, ` +
        `${from} to ${to} came`,
    );
  }
  const shown = map.steps.slice(from, to);
  const highest = shown.reduce((most, { total }) => Math.max(most, total), 0);
  const tops = shown.flatMap(({ total }, i) => total === highest ? [from + i] : []);
  const tallest = shown.reduce((most, { total, shared }) => Math.max(most, total + shared), 1);
  // A budget far above the bars is told in words: drawn, it would flatten them.
  const drawBudget = budget !== undefined && budget <= 1.5 * tallest;
  const ceiling = drawBudget ? Math.max(tallest, budget) : tallest;

  const frame = frameFor(headingOf(map, from, to, tops, drawBudget, options), options);
  const { palette, width } = frame;
  const unit = byteUnit(ceiling);
  const ticks = byteTicks(highest === 0 ? 0 : ceiling);
  const room = width - MARGIN.left - MARGIN.right;
  const scene = { map, from, to, room, unit, palette };
  const { operators } = map.accounting.graph;
  const axis = stepAxis(
    shown.map(({ operator }) => ({
      label: String(operator),
      type: visible(operators[operator].type),
    })),
    from,
    room,
    palette,
    "operator, in execution order",
  );
  const height = options.height ?? Math.round(frame.top + PLOT_HEIGHT + axis.height);
  return drawPlot(frame, height, {
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginBottom: axis.height,
    x: { domain: [from, Math.max(to, from + 1)], axis: null },
    // Room above the tallest bar for the label of the peak.
    y: { domain: [0, ceiling / unit.bytes * 1.13], axis: null },
    marks: [
      Plot.gridY({ stroke: palette.grid, strokeOpacity: 1, ticks: ticks.ticks }),
      Plot.axisY({
        ...ticks,
        tickSize: 0,
        ...labelledAxis(palette, `SRAM (${unit.name})`),
        labelOffset: MARGIN.left - 14,
      }),
      bars(scene),
      axis.marks,
      Plot.ruleY(drawBudget ? [budget / unit.bytes] : [], { stroke: palette.accent, ...BUDGET }),
      peakMarks(scene, tops),
      hovers(scene),
    ],
  });
}

function headingOf(
  map: MemoryMap,
  from: number,
  to: number,
  tops: readonly number[],
  drawBudget: boolean,
  { budget, theme = "light" }: MemoryProfileOptions,
): Heading {
  const { operators, name } = map.accounting.graph;
  const count = map.steps.length;
  const part = to - from < count;
  const said = [
    shorten(visible(name), 40),
    part ? `steps ${from} to ${to - 1} of ${count}` : counted(count, "operator"),
    `memory model: ${map.accounting.memory.name}`,
  ];
  if (part && map.steps[tops[0]]?.total !== map.peak) {
    said.push(`peak of all steps ${formatBytes(map.peak)}`);
  }
  if (budget !== undefined) {
    const over = map.steps.filter(({ total }) => total > budget).length;
    said.push(
      over === 0
        ? `fits the budget of ${formatBytes(budget)}`
        : `${formatBytes(map.peak - budget)} over the budget of ${formatBytes(budget)}, ` +
          `in ${over} ${over === 1 ? "step" : "steps"}`,
    );
  }
  const palette = PALETTES[theme];
  const legend = legendOf(map.steps.slice(from, to), palette);
  if (drawBudget) {
    const label = `budget ${formatBytes(budget!)}`;
    legend.push({ label, shape: "line", stroke: palette.accent, dash: "5,2" });
  }
  const heading = { subtitle: said.join(" · "), legend };
  if (tops.length === 0) return { title: "No operators, no memory", ...heading };
  const { operator, total } = map.steps[tops[0]];
  const ties = tops.length > 1 ? `, and at ${tops.length - 1} more` : "";
  const what = total === map.peak ? "Peak" : "Most in this part:";
  const where = `at ${
    shorten(visible(operators[operator].type), 40)
  } #${operator} of ${count}${ties}`;
  return { title: `${what} ${formatBytes(total)} ${where}`, ...heading };
}

function legendOf(shown: readonly MemoryStep[], palette: Palette): LegendEntry[] {
  if (shown.length === 0) return [];
  const entries: LegendEntry[] = [
    { label: "output of the operator", fill: palette.output },
    { label: "input", fill: palette.input },
    { label: "other tensors that must stay", fill: palette.other },
  ];
  if (shown.some(({ shared }) => shared > 0)) {
    const label = "output in the bytes of an input: saved";
    entries.push({ label, stroke: palette.output, dash: "2,2" });
  }
  return entries;
}
