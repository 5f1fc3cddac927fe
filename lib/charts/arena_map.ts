/** The chart of a placement: offsets against time, one rectangle per buffer. */

import { counted, shorten, visible } from "../graph/mod.ts";
import * as Plot from "@observablehq/plot";
import {
  type Area,
  type Box,
  freePart,
  hatching,
  type IdleArea,
  idleAreas,
  sharedAreas,
} from "./_areas.ts";
import { type ChartOptions, frameFor, type Heading, type LegendEntry } from "./_chart.ts";
import { groupsOf, largestPart } from "./_buffer_groups.ts";
import { bufferLabels, sharedOutlines } from "./_buffer_labels.ts";
import { drawLevels, levelRoom } from "./_levels.ts";
import { byteTicks, drawPlot, labelledAxis } from "./_plot.ts";
import { drawSpans, SPAN_ROOM, type StepSpan } from "./_spans.ts";
import { stepAxis } from "./_step_axis.ts";
import { element } from "./_svg.ts";
import { type Palette, PALETTES } from "./palette.ts";
import { byteUnit, formatBytes, formatPercent } from "./units.ts";

/** A placed buffer: bytes from the start of the arena, steps half-open. */
export interface ArenaBuffer {
  /** A name to show; may hold any characters. */
  readonly name: string;
  /** Size in bytes. */
  readonly bytes: number;
  /** First step in which the buffer is live. */
  readonly start: number;
  /** First step in which it is no longer live. */
  readonly end: number;
  /** Bytes from the start of the arena. */
  readonly offset: number;
  /** Buffers of one group, such as parts of a tensor, have one colour and one name. */
  readonly group?: string;
}

/** A placement to draw. */
export interface ArenaPicture {
  /** What is placed. */
  readonly buffers: readonly ArenaBuffer[];
  /** Number of steps of the schedule. */
  readonly steps: number;
  /** Bytes that the placement needs. */
  readonly arena: number;
  /** Largest sum of live bytes over the steps. */
  readonly peak: number;
  /** Bytes that no schedule and no placement can go below. */
  readonly bound: number;
  /** What the bound is for, where it is not for everything: `for these bands`. */
  readonly scope?: string;
  /** Steps to name above the picture. */
  readonly spans?: readonly StepSpan[];
}

const LEFT = 64;
const PLOT_HEIGHT = 360;

/**
 * Draws a placement. Bytes that two live buffers share are outlined; bytes that lie idle below a
 * live buffer are hatched, and stand out in the steps in which they push a buffer above the peak.
 * Names stand where there is room, and everywhere on hovering. `planPicture` makes a picture of a plan.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { arenaMap, fit, load, planPicture, zoo } from "@tmm/tmm";
 * const { plan } = fit(load(zoo[0].build({ weights: "none" })));
 * assert.ok(arenaMap(planPicture(plan)).startsWith("<svg "));
 * ```
 *
 * @returns The text of an SVG.
 */
