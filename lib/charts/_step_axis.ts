/** The horizontal axis of charts over time: one place per step, labelled without overlap. */

import * as Plot from "@observablehq/plot";
import { fitText, textWidth } from "./_text.ts";
import type { Palette } from "./palette.ts";

/** A step as the axis shows it. */
export interface AxisStep {
  /** What stands under the step: the index of its operator. */
  readonly label: string;
  /** The operator's type, shown where there is room for all of them. */
  readonly type?: string;
}

const INDEX_SIZE = 11;
const TYPE_SIZE = 11;
const TYPE_ROOM = 150;
const MOST_TYPES = 40;
const TITLE_ROOM = 24;

/** Marks of an axis, and the pixels that they need below the chart. */
export interface StepAxis {
  readonly marks: Plot.Markish[];
  readonly height: number;
}

/**
 * An axis for steps `from`, `from + 1`, ... Step `s` takes the place from `s` to `s + 1`. At most 40
 * steps with room for it show their types as well; many steps show every n-th label.
 *
 * @param room Pixels of the whole axis.
 */
export function stepAxis(
  steps: readonly AxisStep[],
  from: number,
  room: number,
  palette: Palette,
  title: string,
): StepAxis {
  const pitch = room / Math.max(1, steps.length);
  const widest = steps.reduce((most, { label }) => Math.max(most, label.length), 1);
  const every = roundStep((textWidth("0".repeat(widest), INDEX_SIZE) + 8) / pitch);
  const labels = new Map(
    steps.flatMap(({ label }, i) => (from + i) % every === 0 ? [[from + i + 0.5, label]] : []),
  );
  const showTypes = steps.length <= MOST_TYPES && pitch >= TYPE_SIZE * 1.4;
  const types = steps.map(({ type = "" }) => showTypes ? fitText(type, TYPE_SIZE, TYPE_ROOM) : "");
  const longest = types.reduce((most, type) => Math.max(most, textWidth(type, TYPE_SIZE)), 0);
  const typesTop = INDEX_SIZE + 12;
  const titleTop = typesTop + longest + 4;
  return {
    height: titleTop + TITLE_ROOM,
    marks: [
      Plot.frame({ anchor: "bottom", stroke: palette.muted }),
      Plot.axisX([...labels.keys()], {
        tickFormat: (place: number) => labels.get(place),
        tickSize: every === 1 ? 0 : 5,
        tickPadding: every === 1 ? 7 : 3,
        color: palette.muted,
        fontSize: INDEX_SIZE,
        label: null,
      }),
      Plot.text(types, {
        x: (_: string, i: number) => from + i + 0.5,
        text: (type: string) => type,
        frameAnchor: "bottom",
        fill: palette.muted,
        fontSize: TYPE_SIZE,
        rotate: -90,
        textAnchor: "end",
        dy: typesTop,
      }),
      Plot.text([title], {
        frameAnchor: "bottom",
        fill: palette.muted,
        fontSize: 12,
        dy: titleTop + 12,
      }),
    ],
  };
}

/** The least of 1, 2, 5, 10, 20, 50, ... that is not below a number. */
function roundStep(least: number): number {
  for (let power = 1;; power *= 10) {
    for (const factor of [1, 2, 5]) if (factor * power >= least) return factor * power;
  }
}
