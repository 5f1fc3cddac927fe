/** The chart of a comparison: what each model needs by default, and what it needs with us. */

import * as Plot from "@observablehq/plot";
import { type ChartOptions, frameFor } from "./_chart.ts";
import type { SvgElement } from "./_document.ts";
import { fitText, textWidth } from "./_text.ts";
import { PALETTES } from "./palette.ts";
import { byteUnit, formatBytes, formatPercent } from "./units.ts";
import { shorten, visible } from "./visible.ts";

/** A model with what it needs, in bytes. */
export interface ComparedRow {
  /** A name to show; may hold any characters. */
  readonly name: string;
  /** What it needs as it is. */
  readonly baseline: number;
  /** What it needs with our plan. */
  readonly ours: number;
  /** What nothing can go below (proven). */
  readonly bound?: number;
}

/** Options of {@linkcode compareChart}. */
export interface CompareOptions extends ChartOptions {
  /** What the first bar of a pair is; `default` by default. */
  readonly baselineLabel?: string;
  /** What the second bar of a pair is; `ours` by default. */
  readonly oursLabel?: string;
}

const NAME_SIZE = 12;
const NAMES_ROOM = 260;
const LABEL_SIZE = 11;
const RIGHT = 150;
const PAIR = 42;
/** Parts of a pair's height: where its two bars lie. */
const BARS = [[0.12, 0.5], [0.5, 0.88]] as const;

/**
 * Draws a pair of bars per row, with bytes and the difference beside them; a tick where a bound is
 * given. The title counts the rows with a gain, those without and those with a loss.
 *
 * @returns The text of an SVG.
 */
export function compareChart(rows: readonly ComparedRow[], options: CompareOptions = {}): string {
  const { baselineLabel = "default", oursLabel = "ours" } = options;
  const colours = PALETTES[options.theme ?? "light"];
  const hasBound = rows.some(({ bound }) => bound !== undefined);
  const frame = frameFor({
    ...findingOf(rows),
    legend: [
      { label: baselineLabel, fill: colours.other },
      { label: oursLabel, fill: colours.input },
      ...(hasBound
        ? [{ label: "bound: proven least", stroke: colours.accent, shape: "line" as const }]
        : []),
    ],
  }, options);
  const { palette, width } = frame;
  const names = rows.map(({ name }) => fitText(visible(name), NAME_SIZE, NAMES_ROOM));
  const left = 24 + Math.max(0, ...names.map((name) => textWidth(name, NAME_SIZE)));
  const height = options.height ?? frame.top + rows.length * PAIR + 40;
  const most = rows.reduce((max, { baseline, ours }) => Math.max(max, baseline, ours), 1);
  const unit = byteUnit(most);
  const bars = rows.flatMap(({ baseline, ours }, r) => [
    { bytes: baseline, label: formatBytes(baseline), row: r, bar: 0, fill: palette.other },
    {
      bytes: ours,
      label: `${formatBytes(ours)} · ${changeOf(baseline, ours)}`,
      row: r,
      bar: 1,
      fill: palette.input,
    },
  ]);
  type Bar = (typeof bars)[number];
  const middle = ({ row, bar }: Bar) => row + (BARS[bar][0] + BARS[bar][1]) / 2;
  const svg = Plot.plot({
    document: frame.document as never,
    width,
    height,
    marginLeft: left,
    marginRight: RIGHT,
    marginTop: frame.top,
    marginBottom: 40,
    x: { domain: [0, most / unit.bytes], axis: null },
    y: { domain: [Math.max(1, rows.length), 0], axis: null },
    marks: [
      Plot.gridX({ stroke: palette.grid, strokeOpacity: 1, ticks: 6 }),
      Plot.axisX({
        ticks: 6,
        tickSize: 0,
        color: palette.muted,
        fontSize: 11,
        label: `SRAM (${unit.name})`,
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.rect(bars, {
        x1: 0,
        x2: ({ bytes }: Bar) => bytes / unit.bytes,
        y1: ({ row, bar }: Bar) => row + BARS[bar][0],
        y2: ({ row, bar }: Bar) => row + BARS[bar][1],
        fill: "fill",
      }),
      Plot.text(bars, {
        x: ({ bytes }: Bar) => bytes / unit.bytes,
        y: middle,
        text: "label",
        textAnchor: "start",
        dx: 6,
        fontSize: LABEL_SIZE,
        fill: palette.text,
      }),
      Plot.text(names, {
        y: (_: string, r: number) => r + 0.5,
        text: (name: string) => name,
        frameAnchor: "left",
        textAnchor: "end",
        dx: -8,
        fontSize: NAME_SIZE,
        fill: palette.text,
      }),
      Plot.link(rows.flatMap(({ bound }, row) => bound === undefined ? [] : [{ bound, row }]), {
        x1: ({ bound }: { bound: number }) => bound / unit.bytes,
        x2: ({ bound }: { bound: number }) => bound / unit.bytes,
        y1: ({ row }: { row: number }) => row + BARS[0][0],
        y2: ({ row }: { row: number }) => row + BARS[1][1],
        stroke: palette.accent,
        strokeWidth: 2,
      }),
      Plot.ruleX([0], { stroke: palette.muted }),
    ],
  });
  return frame.finish(svg as unknown as SvgElement, height);
}

function changeOf(baseline: number, ours: number): string {
  if (baseline === 0 || ours === baseline) return "0 %";
  const change = formatPercent(ours / baseline - 1);
  return ours > baseline ? `+${change}` : change.replace("-", "−");
}

function findingOf(rows: readonly ComparedRow[]): { title: string; subtitle: string } {
  const gains = rows
    .filter(({ baseline, ours }) => ours < baseline)
    .map(({ name, baseline, ours }) => ({ name, gain: 1 - ours / baseline }))
    .sort((a, b) => b.gain - a.gain);
  const losses = rows.filter(({ baseline, ours }) => ours > baseline).length;
  const same = rows.length - gains.length - losses;
  const subtitle = `${gains.length} need less, ${same} the same, ${losses} more`;
  if (gains.length === 0) return { title: `No gain on any of ${rows.length}`, subtitle };
  const [{ name, gain }] = gains;
  const most = `${formatPercent(gain)} on ${shorten(visible(name), 40)}`;
  return { title: `Less SRAM on ${gains.length} of ${rows.length}: up to ${most}`, subtitle };
}
