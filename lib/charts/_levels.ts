/** Horizontal lines at named amounts of bytes, labelled in the right margin without overlap. */

import type { SvgDocument, SvgElement } from "./_document.ts";
import { element } from "./_svg.ts";
import { textWidth } from "./_text.ts";
import type { Palette } from "./palette.ts";
import { formatBytes, groupDigits } from "./units.ts";

/** A named amount of bytes. */
export interface Level {
  readonly name: string;
  readonly bytes: number;
}

const LABEL_SIZE = 12;
const LINE = 16;
const LEADER = 14;

/** Names of equal levels in one label; bytes to the byte where rounding would hide a difference. */
function levelLabels(levels: readonly Level[]): { bytes: number; label: string }[] {
  const names = new Map<number, string[]>();
  for (const { name, bytes } of levels) names.set(bytes, [...names.get(bytes) ?? [], name]);
  const rounded = [...names.keys()].map(formatBytes);
  const exact = new Set(rounded).size < rounded.length;
  return [...names].map(([bytes, equal], i) => ({
    bytes,
    label: `${equal.join(" = ")} ${exact ? `${groupDigits(bytes)} B` : rounded[i]}`,
  }));
}

/** Pixels that the labels of levels need to the right of the lines. */
export function levelRoom(levels: readonly Level[]): number {
  const widths = levelLabels(levels).map(({ label }) => textWidth(label, LABEL_SIZE));
  return LEADER + 4 + Math.max(0, ...widths) + 8;
}

/**
 * Draws levels from `left` to `right`, each with its label to the right.
 *
 * @param yOf Pixels from the top for an amount of bytes.
 */
export function drawLevels(
  document: SvgDocument,
  levels: readonly Level[],
  yOf: (bytes: number) => number,
  [left, right]: readonly [left: number, right: number],
  palette: Palette,
): SvgElement {
  const group = element(document, "g", { "text-anchor": "start", "font-size": LABEL_SIZE });
  let free = -Infinity;
  for (const { bytes, label } of levelLabels(levels).sort((a, b) => b.bytes - a.bytes)) {
    const y = yOf(bytes);
    const labelY = Math.max(y, free);
    free = labelY + LINE;
    const path = `M${left},${y}H${right}L${right + LEADER},${labelY}`;
    group.append(
      element(document, "path", {
        d: path,
        fill: "none",
        stroke: palette.accent,
        "stroke-width": 1.5,
        "stroke-dasharray": "6,4",
      }),
      element(document, "text", {
        x: right + LEADER + 4,
        y: labelY + LABEL_SIZE / 3,
        fill: palette.text,
      }, label),
    );
  }
  return group;
}
