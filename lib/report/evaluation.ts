/** The evaluation as text, Markdown, CSV, JSON and a picture. */

import { stringify } from "csv-stringify/sync";
import { type ChartOptions, evaluationBars, formatBytes, formatPercent } from "../charts/mod.ts";
import type { EvaluationRow, Variant } from "../evaluate.ts";
import { tableLines } from "./_table.ts";

const VARIANTS = ["stock", "paper", "portable", "partial", "reference"] as const;

/** What the columns mean, for the foot of a table. */
const LEGEND = [
  "stock      the file's own order under TFLM's online planner: planned bytes",
  "paper      the poster's method: cheapest branch first, tensors re-used in place",
  "portable   ours, safe on every kernel set",
  "reference  ours, with the overlaps of TFLM's reference kernels (wrong on CMSIS-NN builds)",
  "*          proven: under the same sharing, no order and no placement needs less",
  "published  what the poster says about this network; it gives no other figure",
];

/** The table for a terminal. */
export function evaluationText(rows: readonly EvaluationRow[]): string {
  const columns = columnsOf(rows);
  return [
    ...tableLines([headOf(columns), ...rows.map((row) => cellsOfRow(row, columns))], [0, 1]),
    "",
    meanText(rows),
    "",
    ...LEGEND,
    ...(columns.partial ? [PARTIAL_NOTE] : []),
    ...(columns.verified ? [VERIFIED_NOTE] : []),
    ...(columns.costs ? [COST_NOTE] : []),
  ].join("\n");
}

/** The same table in Markdown. */
export function evaluationMarkdown(rows: readonly EvaluationRow[]): string {
  const columns = columnsOf(rows);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const head = headOf(columns);
  return [
    line(head),
    line(head.map((_, c) => c < 2 ? "---" : "---:")),
    ...rows.map((row) => line(cellsOfRow(row, columns))),
    "",
    meanText(rows),
  ].join("\n");
}

/** One line per network and variant, plain numbers. */
export function evaluationCsv(rows: readonly EvaluationRow[]): string {
  const lines = rows.flatMap((row) =>
    VARIANTS.flatMap((name) => {
      const variant = row[name];
      if (!variant) return [];
      const { peak, arena, bound, proven, loads, traffic, cost } = variant;
      return [{
        id: row.network.id,
        name: row.network.name,
        operators: row.operators,
        variant: name,
        peak_bytes: peak,
        arena_bytes: arena,
        bound_bytes: bound,
        proven: proven ? 1 : 0,
        less_than_stock_percent: 100 * (1 - arena / row.stock.arena),
        extra_macs_percent: 100 * (name === "partial" ? row.partial!.extraMacs : 0),
        tensor_loads: loads,
        traffic_bytes: traffic && traffic.compulsory + traffic.avoidable,
        modelled_seconds: cost?.seconds,
        modelled_joules: cost?.joules,
        published: publishedText(row),
      }];
    })
  );
  return stringify(lines, { header: true, escape_formulas: true });
}

/** The evaluation for machines; `stock` .. `reference` are planned bytes, `partial` may be null. */
export function evaluationReport(rows: readonly EvaluationRow[], board: string | null): unknown {
  return {
    board,
    rows: rows.map((row) => ({
      id: row.network.id,
      name: row.network.name,
      operators: row.operators,
      stock: row.stock.arena,
      paper: row.paper.arena,
      portable: row.portable.arena,
      partial: row.partial?.arena ?? null,
      reference: row.reference.arena,
      proven: { portable: row.portable.proven, reference: row.reference.proven },
      verified: row.verified ?? null,
      published: row.published ?? "not published",
      variants: Object.fromEntries(VARIANTS.map((name) => [name, row[name] ?? null])),
    })),
  };
}

