/** Default against ours: the file's own order under TFLM's planner, the best plan, and the new file. */

import { greedyBySize } from "./arena/mod.ts";
import {
  isFrozenGraph,
  isOnnx,
  isTflite,
  load,
  type TfliteModel,
  wantFormat,
} from "./formats/mod.ts";
import type { Model } from "./graph/mod.ts";
import { tensorLoads } from "./order/mod.ts";
import { type BandEstimate, estimateBands, type PartialOptions } from "./partial/mod.ts";
import { type PartialSearch, type Rewritten, searchPartial } from "./partial/mod.ts";
import { type MemoryPlan, placementProblem, planMemory, type PlanOptions } from "./plan.ts";
import {
  DEFAULT_KERNEL_SET,
  type KernelSet,
  type KernelSetName,
  kernelSetNamed,
  sharingUnder,
} from "./reuse/mod.ts";
import { embedPlan, encodeDraft, KERNELS_NAME, loadTflite, type Run } from "./rewrite/mod.ts";
import { readPlan, reorder, reorderGraphDef, reorderOnnx, runName } from "./rewrite/mod.ts";
import {
  accountModel,
  activationsOnly,
  givenOrder,
  type MemoryModel,
  peakOf,
  type Schedule,
} from "./tmm/mod.ts";
import {
  ARENA_ALIGNMENT,
  type ArenaPrediction,
  carriedPlan,
  type OfflineOffsets,
  ONLINE,
  planFaults,
  predictArena,
  tflmMemory,
  type TflmPlatform,
} from "./tflm/mod.ts";

/** What a model is planned for, and the limits of planning. */
export interface FitOptions extends PlanOptions {
  /** Whose kernels run, which decides what may share memory; default `portable`. */
  readonly kernels?: KernelSetName;
  /** The machine and the build of TFLM; default Cortex-M with the reference kernels. */
  readonly platform?: TflmPlatform;
  /**
   * Limits of the search for a rewrite of a .tflite file; its operators stay if absent, and where the
   * plan alone keeps to the budget. For other formats, limits of the estimate, which has lower ones of
   * its own where they are absent.
   */
  readonly partial?: PartialOptions;
}

/** What one way to run a model needs, in bytes. */
export interface Footprint {
  /** Operator ids in execution order: of the file, or of its rewrite. */
  readonly schedule: Schedule;
  /** Largest sum of live bytes over the steps. */
  readonly peak: number;
  /** Planned bytes: TFLM's head, or a generic arena for formats that TFLM does not run. */
  readonly arena: number;
  /** Tensor loads of the schedule. */
  readonly loads: number;
  /** What TFLM allocates in detail; absent for formats that it does not run. */
  readonly tflm?: ArenaPrediction;
}

/** Default against ours for one model. */
export interface Fit {
  /** The model that was planned. */
  readonly model: Model;
  /** Whose kernels the plan is for. */
  readonly kernels: KernelSet;
  /** The file's own order under the runtime's own planner: what a user has today. */
  readonly baseline: Footprint;
  /** The plan: schedule, sharing and placement, with bound and proofs. */
  readonly plan: MemoryPlan;
  /** The plan as the runtime carries it out; the baseline where the plan is no better. */
  readonly result: Footprint;
  /** What was changed in the file, in words; empty where nothing pays or nothing can be written. */
  readonly rewrites: readonly string[];
  /** The rewritten file; absent where `rewrites` is empty. */
  readonly bytes?: Uint8Array;
  /** What the search for a rewrite found; absent where none was asked for, or needed. */
  readonly partial?: PartialSearch;
  /** What bands may save after a conversion: for formats that take no rewrite, where one was asked for. */
  readonly estimate?: BandEstimate;
}

const DEFAULT_PLATFORM: TflmPlatform = { target: "cortex-m", build: "reference" };

/**
 * Plans a model for a kernel set and writes the plan into a copy of the file.
 *
 * The result is not what the plan promises but what the runtime makes of it: TFLM places scratch
 * buffers and the tensors of called graphs itself, around the offsets that a plan fixes, and that is
 * simulated. A plan that needs no less than the baseline is not written.
 *
 * A plan for one kernel set gives wrong outputs, silently, under kernels that promise less: keep the
 * default unless you know what runs. With `partial` the search may also compute stretches of the
 * network band by band.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { fit, load, sharingUnder, verifyRewrite, zoo } from "@tmm/tmm";
 * const [mobilenet] = zoo;
 * const model = load(mobilenet.build({ width: 0.25, inputSize: 32 }));
 * const { kernels, result, bytes } = fit(model, { kernels: "tflm-reference" });
 * assert.ok(bytes !== undefined && result.arena === result.tflm?.head);
 * const sharingOf = sharingUnder(kernels.name);
 * assert.ok(verifyRewrite(model, load(bytes), { seeds: [1], sharingOf }).ok);
 * ```
 *
 * @throws {RangeError} If there is no kernel set, target or build of that name, or `schedule` is not
 * valid.
 */
