/** What the search for a rewrite found, as text: a table of choices, the firmware's part, the bands. */

import { formatBytes, formatPercent, groupDigits, shorten } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { shortName } from "../graph/mod.ts";
import type { BandEstimate } from "../partial/mod.ts";
import { ESTIMATE_NOTE } from "./fit_json.ts";
import { missingLines } from "./missing_text.ts";
import { type PartialReport, partialReport } from "./partial_json.ts";
import { tableLines } from "./_table.ts";

/** What to say besides the choices. */
export interface PartialTextOptions {
  /** Each band's rows and halo. */
  readonly explain?: boolean;
  /** Bytes of arena that are there. */
  readonly budget?: number;
  /** The board to estimate times for. */
  readonly board?: string;
}

/** The part of the arena that a choice must save more than the one before it to be worth a line. */
const LEAST_STEP = 0.02;

/**
 * The search of a fit, without a final line break, or the estimate for formats that take no rewrite.
 * Where none was asked for, only what is missing of a budget; empty where nothing is.
 */
export function partialText(fit: Fit, options: PartialTextOptions = {}): string {
  const missing = missingLines(fit, options.budget);
  if (!fit.partial) return [...estimateLines(fit), ...missing].join("\n");
  const report = partialReport(fit, options.board);
  return [
    "",
    ...choiceLines(report),
    "",
    ...firmwareLines(report),
    ...options.explain && report.bands.length > 0 ? ["", ...bandLines(report)] : [],
    ...missing,
  ].join("\n");
}

function choiceLines({ pareto, board }: PartialReport): string[] {
  const own = pareto.find(({ name }) => name === "stock")!.macs;
  const time = (seconds: number) =>
    seconds < 1 ? `${(1000 * seconds).toPrecision(3)} ms` : `${seconds.toPrecision(3)} s`;
  const shown = worthShowing(
    pareto,
    ({ min }) => min,
    ({ name, chosen }) => name === "stock" || chosen,
  );
  return [
    "Choices: arena against work",
    ...tableLines([
      ["", "head", "tail", "arena", "MACs", "", "time", "flash", ""],
      ...shown.map(({ name, head, tail, min, macs, seconds, flash, chosen }) => [
        shorten(name, 60),
        formatBytes(head),
        formatBytes(tail),
        formatBytes(min),
        groupDigits(macs),
        own > 0 ? `+${formatPercent((macs - own) / own)}` : "",
        `~ ${time(seconds)}`,
        `+${groupDigits(flash)}`,
        chosen ? "<- chosen" : "",
      ]),
    ], [0, 8]),
    ...shown.some(({ name }) => / x\d/.test(name))
      ? ["2-5 x3: operators 2 to 5 of the file in 3 bands of rows; up: the last rows first"]
      : [],
    ...shown.some(({ name }) => /\d['+]/.test(name))
      ? ["2+4':   operators 2 and 4, the latter computed again"]
      : [],
    "arena:  the smallest that allocates; head: planned tensors; tail: TFLM's own structures",
    `time:   an estimate for ${board}, from times per operator measured on it; copies are assumed`,
    "flash:  bytes that the file grows by; weights are shared",
  ];
}

/** What bands may save after a conversion, for formats that take no rewrite. */
function estimateLines({ estimate, model }: Fit): string[] {
  if (!estimate) return [];
  const [{ arena: most, macs: own }] = estimate;
  const fitting = estimate.find(({ fits }) => fits);
  const shown = worthShowing(estimate, ({ arena }) => arena, (way) => way === fitting);
  const better = shown.length > 1
    ? "2-5 x3: operators 2 to 5 of the converted graph in 3 bands of rows"
    : "No bands pay: what needs most cannot be cut by rows, or reads what must be whole.";
  return [
    "",
    "Estimate: bands of rows after a conversion to .tflite; " +
    `no runtime writes this back into ${model.format}`,
    ...tableLines([
      ["", "peak", "arena", "", "MACs", "", ""],
      ...shown.map((way) => [
        estimatedName(way.runs),
        formatBytes(way.peak),
        formatBytes(way.arena),
        way.arena < most ? `-${formatPercent(1 - way.arena / most)}` : "",
        groupDigits(way.macs),
        own > 0 ? `+${formatPercent((way.macs - own) / own)}` : "",
        way === fitting ? "<- fits" : "",
      ]),
    ], [0, 6]),
    better,
    `arena:  ${ESTIMATE_NOTE}`,
  ];
}

const estimatedName = (runs: BandEstimate[number]["runs"]) =>
  runs.map(({ run, bands }) => `${run} x${bands}`).join(", ") ||
  "no bands";

/** The choices that save more than next to nothing over the one before them, and those to keep. */
function worthShowing<Choice>(
  choices: readonly Choice[],
  bytesOf: (choice: Choice) => number,
  isKept: (choice: Choice) => boolean,
): Choice[] {
  let last = Infinity;
  return choices.filter((choice) => {
    const bytes = bytesOf(choice);
    if (!isKept(choice) && bytes > last * (1 - LEAST_STEP)) return false;
    last = bytes;
    return true;
  });
}

function firmwareLines({ reason, added, types }: PartialReport): string[] {
  if (reason !== null) return [`Not rewritten: ${reason}`];
  if (added.length === 0) return ["The firmware knows every operator of the file already."];
  return [
    "Firmware with a resolver of its own needs room for every type, and the new ones:",
    `  tflite::MicroMutableOpResolver<${types}> resolver;`,
    ...added.map((type) => `  resolver.Add${camelCase(type)}();`),
  ];
}

/** As `MicroMutableOpResolver` writes types in the names of its methods. */
function camelCase(type: string): string {
  return type.toLowerCase().replace(/(?:^|_)(.)/g, (_, letter) => letter.toUpperCase())
    .replace(/\dd$/, (end) => end.toUpperCase());
}

function bandLines({ bands }: PartialReport): string[] {
  const range = ([from, to]: readonly [number, number]) => `${from}-${to - 1}`;
  const reads = bands.map(({ inputs }) =>
    inputs.map((input) =>
      `${range(input.rows)} of ${nameAmong(input, inputs)}` +
      (input.halo > 0 ? ` (${input.halo} again)` : "")
    ).join(", ") || "all rows"
  );
  return [
    "Bands: the rows that each computes, the rows of its inputs that it reads; those that an",
    "earlier band has read, too, are its halo (again)",
    ...tableLines([
      ["operators", "band", "rows", "reads"],
      ...bands.map(({ run, band, rows }, b) => [
        run,
        String(band + 1),
        range(rows),
        reads[b],
      ]),
    ], [0, 3]),
  ];
}

type BandInput = PartialReport["bands"][number]["inputs"][number];

/** The short name of an input, with its number where another one has the same. */
function nameAmong({ name, tensor }: BandInput, inputs: readonly BandInput[]): string {
  const own = shortName(name);
  if (inputs.filter((other) => shortName(other.name) === own).length < 2) return own;
  return tensor === null ? `${own}, computed again` : `${own}, tensor ${tensor}`;
}