export function arenaMap(picture: ArenaPicture, options: ChartOptions = {}): string {
  const { buffers, steps, arena, peak, bound, spans = [] } = picture;
  const areas = buffers.map(({ start, end, offset, bytes }): Area => {
    return { start, end, low: offset, high: offset + bytes };
  });
  const shared = sharedAreas(areas);
  const idle = idleAreas(areas, steps, peak);
  const colours = PALETTES[options.theme ?? "light"];
  const groups = groupsOf(buffers, colours);
  const hasParts = groups.length < buffers.length;
  const legend = buffers.length > 0 ? legendOf(hasParts, shared, idle, colours) : [];
  const frame = frameFor({ ...findingOf(picture, groups.length), legend }, options);
  const { document, palette, width } = frame;
  const top = frame.top + (spans.length > 0 ? SPAN_ROOM : 0);
  const levels = [
    { name: "arena", bytes: arena },
    { name: "peak", bytes: peak },
    { name: "bound", bytes: bound },
  ];
  const marginRight = levelRoom(levels);
  const room = width - LEFT - marginRight;
  const labels = Array.from({ length: steps }, (_, step) => ({ label: String(step) }));
  const axis = stepAxis(labels, 0, room, palette, "step");
  const height = options.height ?? Math.round(top + PLOT_HEIGHT + axis.height);
  const ceiling = Math.max(arena, peak, bound, 1);
  const unit = byteUnit(ceiling);
  const fills = new Map(groups.flatMap(({ colour, members }) => members.map((b) => [b, colour])));
  const thin = room < 4 * steps;
  return drawPlot(frame, height, {
    marginLeft: LEFT,
    marginRight,
    marginTop: top,
    marginBottom: axis.height,
    x: { domain: [0, Math.max(1, steps)], axis: null },
    y: { domain: [0, ceiling / unit.bytes * 1.03], axis: null },
    marks: [
      Plot.axisY({
        ...byteTicks(Math.max(arena, peak, bound)),
        tickSize: 4,
        ...labelledAxis(palette, `offset (${unit.name})`),
        labelOffset: LEFT - 14,
      }),
      Plot.rect(areas, {
        x1: "start",
        x2: "end",
        y1: ({ low }: Area) => low / unit.bytes,
        y2: ({ high }: Area) => high / unit.bytes,
        fill: (_: Area, i: number) => fills.get(i),
        stroke: palette.background,
        strokeWidth: thin || hasParts ? 0.5 : 1,
        title: (_: Area, i: number) => tellOf(buffers[i]),
      }),
      // Plot hands over its scales: what follows is measured in pixels.
      (_index, { x, y }) => {
        if (!x || !y) return null;
        const yOf = (bytes: number) => y(bytes / unit.bytes);
        const boxOf = ({ start, end, low, high }: Area): Box => {
          return { left: x(start), right: x(end), top: yOf(high), bottom: yOf(low) };
        };
        const sharedBoxes = shared.map(boxOf);
        const visibleParts = groups.map(({ members }) =>
          freePart(boxOf(largestPart(members.map((b) => areas[b]))), sharedBoxes)
        );
        return element(
          document,
          "g",
          {},
          ...[false, true].map((wasted) =>
            element(document, "path", {
              d: hatching(idle.filter((area) => area.wasted === wasted).map(boxOf)),
              stroke: wasted ? palette.accent : palette.idle,
            })
          ),
          sharedOutlines(document, sharedBoxes, palette),
          drawLevels(
            document,
            levels,
            yOf,
            [x(0), x(Math.max(1, steps))],
            palette,
          ),
          bufferLabels(document, groups, visibleParts, palette),
          ...(spans.length > 0 ? [drawSpans(document, spans, x, top, palette)] : []),
        ) as never;
      },
      axis.marks,
    ],
  });
}

function findingOf(
  { buffers, steps, arena, peak, bound, scope }: ArenaPicture,
  groups: number,
): Omit<Heading, "legend"> {
  const together = formatBytes(buffers.reduce((sum, { bytes }) => sum + bytes, 0));
  const comparison = arena < bound
    ? ", less than what may not share memory takes"
    : arena === bound
    ? `: proven least${scope ? ` ${scope}` : ""}`
    : arena <= peak
    ? ", no more than the peak of its schedule"
    : `, ${formatPercent(arena / peak - 1)} above the peak of its schedule`;
  const count = groups < buffers.length
    ? `${groups} tensors in ${buffers.length} parts with lives of their own,`
    : `${counted(buffers.length, "buffer")} of`;
  return {
    title: `Arena ${formatBytes(arena)}${comparison}`,
    subtitle: `${count} ${together} together · ${counted(steps, "step")}`,
  };
}

function legendOf(
  hasParts: boolean,
  shared: readonly Area[],
  idle: readonly IdleArea[],
  palette: Palette,
): LegendEntry[] {
  const entries: LegendEntry[] = [
    {
      label: hasParts
        ? "a tensor: its bytes, while they are live"
        : "a buffer: its bytes, while it is live",
      fill: palette.fills[0],
    },
  ];
  if (shared.length > 0) {
    entries.push({ label: "bytes that two buffers share", stroke: palette.text });
  }
  const hatched = (label: string, stroke: string) =>
    entries.push({ label, stroke, shape: "hatching" });
  if (idle.some(({ wasted }) => !wasted)) hatched("idle, does no harm", palette.idle);
  if (idle.some(({ wasted }) => wasted)) {
    hatched("wasted: idle below a buffer above the peak", palette.accent);
  }
  return entries;
}

const tellOf = ({ name, bytes, offset, start, end }: ArenaBuffer) =>
  `${shorten(visible(name), 80)}\n${formatBytes(bytes)} at offset ${formatBytes(offset)}\n` +
  `live in steps ${start} to ${end - 1}`;
