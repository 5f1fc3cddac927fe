/** The chart of choices: less memory for more work, one way to run a model below the other. */

import { visible } from "../graph/mod.ts";
import { type BarRow, drawBars, NAME_SIZE } from "./_bars.ts";
import { type ChartOptions, frameFor } from "./_chart.ts";
import { fitText } from "./_text.ts";
import { PALETTES } from "./palette.ts";
import { byteUnit, formatBytes, formatPercent } from "./units.ts";

/** One way to run a model. */
export interface ChoiceRow {
  /** A name to show; may hold any characters. */
  readonly name: string;
  /** Bytes of the smallest arena. */
  readonly min: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
  /** Whether it is the one that is taken. */
  readonly chosen: boolean;
}

/** Options of {@linkcode choicesChart}. */
export interface ChoicesOptions extends ChartOptions {
  /** Bytes that are there: a line that bars should not cross. */
  readonly budget?: number;
}

const NAMES_ROOM = 300;
const RIGHT = 160;

/**
 * Draws a bar for each way to run a model, with bytes and the work that it costs more than the first
 * one, which is the model as it is.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { choicesChart, fit, load, partialReport, zoo } from "@tmm/tmm";
 * const model = load(zoo[0].build({ width: 0.25, inputSize: 48 }));
 * const { pareto } = partialReport(fit(model, { partial: { steps: 500 } }));
 * assert.match(choicesChart(pareto), /less memory for/);
 * ```
 *
 * @returns The text of an SVG.
 */
export function choicesChart(choices: readonly ChoiceRow[], options: ChoicesOptions = {}): string {
  const { budget } = options;
  const colours = PALETTES[options.theme ?? "light"];
  const frame = frameFor({
    ...findingOf(choices),
    legend: [
      { label: "as it is", fill: colours.other },
      { label: "could be taken", fill: colours.input },
      { label: "taken", fill: colours.banded },
      ...(budget === undefined ? [] : [{
        label: `budget: ${formatBytes(budget)}`,
        stroke: colours.accent,
        shape: "line" as const,
      }]),
    ],
  }, options);
  const { palette } = frame;
  const most = choices.reduce((max, { min }) => Math.max(max, min), budget ?? 1);
  const unit = byteUnit(most);
  const rows = choices.map((choice, c): BarRow => {
    const { name, min, chosen } = choice;
    const fill = chosen ? palette.banded : c === 0 ? palette.other : palette.input;
    const label = `${formatBytes(min)} · ${workOf(choice, choices[0])}`;
    return {
      name: fitText(visible(name), NAME_SIZE, NAMES_ROOM),
      bars: [{
        length: min / unit.bytes,
        label,
        fill,
        // Beyond the line, which else would cross it.
        ...budget !== undefined && min < budget && { labelAt: budget / unit.bytes },
      }],
      ...budget !== undefined && { line: { at: budget / unit.bytes, bars: [0, 0] } },
    };
  });
  return drawBars(frame, rows, {
    label: `smallest arena (${unit.name})`,
    most: most / unit.bytes,
    ticks: 6,
    marginRight: RIGHT,
    height: options.height,
  });
}

/** The work that a choice costs more, in words. */
function workOf({ macs }: ChoiceRow, { macs: stock }: ChoiceRow): string {
  return macs === stock ? "no more work" : `+${formatPercent(macs / stock - 1)} work`;
}

function findingOf(choices: readonly ChoiceRow[]): { title: string; subtitle: string } {
  const subtitle = "ways to run the model that no other one beats in both memory and work";
  const taken = choices.find(({ chosen }) => chosen);
  if (!taken || taken.min >= choices[0].min) {
    return { title: "Nothing needs less memory", subtitle };
  }
  const less = formatPercent(1 - taken.min / choices[0].min);
  const work = taken.macs === choices[0].macs
    ? "no more work"
    : `${formatPercent(taken.macs / choices[0].macs - 1)} more work`;
  return { title: `${less} less memory for ${work}`, subtitle };
}
