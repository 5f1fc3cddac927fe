/** What the search for a rewrite found, as text: a table of choices, the firmware's part, the bands. */

import { formatBytes, formatPercent, groupDigits } from "../charts/mod.ts";
import type { Fit } from "../fit.ts";
import { liveTensorsAt, memoryMap } from "../tmm/mod.ts";
import { partialReport } from "./partial_json.ts";
import { tableLines } from "./_table.ts";

/** What to say besides the choices. */
export interface PartialTextOptions {
  /** Each band's rows and halo. */
  readonly explain?: boolean;
  /** Bytes of arena that are there. */
  readonly budget?: number;
}

/** Methods of `MicroMutableOpResolver`, by the operator types that rewrites add. */
const RESOLVER: Readonly<Record<string, string>> = {
  SLICE: "AddSlice",
  PAD: "AddPad",
  CONCATENATION: "AddConcatenation",
};

/** The search of a fit, without a final line break; empty where none was asked for. */
export function partialText(fit: Fit, options: PartialTextOptions = {}): string {
  if (!fit.partial) return "";
  const report = partialReport(fit);
  const [{ macs: own }] = report.pareto.filter(({ name }) => name === "stock");
  const table = tableLines([
    ["", "head", "tail", "smallest arena", "MACs", ""],
    ...report.pareto.map(({ name, head, tail, min, macs }) => [
      name,
      formatBytes(head),
      formatBytes(tail),
      formatBytes(min),
      groupDigits(macs),
      own > 0 ? `+${formatPercent((macs - own) / own)}` : "",
    ]),
  ]);
  const calls = report.added.map((type) => `resolver.${RESOLVER[type]}();`).join(" ");
  const firmware = report.added.length > 0
    ? [
      `Firmware with a resolver of its own must add: ${calls}`,
      `and have room for them: tflite::MicroMutableOpResolver<${report.types}> resolver;`,
    ]
    : [];
  const flash = report.reason === null
    ? [`The file grows by ${groupDigits(report.flash)} bytes of flash; weights are shared.`]
    : [`Not rewritten: ${report.reason}`];
  return [
    "Choices (arena against work):",
    ...table,
    ...flash,
    ...firmware,
    ...options.explain ? bandLines(report) : [],
    ...missingLines(fit, options.budget),
  ].join("\n");
}

/** Converters join the names of all operators that they fuse: the first will do. */
function shortName(name: string): string {
  return JSON.stringify(name.split(";")[0]);
}

function bandLines({ bands }: ReturnType<typeof partialReport>): string[] {
  return bands.map(({ operators: [first, last], rows: [from, to], inputs }) => {
    const reads = inputs.map(({ name, rows: [begin, end], halo }) =>
      `rows ${begin}-${end - 1} of ${shortName(name)}${halo > 0 ? `, ${halo} again` : ""}`
    );
    return `  operators ${first}-${last}, rows ${from}-${to - 1}: ${
      reads.join("; ") || "all rows"
    }`;
  });
}

/** Where a budget is not met: what is missing, who asks for it, and what could be changed. */
function missingLines({ result, plan, model }: Fit, budget?: number): string[] {
  const min = result.tflm?.min ?? result.arena;
  if (budget === undefined || min <= budget) return [];
  const map = memoryMap(plan.accounting, plan.schedule);
  const [step] = map.peakSteps;
  const { graph } = plan.accounting;
  const { type } = graph.operators[map.schedule[step]];
  const names = liveTensorsAt(map, step)
    .sort((a, b) => plan.accounting.bytes[b.tensor] - plan.accounting.bytes[a.tensor])
    .slice(0, 3)
    .map(({ tensor }) =>
      `${shortName(graph.tensors[tensor].name)} ` +
      `(${formatBytes(plan.accounting.bytes[tensor])})`
    );
  const { tensors, inputs } = model.graphs[model.main];
  const floats = inputs.filter((id) => tensors[id].dtype === "float32");
  return [
    `The budget is missed by ${groupDigits(min - budget)} bytes.`,
    `The peak is at ${type} ${map.schedule[step]}, with ${names.join(", ")}.`,
    "A smaller input would help" +
    (floats.length > 0 ? "; so would an int8 input in the place of float32." : "."),
  ];
}
