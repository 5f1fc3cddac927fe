/** The evaluation as text, Markdown, CSV, JSON and a picture. */

import { stringify } from "csv-stringify/sync";
import { type ChartOptions, evaluationBars, formatBytes, formatPercent } from "../charts/mod.ts";
import type { EvaluationRow, Variant } from "../evaluate.ts";
import { tableLines } from "./_table.ts";

const VARIANTS = ["stock", "paper", "portable", "reference"] as const;
type VariantName = typeof VARIANTS[number];

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
    VARIANTS.map((name) => {
      const { peak, arena, bound, proven, loads, traffic, cost } = row[name];
      return {
        id: row.network.id,
        name: row.network.name,
        operators: row.operators,
        variant: name,
        peak_bytes: peak,
        arena_bytes: arena,
        bound_bytes: bound,
        proven: proven ? 1 : 0,
        less_than_stock_percent: 100 * (1 - arena / row.stock.arena),
        tensor_loads: loads,
        traffic_bytes: traffic && traffic.compulsory + traffic.avoidable,
        modelled_seconds: cost?.seconds,
        modelled_joules: cost?.joules,
        published: publishedText(row),
      };
    })
  );
  return stringify(lines, { header: true, escape_formulas: true });
}

/** The evaluation for machines; `stock` .. `reference` are planned bytes. */
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
      reference: row.reference.arena,
      proven: { portable: row.portable.proven, reference: row.reference.proven },
      verified: row.verified ?? null,
      published: row.published ?? "not published",
      variants: Object.fromEntries(VARIANTS.map((name) => [name, row[name]])),
    })),
  };
}

/** Default against ours as a picture. */
export function evaluationChart(rows: readonly EvaluationRow[], options?: ChartOptions): string {
  const networks = rows.map(({ network, stock, portable, reference, published }) => ({
    name: `${network.id} ${network.name}`,
    stock: stock.arena,
    portable: portable.arena,
    reference: reference.arena,
    publishedPercent: published?.peakReductionPercent,
  }));
  return evaluationBars(networks, options);
}

/** Which optional columns a table has. */
interface Columns {
  readonly costs: boolean;
  readonly verified: boolean;
}

const columnsOf = (rows: readonly EvaluationRow[]): Columns => ({
  costs: rows.some(({ stock }) => stock.cost),
  verified: rows.some(({ verified }) => verified),
});

const VERIFIED_NOTE =
  "same bits  both rewritten files executed in one arena, every byte watched, " +
  "at a reduced input size";

const COST_NOTE = "time, energy  modelled from times measured on the chip and assumed power; " +
  "bytes that do not fit the SRAM move to slow memory";

function headOf({ costs, verified }: Columns): string[] {
  const head = ["", "network", "operators", "stock", "paper", "", "portable", "", "reference", ""];
  const cost = costs ? ["time", "ours", "energy", "ours"] : [];
  return [...head, ...cost, ...(verified ? ["same bits"] : []), "published"];
}

function cellsOfRow(row: EvaluationRow, { costs, verified }: Columns): string[] {
  const { network, operators, stock, paper, portable, reference } = row;
  const arena = ({ arena, proven }: Variant) => `${formatBytes(arena)}${proven ? "*" : " "}`;
  const pair = (variant: Variant) => [arena(variant), less(stock.arena, variant.arena)];
  const cost = ({ cost }: Variant, of: "seconds" | "joules") =>
    cost ? `${cost[of].toPrecision(4)} ${of === "seconds" ? "s" : "J"}` : "";
  return [
    network.id,
    network.name,
    String(operators),
    formatBytes(stock.arena),
    ...pair(paper),
    ...pair(portable),
    ...pair(reference),
    ...(costs
      ? (["seconds", "joules"] as const).flatMap((of) => [cost(stock, of), cost(portable, of)])
      : []),
    ...(verified ? [verifiedText(row)] : []),
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
  const mean = (name: VariantName) =>
    rows.reduce((sum, row) => sum + 1 - row[name].arena / row.stock.arena, 0) / rows.length;
  const [paper, portable, reference] = (["paper", "portable", "reference"] as const)
    .map((name) => formatPercent(mean(name)));
  return `Mean over ${rows.length}: paper ${paper}, portable ${portable}, ` +
    `reference ${reference} less than stock`;
}

const less = (before: number, after: number) =>
  after > before
    ? `+${formatPercent(after / before - 1)}`
    : after === before
    ? "0 %"
    : `-${formatPercent(1 - after / before)}`;
