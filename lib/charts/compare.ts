/** The chart of a comparison: what each model needs by default, and what it needs with us. */

import { type BarRow, drawBars, NAME_SIZE } from "./_bars.ts";
import { shorten, visible } from "../graph/mod.ts";
import { type ChartOptions, frameFor } from "./_chart.ts";
import { fitText } from "./_text.ts";
import { PALETTES } from "./palette.ts";
import { byteUnit, formatBytes, formatPercent } from "./units.ts";

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

const NAMES_ROOM = 260;
const RIGHT = 150;

/**
 * Draws a pair of bars per row, with bytes and the difference beside them; a tick where a bound is
 * given. The title counts the rows with a gain, those without and those with a loss.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { compareChart } from "@tmm/tmm";
 * const rows = [{ name: "keyword spotting", baseline: 22_528, ours: 18_432, bound: 18_432 }];
 * assert.match(compareChart(rows), /keyword spotting/);
 * ```
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
  const { palette } = frame;
  const most = rows.reduce((max, { baseline, ours }) => Math.max(max, baseline, ours), 1);
  const unit = byteUnit(most);
  const bar = (bytes: number, fill: string, change = "") => {
    return { length: bytes / unit.bytes, label: `${formatBytes(bytes)}${change}`, fill };
  };
  const groups = rows.map(({ name, baseline, ours, bound }): BarRow => ({
    name: fitText(visible(name), NAME_SIZE, NAMES_ROOM),
    bars: [
      bar(baseline, palette.other),
      bar(ours, palette.input, ` · ${changeOf(baseline, ours)}`),
    ],
    ...bound !== undefined && { line: { at: bound / unit.bytes, bars: [0, 1] } },
  }));
  return drawBars(frame, groups, {
    label: `SRAM (${unit.name})`,
    most: most / unit.bytes,
    ticks: 6,
    marginRight: RIGHT,
    height: options.height,
  });
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
