/** A layered layout of boxes and lines from top to bottom (Sugiyama's method, by d3-dag). */

import { decrossTwoLayer, graph, layeringSimplex, sugiyama } from "d3-dag";
import { placeAligned } from "./_aligned.ts";

/** A point in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is. */
export interface LayeredLayout {
  readonly width: number;
  readonly height: number;
  /** Middles of the boxes. */
  readonly boxes: readonly Point[];
  /** Per line: from the middle of one box to that of the other, with bends between. */
  readonly lines: readonly (readonly Point[])[];
}

const GAP = { across: 14, down: 20 };

/** Lays out boxes, so that every line runs downwards; lines are pairs of indices of boxes. */
export function layered(
  boxes: readonly { readonly width: number; readonly height: number }[],
  lines: readonly (readonly [from: number, to: number])[],
): LayeredLayout {
  if (boxes.length === 0) return { width: 0, height: 0, boxes: [], lines: [] };
  const drawing = graph<number, undefined>();
  const nodes = boxes.map((_, b) => drawing.node(b));
  const links = lines.map(([from, to]) => drawing.link(nodes[from], nodes[to], undefined));
  const { width, height } = sugiyama()
    .nodeSize(({ data }: { data: number }) => [boxes[data].width, boxes[data].height])
    .gap([GAP.across, GAP.down])
    .layering(layeringSimplex())
    .decross(decrossTwoLayer())
    .coord(placeAligned)(drawing);
  return {
    width,
    height,
    boxes: nodes.map(({ x, y }) => ({ x, y })),
    lines: links.map(({ points }) => points.map(([x, y]) => ({ x, y }))),
  };
}

/** The path of a line, its bends rounded. */
export function roundedPath(points: readonly Point[]): string {
  const middle = (a: Point, b: Point) => `${(a.x + b.x) / 2},${(a.y + b.y) / 2}`;
  const [first, ...rest] = points;
  const last = rest[rest.length - 1];
  const bends = rest.slice(0, -1).map((bend, i) => {
    return `Q${bend.x},${bend.y} ${middle(bend, rest[i + 1])}`;
  });
  return `M${first.x},${first.y}${bends.join("")}L${last.x},${last.y}`;
}