export function fit(model: Model, options: FitOptions = {}): Fit {
  const { kernels = DEFAULT_KERNEL_SET, platform = DEFAULT_PLATFORM, partial, ...limits } = options;
  const memory = memoryFor(model, kernels, platform);
  const plan = planMemory(accountModel(model, memory), limits);
  const common = { model, kernels: kernelSetNamed(kernels), plan };
  if (!isTflite(model)) {
    const { ordering } = limits;
    const estimate = partial && estimateBands(model, memory, platform, { ordering, ...partial });
    return { ...common, ...fitGeneric(model, plan, memory), ...estimate && { estimate } };
  }
  const fitted = { ...common, ...fitTflite(model, plan, kernels, platform) };
  const isWanted = partial !== undefined && fitted.result.tflm!.min > (partial.budget ?? 0);
  return isWanted ? withRewrite(model, fitted, partial) : fitted;
}

/** The file of a rewrite, with its plan. */
export function rewrittenFile({ draft, plan }: Rewritten, kernels: KernelSetName): Uint8Array {
  return embedPlan(loadTflite(encodeDraft(draft)), plan.offsets, { kernels });
}

/** The same with the best rewrite in the place of the plan, if one pays. */
function withRewrite(model: TfliteModel, fitted: Fit, options: PartialOptions): Fit {
  const { plan: { schedule }, kernels: { name: kernels }, result: { tflm } } = fitted;
  const { target, build, used } = tflm!;
  const start = { kernels, platform: { target, build }, schedule, used };
  const partial = searchPartial(model, start, options);
  const [best] = partial.found;
  if (partial.reason !== undefined) return { ...fitted, partial };
  const { plan, runs, others, uncut } = best;
  const banded = (run: Run) =>
    `band: ${runName(uncut, run)} in ${run.cuts.length - 1} bands of rows` +
    (run.isUpward ? ", the last rows first" : "");
  return {
    ...fitted,
    plan,
    result: {
      schedule: plan.schedule,
      peak: plan.peak,
      arena: best.tflm.head,
      loads: tensorLoads(plan.accounting, plan.schedule),
      tflm: best.tflm,
    },
    rewrites: [...others, ...runs.map(banded), embedding(plan.offsets)],
    bytes: rewrittenFile(best, kernels),
    partial,
  };
}

/**
 * The memory model behind a fit: TFLM's for .tflite files (its rounding, its scratch buffers), else
 * activations at multiples of 16 bytes.
 *
 * @throws {RangeError} If there is no kernel set of that name.
 */
export function memoryFor(
  model: Model,
  kernels: KernelSetName,
  platform: TflmPlatform = DEFAULT_PLATFORM,
): MemoryModel {
  const sharingOf = sharingUnder(kernels);
  if (isTflite(model)) return tflmMemory({ ...platform, sharingOf, source: model });
  return { ...activationsOnly, name: "generic arena", alignment: ARENA_ALIGNMENT, sharingOf };
}

/**
 * The offsets of a plan as TFLM wants them, for {@linkcode embedPlan}: one for each tensor of each
 * subgraph, in bytes, or -1 where the runtime is to place it.
 */
export function offlineOffsets(model: TfliteModel, plan: MemoryPlan): OfflineOffsets {
  wantFormat(model, "tflite", "tell offsets");
  const placed = new Map(plan.buffers.map(({ tensor, offset }) => [tensor, offset]));
  const { readers, producer, bytes, fromStart } = plan.accounting;
  return model.graphs.flatMap(({ tensors }, g) =>
    tensors.map(({ role }, id) => {
      if (g !== model.main || role !== "activation") return ONLINE;
      // TFLM reserves memory for tensors that nobody touches, too: they may lie anywhere.
      const untouched = bytes[id] > 0 && producer[id] < 0 && readers[id].length === 0 &&
        !fromStart[id];
      return placed.get(id) ?? (untouched ? 0 : ONLINE);
    })
  );
}

