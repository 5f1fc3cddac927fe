/** The views of graphs, memory maps, plans, comparisons, orders and the evaluation. */

import {
  arenaMap,
  choicesChart,
  compareChart,
  formatBytes,
  graphDrawing,
  groupDigits,
  memoryProfile,
  shorten,
  visible,
} from "../charts/mod.ts";
import type { EvaluationRow } from "../evaluate.ts";
import type { Fit } from "../fit.ts";
import type { Graph, Model } from "../graph/mod.ts";
import type { MemoryPlan } from "../plan.ts";
import {
  evaluationChart,
  evaluationText,
  fitPicture,
  fitText,
  graphText,
  htmlPre,
  htmlTable,
  inspectText,
  mapText,
  orderText,
  partialReport,
  partialText,
  planPicture,
  type SchedulerRun,
} from "../report/mod.ts";
import { accountFor, activationsOnly, givenOrder, type MemoryMap, memoryMap } from "../tmm/mod.ts";
import { type View, viewOf } from "./view.ts";

/** Lines of a table below a chart, which shows all steps already. */
const TOP = 8;

/** A summary and a drawing. */
export function graphView(graph: Graph): View {
  const map = memoryMap(accountFor(graph, activationsOnly), givenOrder(graph));
  const text = graphText(graph);
  return viewOf(text, htmlPre(text), graphDrawing(map));
}

/** What is in the file, and the drawing of its main graph. */
export function modelView(model: Model): View {
  const text = inspectText(model);
  const graph = model.graphs[model.main];
  const map = memoryMap(accountFor(graph, activationsOnly), givenOrder(graph));
  return viewOf(text, htmlPre(text), graphDrawing(map));
}

/** The memory profile, and the operators that need most. */
export function mapView(map: MemoryMap): View {
  const { operators } = map.accounting.graph;
  const rows = [...map.steps].sort((a, b) => b.total - a.total).slice(0, TOP)
    .map(({ operator, input, output, other, shared, total }) => {
      const { type, name } = operators[operator];
      return [operator, type, input, output, other, shared, total, shorten(visible(name), 40)];
    });
  const header = ["#", "operator", "input", "output", "other", "shared", "bytes", "name"];
  return viewOf(mapText(map, { top: TOP }), memoryProfile(map), htmlTable(header, rows));
}

/** The arena map; bound, peak, arena and what is proven. */
export function planView(plan: MemoryPlan): View {
  const { bound, peak, arena, optimal, buffers } = plan;
  const proof = (proven: boolean) => proven ? "proven least" : "not proven";
  const lines = [
    ["bound", bound, "no order and no placement needs less"],
    ["peak", peak, `of the order: ${proof(optimal.schedule)}`],
    ["arena", arena, `of ${buffers.length} buffers: ${proof(optimal.placement)} for this order`],
  ] as const;
  const text = lines.map(([name, bytes, what]) =>
    `${name.padEnd(5)} ${groupDigits(bytes).padStart(12)} bytes  ${formatBytes(bytes)}  ${what}`
  ).join("\n");
  return viewOf(text, arenaMap(planPicture(plan)), htmlTable(["", "bytes", ""], lines));
}

/** Default against ours, and where our buffers lie. */
export function fitView(fit: Fit): View {
  const { model, baseline, result, plan } = fit;
  const row = {
    name: shorten(visible(model.graphs[model.main].name), 40),
    baseline: baseline.arena,
    ours: result.arena,
    bound: plan.bound,
  };
  const text = fitText(fit);
  const [title] = text.split("\n");
  const charts = fit.partial
    ? [choicesChart(partialReport(fit).pareto), htmlPre(`${text}\n${partialText(fit)}`)]
    : [compareChart([row], { title }), htmlPre(text)];
  return viewOf(text, ...charts, arenaMap(fitPicture(fit)));
}

/** The map and the comparison. */
export function analysisView({ map, fit }: { readonly map: MemoryMap; readonly fit: Fit }): View {
  const [before, after] = [mapView(map), fitView(fit)];
  return viewOf(`${before.text}\n\n${after.text}`, before.html, after.html);
}

/** Schedulers side by side. */
export function orderView(runs: readonly SchedulerRun[]): View {
  const text = orderText(runs);
  return viewOf(text, htmlPre(text));
}

/** The table A-I and its picture. */
export function evaluationView(rows: readonly EvaluationRow[]): View {
  const text = evaluationText(rows);
  return viewOf(text, evaluationChart(rows), htmlPre(text));
}
