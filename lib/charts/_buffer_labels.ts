/** What an arena map writes and draws on its buffers. */

import { firstName } from "../graph/mod.ts";
import type { Box } from "./_areas.ts";
import type { BufferGroup } from "./_buffer_groups.ts";
import type { SvgDocument, SvgElement } from "./_document.ts";
import { element } from "./_svg.ts";
import { fitText, textWidth } from "./_text.ts";
import type { Palette } from "./palette.ts";
import { formatBytes } from "./units.ts";

const LABEL_SIZE = 11;
const TEXT_LINE = 14;

/** An outline around bytes that two buffers share. */
export function sharedOutlines(
  document: SvgDocument,
  boxes: readonly Box[],
  palette: Palette,
): SvgElement {
  const d = boxes.map(({ left, top, right, bottom }) =>
    `M${left},${top}H${right}V${bottom}H${left}Z`
  );
  return element(document, "path", {
    d: d.join(""),
    fill: palette.text,
    "fill-opacity": 0.25,
    stroke: palette.text,
    "stroke-width": 1.5,
  });
}

/** Name and bytes inside each box that has room for them, upright where it is tall and narrow. */
export function bufferLabels(
  document: SvgDocument,
  groups: readonly BufferGroup[],
  boxes: readonly Box[],
  palette: Palette,
): SvgElement {
  const group = element(document, "g", {
    "font-size": LABEL_SIZE,
    fill: palette.onFill,
    // A rim in the colour of the buffer, so that lines do not cross letters.
    "stroke-width": 3,
    "paint-order": "stroke",
  });
  groups.forEach(({ name: fullName, bytes, colour }, g) => {
    const { left, top, right, bottom } = boxes[g];
    const [width, height] = [right - left - 6, bottom - top - 2];
    const upright = width < 48 && height > width;
    const [along, across] = upright ? [height - 4, width + 6] : [width, height];
    if (across < TEXT_LINE) return;
    const name = fitText(firstName(fullName), LABEL_SIZE, along);
    const size = formatBytes(bytes);
    const showSize = textWidth(size, LABEL_SIZE) <= along &&
      (name === "" || across >= 2 * TEXT_LINE);
    const lines = [name, showSize ? size : ""].filter((line) => line !== "");
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const place = {
      stroke: colour,
      transform: `translate(${x},${y})${upright ? " rotate(-90)" : ""}`,
    };
    lines.forEach((line, i) => {
      const dy = LABEL_SIZE / 3 + (i - (lines.length - 1) / 2) * TEXT_LINE;
      group.append(element(document, "text", { ...place, y: dy }, line));
    });
  });
  return group;
}
