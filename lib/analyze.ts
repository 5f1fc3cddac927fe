/** The pipeline: read this first. */

import { FORMATS, load, type ReadOptions } from "./formats/mod.ts";
import { type Fit, fit, type FitOptions } from "./fit.ts";
import type { Graph, Model } from "./graph/mod.ts";
import { inferShapes, type Macs, macsOf, type Shape } from "./operators/mod.ts";
import {
  accountModel,
  activationsOnly,
  givenOrder,
  type MemoryMap,
  memoryMap,
  type MemoryModel,
  type Schedule,
} from "./tmm/mod.ts";

/** Everything that is known about a model file. */
export interface Analysis {
  /** The file and its graphs. */
  readonly model: Model;
  /** What each operator needs in the file's own order, activations only, nothing shared. */
  readonly map: MemoryMap;
  /** Multiply-accumulates per operator, and their sum. */
  readonly macs: Macs;
  /** The file's own order under the runtime's planner against our plan, and the rewritten file. */
  readonly fit: Fit;
}

/**
 * From the bytes of a file to its memory map, its memory plan and the file that carries the plan.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 * import { analyze, zoo } from "@tmm/tmm";
 * const [mobilenet] = zoo;
 * const bytes = mobilenet.build({ weights: "none" }); // or the bytes of your own file
 * const { map, fit } = analyze(bytes, { kernels: "tflm-reference" });
 * assert.equal(map.steps.length, 31); // one per operator
 * assert.equal(map.peak, 1_204_224); // bytes, in the file's own order
 * assert.equal(fit.baseline.arena, 1_204_224); // bytes that it takes today
 * assert.equal(fit.result.arena, 802_848); // bytes with the plan
 * assert.ok(fit.bytes); // the file that carries the plan
 * ```
 *
 * @throws {FormatError} If the bytes are not a model.
 * @throws {RangeError} If there is no kernel set of that name, or `schedule` is not valid.
 */
export function analyze(bytes: Uint8Array, options: FitOptions = {}): Analysis {
  const model = load(bytes); //                     bytes -> graphs, checked
  const map = mapModel(model); //                   graph + order -> three numbers per operator
  const macs = macsOf(model.graphs[model.main], model.graphs);
  const fitted = fit(model, options); //            graph -> order + sharing + offsets -> a new file
  return { model, map, macs, fit: fitted };
}

/** What to map: an order other than the file's, and what counts as SRAM. */
export interface MapOptions {
  /** Operator ids in execution order; default: the file's own order. */
  readonly schedule?: Schedule;
  /** What counts; default: activations, nothing shared, no rounding. */
  readonly memory?: MemoryModel;
}

/**
 * Maps the main graph of a model: what each operator needs, in bytes. To draw the map or to write it
 * down see {@linkcode memoryProfile}, {@linkcode mapCsv} and {@linkcode mapText}.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { load, mapModel, zoo } from "@tmm/tmm";
 * const inception = zoo.find(({ id }) => id === "C")!;
 * const { steps, peakSteps, peak } = mapModel(load(inception.build({ weights: "none" })));
 * const { input, output, other } = steps[peakSteps[0]];
 * assert.equal(input + output + other, peak);
 * ```
 *
 * @throws {RangeError} If the schedule does not run every operator once, after all that it waits for.
 */
export function mapModel(model: Model, options: MapOptions = {}): MemoryMap {
  const { memory = activationsOnly, schedule } = options;
  const accounting = accountModel(model, memory);
  return memoryMap(accounting, schedule ?? givenOrder(accounting.graph));
}

/**
 * The model with other shapes for its inputs, carried on to all tensors behind them. The bytes of
 * the file stay as they are.
 *
 * @param shapes Shapes by names of inputs.
 * @param others A batch for all inputs that leave it open, and numbers of inputs that never change.
 * @throws {RangeError} If an input is not there, or an operator stops the inference: which, and why.
 */
export function withInputShapes(
  model: Model,
  shapes: Readonly<Record<string, Shape>>,
  others: Omit<ReadOptions, "shapes"> = {},
): Model {
  const format = FORMATS.find(({ name }) => name === model.format);
  if (format?.infersShapes) return format.parse(model.bytes, { ...others, shapes });
  if (Object.keys(others.values ?? {}).length > 0) {
    throw new RangeError(
      `Cannot set the numbers of an input: a format that infers shapes, not ${model.format}`,
    );
  }
  const graphs = model.graphs.map((graph, g) =>
    g === model.main
      ? inferShapes(graph, { ...batchShapes(graph, others.batch), ...shapes })
      : graph
  );
  return { ...model, graphs };
}

/** Shapes of the inputs whose first dimension is open, with a batch there. */
function batchShapes({ inputs, tensors }: Graph, batch: number | undefined): Record<string, Shape> {
  if (batch === undefined) return {};
  const open = inputs.filter((id) => tensors[id].shapeSignature?.[0] === -1);
  return Object.fromEntries(open.map((id) => [tensors[id].name, tensors[id].shape.with(0, batch)]));
}
