/** The chart of how time grows with size: both axes logarithmic, a line for each family. */

import { mkdirSync, writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { frameFor } from "../../lib/charts/_chart.ts";
import { drawPlot, labelledAxis } from "../../lib/charts/_plot.ts";

/** One measurement. */
export interface Growth {
  readonly family: string;
  /** Operators or buffers. */
  readonly size: number;
  readonly seconds: number;
  /** Whether the result is proven: a full dot. */
  readonly proven: boolean;
}

/** What the chart says in words. */
export interface GrowthWords {
  readonly title: string;
  /** What is counted below the chart. */
  readonly size: string;
}

const FOLDER = "out/bench";
/** Pixels of the chart, of the room for names, and of a name. */
const [HEIGHT, NAMES_ROOM, NAME] = [460, 230, 17];
/** Okabe and Ito's colours that are dark enough for lines. */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#59636e"];

/** Writes the chart as `out/bench/NAME.svg`, and says so. */
export function writeGrowth(name: string, points: readonly Growth[], words: GrowthWords): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.svg`, growthChart(points, words));
  console.log(`wrote ${FOLDER}/${name}.svg\n`);
}

function growthChart(points: readonly Growth[], { title, size }: GrowthWords): string {
  const subtitle =
    "Seconds; a full dot is a proven result, and the dashed line is growth in proportion";
  const frame = frameFor({ title, subtitle, legend: [] }, {});
  const { palette } = frame;
  const families = [...new Set(points.map(({ family }) => family))];
  const colourOf = ({ family }: Growth) => COLOURS[families.indexOf(family) % COLOURS.length];
  const seconds = points.map((point) => point.seconds);
  const sizes = points.map((point) => point.size);
  const [least, most] = [Math.min(...seconds) / 1.5, Math.max(...seconds) * 1.5];
  const [smallest, largest] = [Math.min(...sizes), Math.max(...sizes)];
  const names = namesAt(
    families,
    points,
    Math.log(most / least) * NAME / (HEIGHT - frame.top - 48),
  );
  const across = [
    { size: smallest, seconds: least },
    { size: largest, seconds: least * largest / smallest },
  ];
  const place = { x: "size", y: "seconds" } as const;
  return drawPlot(frame, HEIGHT, {
    marginLeft: 64,
    marginRight: NAMES_ROOM,
    marginBottom: 48,
    x: { type: "log", domain: [smallest, largest] },
    y: { type: "log", domain: [least, most] },
    marks: [
      Plot.gridX({ stroke: palette.grid, strokeOpacity: 1 }),
      Plot.gridY({ stroke: palette.grid, strokeOpacity: 1 }),
      Plot.axisX({
        ...labelledAxis(palette, size),
        tickFormat: (n: number) => n.toLocaleString("en"),
      }),
      Plot.axisY({ ...labelledAxis(palette, "seconds"), tickFormat: String }),
      Plot.line(across, { ...place, stroke: palette.muted, strokeDasharray: "4 4", clip: true }),
      Plot.line(points, { ...place, z: "family", stroke: colourOf, strokeWidth: 2 }),
      Plot.dot(points, {
        ...place,
        r: 4,
        stroke: colourOf,
        strokeWidth: 2,
        fill: (point: Growth) => point.proven ? colourOf(point) : palette.background,
      }),
      Plot.text(names, {
        x: () => largest,
        y: "seconds",
        text: "family",
        fill: colourOf,
        dx: 12,
        textAnchor: "start",
        fontSize: 12,
      }),
    ],
  });
}

/** Where each line ends, moved apart by a least difference of logarithms so that names are readable. */
function namesAt(families: readonly string[], points: readonly Growth[], apart: number): Growth[] {
  const ends = families.map((family) => points.findLast((point) => point.family === family)!)
    .sort((a, b) => b.seconds - a.seconds);
  let above = Infinity;
  return ends.map((end) => {
    above = Math.min(above - apart, Math.log(end.seconds));
    return { ...end, seconds: Math.exp(above) };
  });
}
