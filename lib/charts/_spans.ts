/** Brackets above a chart over time: which steps belong together, and to what. */

import type { SvgDocument, SvgElement } from "./_document.ts";
import { element } from "./_svg.ts";
import { textWidth } from "./_text.ts";
import type { Palette } from "./palette.ts";

/** Steps that belong together, half-open. */
export interface StepSpan {
  /** First step. */
  readonly start: number;
  /** First step that does not belong to them any more. */
  readonly end: number;
  /** What they are: the first of these names that there is room for. */
  readonly names: readonly string[];
}

/** Pixels that brackets and names take above a chart. */
export const SPAN_ROOM = 24;

const NAME_SIZE = 11;
const TICK = 5;

/**
 * Draws a bracket for each span, and a name where there is room for one.
 *
 * @param xOf Pixels from the left for a step.
 * @param bottom Pixels from the top to where the chart begins.
 */
export function drawSpans(
  document: SvgDocument,
  spans: readonly StepSpan[],
  xOf: (step: number) => number,
  bottom: number,
  palette: Palette,
): SvgElement {
  const group = element(document, "g", { "font-size": NAME_SIZE, "text-anchor": "middle" });
  const y = bottom - TICK - 2;
  for (const { start, end, names } of spans) {
    const [left, right] = [xOf(start) + 1, xOf(end) - 1];
    const d = `M${left},${y + TICK}V${y}H${right}V${y + TICK}`;
    const title = element(document, "title", {}, names[0]);
    group.append(
      element(document, "path", { d, fill: "none", stroke: palette.muted }, title),
    );
    const name = names.find((name) => textWidth(name, NAME_SIZE) <= right - left);
    if (name === undefined) continue;
    const place = { x: (left + right) / 2, y: y - 5, fill: palette.text };
    group.append(element(document, "text", place, name));
  }
  return group;
}
