/** Does with a model that was read what a user does: map, order, plan, write, read again, show. */

import { mapModel } from "../../lib/analyze.ts";
import { graphDrawing } from "../../lib/charts/mod.ts";
import { fit } from "../../lib/fit.ts";
import { isTflite, load, type TfliteModel } from "../../lib/formats/mod.ts";
import type { Graph, Model, Operator } from "../../lib/graph/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { fitText, inspectText, mapCsv, mapText } from "../../lib/report/mod.ts";
import { type KernelSetName, kernelSets, sharingUnder } from "../../lib/reuse/mod.ts";
import { verdictLines, verifyRewrite } from "../../lib/run/mod.ts";
import { carriedPlan, parsePlan, planFaults } from "../../lib/tflm/mod.ts";
import type { Dice } from "./dice.ts";
import { checkLines, checkText, outcomeOf } from "./outcome.ts";
import { planRefusal } from "./plan_judge.ts";

/** Larger graphs are mapped but not planned: every input has a few milliseconds. */
const MOST_OPERATORS = 120;

/** Bytes beyond which the judge, which looks at each, is not asked. */
const MOST_JUDGED = 1 << 20;

/** Bytes, and multiply-accumulates, beyond which a model is not run. */
const MOST_RUN = 1 << 20;

/** Numbers that a reader may make out of each byte of a file, and for any file. */
const MOST_PER_BYTE = 64;
const MOST_AT_ALL = 1 << 16;

const limits = { ordering: { stateLimit: 100 }, placement: { stateLimit: 100 }, orders: 1 };

/** @throws {Error} If anything but a refusal of ours comes out. */
export function useModel(model: Model, dice: Dice): void {
  checkSize(model);
  const graph = model.graphs[model.main];
  const mapped = outcomeOf(() => {
    const map = mapModel(model);
    const macs = macsOf(graph);
    checkLines(mapText(map));
    const csv = mapCsv(map, macs.operators);
    checkLines(csv);
    const lines = csv.trimEnd().split("\n").length;
    if (lines !== 1 + graph.operators.length) throw new Error(`a CSV of ${lines} lines`);
    if (dice.oneIn(50) && graph.operators.length < MOST_OPERATORS) graphDrawing(map);
  });
  checkLines(inspectText(model));
  if (mapped === "refused" || graph.operators.length > MOST_OPERATORS) return;
  const kernels = dice.pick(kernelSets).name;
  outcomeOf(() => {
    const fitted = fit(model, { ...limits, kernels });
    checkLines(fitText(fitted));
    if (fitted.bytes) checkWritten(load(fitted.bytes), kernels);
  });
  if (!isTflite(model)) return;
  outcomeOf(() => checkPlan(model, kernels));
  if (dice.oneIn(4)) outcomeOf(() => checkRun(model));
}

/** Runs small models, as `tmm verify` does with what a user gives it. */
function checkRun(model: TfliteModel): void {
  const { total } = macsOf(model.graphs[model.main]);
  if (bytesOf(model) > MOST_RUN || !(total < MOST_RUN)) return;
  for (const line of verdictLines(verifyRewrite(model, model, { seeds: [1] }))) checkText(line);
}

function bytesOf({ graphs }: Model): number {
  return graphs.flatMap(({ tensors }) => tensors).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A file that we wrote is read again, with a plan that is right. */
function checkWritten(model: Model, kernels: KernelSetName): void {
  if (!isTflite(model)) return;
  const payload = carriedPlan(model)!;
  const [fault] = planFaults(model, payload, { sharingOf: sharingUnder(kernels) });
  if (fault) throw new Error(`a plan of ours is refused: ${fault.message}`);
  checkPlan(model, kernels);
}

/**
 * The plan that a file carries. Returns whether checker and judge agree.
 *
 * @throws {Error} If the checker takes what the judge refuses.
 */
export function checkPlan(
  model: TfliteModel,
  kernels: KernelSetName,
  payload: Uint8Array | undefined = carriedPlan(model),
  limit: number = MOST_JUDGED,
): "none" | "both refuse" | "both take" | "only the judge takes" {
  if (payload === undefined || bytesOf(model) > MOST_JUDGED) return "none";
  const sharingOf = sharingUnder(kernels);
  const faults = planFaults(model, payload, { sharingOf, limit });
  for (const { message } of faults) checkText(message);
  if (faults.some(({ rule }) => rule === "truncated")) return "both refuse";
  const refusal = planRefusal({
    graphs: model.graphs,
    isVariable: (graph, tensor) => model.subgraphs[graph].tensors[tensor].isVariable,
    offsets: parsePlan(payload).offsets,
    permitted: (operator: Operator, graph: Graph) => sharingOf(operator, graph),
    limit,
  });
  if (refusal === undefined) return faults.length === 0 ? "both take" : "only the judge takes";
  if (faults.length === 0) throw new Error(`a wrong "ok": ${refusal}`);
  return "both refuse";
}

/** @throws {Error} If a model is out of proportion to its file. */
function checkSize({ graphs, bytes }: Model): void {
  let numbers = 0;
  for (const { tensors, operators, controlEdges } of graphs) {
    numbers += controlEdges.length;
    for (const { shape, values = [], quantization } of tensors) {
      numbers += 1 + shape.length + values.length + (quantization?.scales.length ?? 0);
    }
    for (const { inputs, outputs } of operators) numbers += 1 + inputs.length + outputs.length;
  }
  const most = MOST_AT_ALL + MOST_PER_BYTE * bytes.length;
  if (numbers > most) throw new Error(`${numbers} numbers out of ${bytes.length} bytes`);
}
