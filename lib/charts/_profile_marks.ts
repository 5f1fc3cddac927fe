/** The marks of the memory profile: stacked bars, the peak, the budget, the numbers on hovering. */

import { shorten, visible } from "../graph/mod.ts";
import * as Plot from "@observablehq/plot";
import type { MemoryMap } from "../tmm/mod.ts";
import { textWidth } from "./_text.ts";
import type { Palette } from "./palette.ts";
import { type ByteUnit, formatBytes } from "./units.ts";

/** What all marks of a profile need to know. */
export interface ProfileScene {
  readonly map: MemoryMap;
  /** Steps to draw, half-open. */
  readonly from: number;
  readonly to: number;
  /** Pixels from the first to the last step. */
  readonly room: number;
  /** The unit of the vertical axis. */
  readonly unit: ByteUnit;
  readonly palette: Palette;
}

/** Stacked bars: other tensors stay at the bottom, what the operator writes is on top. */
export function bars({ map, from, to, room, unit, palette }: ProfileScene): Plot.Markish[] {
  const parts: { step: number; low: number; high: number; fill: string }[] = [];
  const outlines: { step: number; low: number; high: number }[] = [];
  for (let step = from; step < to; step++) {
    const { input, output, other, shared, total } = map.steps[step];
    let low = 0;
    const stack = (bytes: number, fill: string) => {
      if (bytes > 0) parts.push({ step, low, high: low += bytes / unit.bytes, fill });
    };
    stack(other, palette.other);
    stack(input, palette.input);
    stack(output - shared, palette.output);
    if (shared > 0) {
      outlines.push({ step, low: total / unit.bytes, high: (total + shared) / unit.bytes });
    }
  }
  const pitch = room / (to - from);
  const gap = pitch < 4 ? 0 : pitch < 16 ? 0.5 : 1.5;
  const place = {
    x1: "step",
    x2: ({ step }: { step: number }) => step + 1,
    y1: "low",
    y2: "high",
    insetLeft: gap,
    insetRight: gap,
    // Bars without a gap between them would show seams.
    shapeRendering: gap === 0 ? "crispEdges" : undefined,
  };
  return [
    Plot.rect(parts, { ...place, fill: "fill" }),
    Plot.rect(outlines, {
      ...place,
      fill: "none",
      stroke: palette.output,
      strokeDasharray: pitch < 4 ? undefined : "2,2",
      insetLeft: gap + 0.5,
      insetRight: gap + 0.5,
    }),
  ];
}

/** A triangle on each of the highest bars, and what the first of them needs. */
export function peakMarks(
  { map, room, from, to, unit, palette }: ProfileScene,
  tops: readonly number[],
): Plot.Markish[] {
  if (tops.length === 0) return [];
  const [first] = tops;
  const { operator, total, shared } = map.steps[first];
  const type = shorten(visible(map.accounting.graph.operators[operator].type), 24);
  const label = `${formatBytes(total)} · #${operator} ${type}`;
  const half = textWidth(label, LABEL_SIZE * BOLD) / 2;
  const x = (first - from + 0.5) / (to - from) * room;
  const shift = Math.max(half - x, 0) - Math.max(x + half - room, 0);
  const bars = tops.map((step) => ({
    x: step + 0.5,
    y: (total + map.steps[step].shared) / unit.bytes,
  }));
  return [
    Plot.dot(bars, {
      x: "x",
      y: "y",
      symbol: "triangle",
      rotate: 180,
      r: 4,
      fill: palette.accent,
      dy: -6,
    }),
    Plot.text([label], {
      x: [first + 0.5],
      y: [(total + shared) / unit.bytes],
      dx: shift,
      dy: -18,
      fill: palette.text,
      stroke: palette.background,
      strokeWidth: 4,
      fontSize: LABEL_SIZE,
      fontWeight: "bold",
    }),
  ];
}

const LABEL_SIZE = 13;
const BOLD = 1.12;

/** Invisible columns that tell the numbers of their step. */
export function hovers({ map, from, to }: ProfileScene): Plot.Markish {
  const { operators } = map.accounting.graph;
  const tell = (step: number) => {
    const { operator, input, output, other, shared, total } = map.steps[step];
    const { type, name } = operators[operator];
    const lines = [
      `#${operator} ${shorten(visible(type), 80)}`,
      shorten(visible(name), 80),
      `input ${formatBytes(input)}`,
      `output ${formatBytes(output)}`,
      `other ${formatBytes(other)}`,
      ...(shared > 0 ? [`shared −${formatBytes(shared)}`] : []),
      `total ${formatBytes(total)}`,
    ];
    return lines.join("\n");
  };
  const steps = map.steps.slice(from, to).map((_, i) => from + i);
  return Plot.rect(steps, {
    x1: (step: number) => step,
    x2: (step: number) => step + 1,
    fillOpacity: 0,
    title: tell,
  });
}