/**
 * What is wrong with the plan that a file carries, a sentence each; empty if nothing is. The plan is
 * judged for the kernel set that the file names, or for the portable one.
 *
 * @throws {RangeError} If the file carries no plan.
 */
export function carriedPlanFaults(model: TfliteModel): string[] {
  wantFormat(model, "tflite", "check the memory plan");
  const payload = carriedPlan(model);
  if (payload === undefined) {
    throw new RangeError("Cannot check the memory plan: the file carries none");
  }
  const kernels = model.metadata.findLast(({ name }) => name === KERNELS_NAME)?.data;
  const named = kernels === undefined ? DEFAULT_KERNEL_SET : new TextDecoder().decode(kernels);
  const sharingOf = sharingUnder(kernelSetNamed(named).name);
  return planFaults(model, payload, { sharingOf }).map(({ message }) => message);
}

type Outcome = Pick<Fit, "baseline" | "result" | "rewrites" | "bytes">;

function fitTflite(
  model: TfliteModel,
  plan: MemoryPlan,
  kernels: KernelSetName,
  platform: TflmPlatform,
): Outcome {
  const given = givenOrder(plan.accounting.graph);
  const unshared = accountModel(model, memoryFor(model, "none", platform));
  const stock = predictArena(model, platform);
  const baseline: Footprint = {
    schedule: given,
    peak: peakOf(unshared, given),
    arena: stock.head,
    loads: tensorLoads(unshared, given),
    tflm: stock,
  };
  const offsets = offlineOffsets(model, plan);
  const { schedule, peak } = plan;
  const planned = predictArena(model, { ...platform, schedule, plan: offsets });
  if (planned.head >= stock.head) return { baseline, result: baseline, rewrites: [] };
  const loads = tensorLoads(plan.accounting, schedule);
  const result: Footprint = { schedule, peak, arena: planned.head, loads, tflm: planned };
  const moved = schedule.filter((operator, step) => operator !== step).length;
  const reordered = moved > 0 ? [`reorder: ${moved} of ${schedule.length} operators move`] : [];
  return {
    baseline,
    result,
    rewrites: [...reordered, embedding(offsets)],
    bytes: embedPlan(moved > 0 ? reorderedModel(model, schedule) : model, offsets, { kernels }),
  };
}

/** What a plan tells the runtime, which places everything else itself. */
function embedding(offsets: OfflineOffsets): string {
  return `plan: offsets for ${
    offsets.filter((offset) => offset !== ONLINE).length
  } tensors embedded`;
}

/** The model in another order; a plan in the file, which is for the old order, is taken out first. */
function reorderedModel(model: TfliteModel, schedule: Schedule): TfliteModel {
  const open = model.graphs.flatMap(({ tensors }) => tensors.map(() => ONLINE));
  const unplanned = readPlan(model)
    ? load(embedPlan(model, open, { kernels: "none" })) as TfliteModel
    : model;
  return load(reorder(unplanned, schedule)) as TfliteModel;
}

function fitGeneric(model: Model, plan: MemoryPlan, memory: MemoryModel): Outcome {
  const unshared = accountModel(model, { ...memory, sharingOf: () => [] });
  const given = givenOrder(unshared.graph);
  const baseline: Footprint = {
    schedule: given,
    peak: peakOf(unshared, given),
    arena: greedyBySize(placementProblem(unshared, given).problem).arena,
    loads: tensorLoads(unshared, given),
  };
  const { schedule, peak, arena } = plan;
  if (arena >= baseline.arena) return { baseline, result: baseline, rewrites: [] };
  const loads = tensorLoads(plan.accounting, schedule);
  const result: Footprint = { schedule, peak, arena, loads };
  const moved = schedule.filter((operator, step) => operator !== step).length;
  const bytes = moved > 0 ? fileInOrder(model, schedule) : undefined;
  if (bytes === undefined) return { baseline, result, rewrites: [] };
  const rewrites = [`reorder: ${moved} of ${schedule.length} operators move`];
  return { baseline, result, rewrites, bytes };
}

/** The file in another order, for formats whose operators stand in it one by one. */
function fileInOrder(model: Model, schedule: Schedule): Uint8Array | undefined {
  const isListed = (nodes: readonly number[]) => !nodes.includes(-1);
  if (isOnnx(model) && isListed(model.nodes)) return reorderOnnx(model, schedule);
  if (isFrozenGraph(model) && isListed(model.nodes)) return reorderGraphDef(model, schedule);
  return undefined;
}
