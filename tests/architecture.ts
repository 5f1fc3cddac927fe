/** The rooms of lib as the table of lib/README.md lists them, and the picture above that table. */

import { readFileSync } from "node:fs";
import { FONT } from "../lib/charts/_chart.ts";
import { defaultDocument, type SvgElement } from "../lib/charts/_document.ts";
import { layered, type Point } from "../lib/charts/_layered.ts";
import { element, type SvgAttributes, svgText } from "../lib/charts/_svg.ts";
import { textWidth } from "../lib/charts/_text.ts";
import { PALETTES } from "../lib/charts/palette.ts";

/** A row of the table. */
export interface Room {
  /** A folder or a file of `lib`; `mod.ts` lies beside `lib`. */
  readonly name: string;
  /** What it takes and gives, to show. */
  readonly data: string;
  /** What it may import, by name. */
  readonly imports: readonly string[];
}

/** All rooms, in the order of the table. */
export function readRooms(): readonly Room[] {
  const page = readFileSync(new URL("../lib/README.md", import.meta.url), "utf8");
  const rooms: Room[] = [];
  for (
    const [, name, data, imports] of page.matchAll(/^\| `([^`]+)` \|[^|]*\|([^|]*)\|([^|]*)\|$/gm)
  ) {
    const named = [...imports.matchAll(/`([^`]+)`/g)].map((match) => match[1]);
    const all = imports.trim() === "all above" ? rooms.map((room) => room.name) : named;
    rooms.push({ name, data: data.trim(), imports: all });
  }
  return rooms;
}

const SIZE = { name: 13, data: 11 };
const BOX = { height: 42, side: 10, corner: 5 };
const EDGE = 12;
const palette = PALETTES.light;
const [FOLDER, , FILE] = palette.fills;

/** Draws the rooms in layers, each above what it may import. */
export function drawRooms(rooms: readonly Room[]): string {
  const boxes = rooms.map(({ name, data }) => ({
    width: Math.max(textWidth(name, SIZE.name), textWidth(data, SIZE.data)) + 2 * BOX.side,
    height: BOX.height,
  }));
  const layout = layered(boxes, linksBetween(rooms));
  const [width, height] = [layout.width, layout.height].map((size) => Math.ceil(size + 2 * EDGE));
  const lines = layout.lines.map((points) => draw("path", { d: pathThrough(points) }));
  const picture = draw(
    "svg",
    {
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: "img",
      "aria-label": "The rooms of lib, what each takes and gives, and which may import which",
      "font-family": FONT,
    },
    draw("rect", { width, height, fill: palette.background }),
    draw(
      "g",
      { transform: `translate(${EDGE},${EDGE})` },
      draw("g", { fill: "none", stroke: palette.muted, "stroke-width": 1.3 }, ...lines),
      draw(
        "g",
        { "text-anchor": "middle", fill: palette.onFill },
        ...rooms.map((room, r) => drawRoom(room, boxes[r].width, layout.boxes[r])),
      ),
    ),
  );
  return `${svgText(picture)}\n`;
}

/** Pairs of rooms, by index: what a room may import, less what it reaches through its other imports. */
function linksBetween(rooms: readonly Room[]): (readonly [from: number, to: number])[] {
  const ids = new Map(rooms.map(({ name }, id) => [name, id]));
  const reached = new Map<string, ReadonlySet<string>>();
  return rooms.flatMap(({ name, imports }, from) => {
    const further = new Set(imports.flatMap((other) => [...reached.get(other)!]));
    reached.set(name, new Set([...imports, ...further]));
    return imports.filter((other) => !further.has(other)).map((to) =>
      [from, ids.get(to)!] as const
    );
  });
}

/** A line that is upright where it passes a layer, so that it passes between boxes and not behind. */
function pathThrough(points: readonly Point[]): string {
  const half = BOX.height / 2;
  return points.slice(1).map(({ x, y }, i) => {
    const from = points[i];
    const middle = (from.y + y) / 2;
    return `M${from.x},${from.y}V${from.y + half}C${from.x},${middle} ${x},${middle} ${x},${
      y - half
    }V${y}`;
  }).join("");
}

function drawRoom({ name, data }: Room, width: number, { x, y }: Point): SvgElement {
  const [left, top] = [x - width / 2, y - BOX.height / 2];
  const fill = name.endsWith(".ts") ? FILE : FOLDER;
  const shape = { x: left, y: top, width, height: BOX.height, rx: BOX.corner };
  const title = { x, y: data === "" ? y + 4 : y - 3, "font-size": SIZE.name };
  return draw(
    "g",
    {},
    draw("rect", { ...shape, fill, stroke: palette.muted }),
    draw("text", { ...title, "font-weight": "bold" }, name),
    draw("text", { x, y: y + 13, "font-size": SIZE.data }, data),
  );
}

function draw(
  name: string,
  attributes: SvgAttributes,
  ...inside: (SvgElement | string)[]
): SvgElement {
  return element(defaultDocument(), name, attributes, ...inside);
}