/** Default against ours as a picture. */
export function evaluationChart(rows: readonly EvaluationRow[], options?: ChartOptions): string {
  const networks = rows.map(({ network, stock, portable, partial, reference, published }) => ({
    name: `${network.id} ${network.name}`,
    stock: stock.arena,
    portable: portable.arena,
    partial: partial?.arena,
    reference: reference.arena,
    publishedPercent: published?.peakReductionPercent,
  }));
  return evaluationBars(networks, options);
}

/** Which optional columns a table has. */
interface Columns {
  readonly partial: boolean;
  readonly costs: boolean;
  readonly verified: boolean;
}

const columnsOf = (rows: readonly EvaluationRow[]): Columns => ({
  partial: rows.some(({ partial }) => partial),
  costs: rows.some(({ stock }) => stock.cost),
  verified: rows.some(({ verified }) => verified),
});

const PARTIAL_NOTE = "in bands   portable, and stretches of operators computed in bands of rows; " +
  "MACs: the work that this adds";

const VERIFIED_NOTE = "same bits  the rewritten files executed in one arena, every byte watched, " +
  "at a reduced input size";

const COST_NOTE = "time, energy  modelled from times measured on the chip and assumed power; " +
  "bytes that do not fit the SRAM move to slow memory";

function headOf({ partial, costs, verified }: Columns): string[] {
  return [
    ...["", "network", "operators", "stock", "paper", "", "portable", ""],
    ...(partial ? ["in bands", "", "MACs"] : []),
    ...["reference", ""],
    ...(costs ? ["time", "ours", "energy", "ours"] : []),
    ...(verified ? ["same bits"] : []),
    "published",
  ];
}

function cellsOfRow(row: EvaluationRow, columns: Columns): string[] {
  const { network, operators, stock, paper, portable, partial, reference } = row;
  const arena = ({ arena, proven }: Variant) => `${formatBytes(arena)}${proven ? "*" : " "}`;
  const pair = (variant: Variant) => [arena(variant), less(stock.arena, variant.arena)];
  const cost = ({ cost }: Variant, of: "seconds" | "joules") =>
    cost ? `${cost[of].toPrecision(4)} ${of === "seconds" ? "s" : "J"}` : "";
  const bands = partial ? [...pair(partial), less(1, 1 + partial.extraMacs)] : ["", "", ""];
  return [
    network.id,
    network.name,
    String(operators),
    formatBytes(stock.arena),
    ...pair(paper),
    ...pair(portable),
    ...(columns.partial ? bands : []),
    ...pair(reference),
    ...(columns.costs
      ? (["seconds", "joules"] as const).flatMap((of) => [cost(stock, of), cost(portable, of)])
      : []),
    ...(columns.verified ? [verifiedText(row)] : []),
    publishedText(row),
  ];
}

function verifiedText({ verified }: EvaluationRow): string {
  if (!verified) return "not run";
  const { identical, inputSize } = verified;
  return `${identical ? "yes" : "NO"}, at ${inputSize} px`;
}

function publishedText({ published }: EvaluationRow): string {
  const parts = [
    published?.peakReductionPercent && `-${published.peakReductionPercent} %`,
    published?.timeReductionMs && `-${published.timeReductionMs} ms`,
  ].filter(Boolean);
  return parts.join(", ") || "not published";
}

function meanText(rows: readonly EvaluationRow[]): string {
  const means = ([
    ["paper", "paper"],
    ["portable", "portable"],
    ["in bands", "partial"],
    ["reference", "reference"],
  ] as const).flatMap(([label, name]) => {
    const shares = rows.flatMap(({ stock, [name]: variant }) =>
      variant ? [1 - variant.arena / stock.arena] : []
    );
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return shares.length > 0 ? [`${label} ${formatPercent(mean)}`] : [];
  });
  return `Mean over ${rows.length}: ${means.join(", ")} less than stock`;
}

const less = (before: number, after: number) =>
  after > before
    ? `+${formatPercent(after / before - 1)}`
    : after === before
    ? "0 %"
    : `-${formatPercent(1 - after / before)}`;
