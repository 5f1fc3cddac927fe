/** How large `tensor_arena` must be for a model: head, tail, and the least that allocates. */

import { want } from "../graph/mod.ts";
import type { Schedule } from "../tmm/mod.ts";
import { loadFaults } from "./load_faults.ts";
import { smallestArena } from "./minimum.ts";
import { carriedPlan, type OfflineOffsets, parsePlan } from "./offline_plan.ts";
import { planHead, type TflmHead } from "./online_planner.ts";
import { planFaults } from "./plan_faults.ts";
import { type PreparedGraph, prepareModel } from "./prepare.ts";
import type { TflmSource } from "./source.ts";
import { layTail } from "./tail.ts";
import { platformOf, type TflmPlatform } from "./target.ts";

/**
 * How much more than predicted to reserve on a device, as a part of the prediction: the releases that
 * boards are built with differ by some bytes per operator. Covers what four models took on an ESP32
 * and on a Nano 33 BLE (mcufit-bench 88f8d23f), where at most 5.9 % were missing.
 */
export const DEVICE_MARGIN: number = 1 / 16;

/** What is asked. */
export interface ArenaOptions extends Partial<TflmPlatform> {
  /** The order of the main graph's operators; that of the file if absent. */
  readonly schedule?: Schedule;
  /** The plan to go by: the one that the file carries if absent, none if `null`. */
  readonly plan?: OfflineOffsets | null;
}

/** The arena of a model, in bytes. */
export interface ArenaPrediction extends TflmPlatform {
  /** What is planned: tensors and scratch. */
  readonly head: number;
  /** What stays for good: TFLM's own structs, kernels' data, variables. */
  readonly tail: number;
  /** What `arena_used_bytes()` returns: head and tail. */
  readonly used: number;
  /** The smallest arena that allocates; more than `used` where planning needs more than running. */
  readonly min: number;
  /** If not, all numbers say "at least": `refusals` and `reasons` tell why. */
  readonly exact: boolean;
  /** Sentences: why TFLM does not load the model, whose numbers are then there to compare by only. */
  readonly refusals: readonly string[];
  /** Sentences: what is not known, so that more may be needed. */
  readonly reasons: readonly string[];
  /** Where the head's buffers lie. */
  readonly plan: TflmHead;
}

/**
 * Predicts what TFLM reports for a model, without running it. The numbers hold for tflite-micro
 * 90b983c2b3f1 (2026-08-20) and, under CMSIS-NN builds, for ARM-software/CMSIS-NN 99f736a6; other
 * versions differ by some bytes per operator.
 *
 * An application that uses resource variables takes their table from the same arena as a rule: 16
 * bytes and 40 per variable on x64, 16 and 20 on cortex-m, each rounded up to 16, on top.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { isTflite, load, predictArena, zoo } from "@tmm/tmm";
 * const model = load(zoo[0].build({ weights: "none" }));
 * assert.ok(isTflite(model));
 * const { head, tail, used, min } = predictArena(model, { target: "cortex-m" });
 * assert.equal(used, head + tail);
 * assert.ok(min >= used); // bytes that tensor_arena must have
 * ```
 *
 * @throws {RangeError} If there is no such target or build, the schedule is not an order of the main
 * graph, or the plan that is given does not have one offset of at least -1 for each tensor.
 */
export function predictArena(source: TflmSource, options: ArenaOptions = {}): ArenaPrediction {
  const { schedule } = options;
  const { target, build } = platformOf(options);
  want(source?.subgraphs, "predict the arena", "a .tflite model from load()", source);
  const refusals = loadFaults(source).map((fault) => `TFLM does not load the model: ${fault}`);
  const reasons: string[] = [];
  const plan = options.plan === undefined ? ownPlan(source, reasons) : options.plan ?? undefined;
  checkPlan(source, plan);
  const prepared = prepareModel(source, { target, build }, schedule);
  if (refusals.length === 0) reasons.push(...unknowns(prepared));
  const head = planHead(source, prepared, plan);
  const tail = layTail(source, prepared, target, plan);
  return {
    target,
    build,
    head: head.bytes,
    tail: tail.bytes,
    used: head.bytes + tail.bytes,
    min: smallestArena(source, prepared, head, tail, target),
    exact: refusals.length + reasons.length === 0,
    refusals,
    reasons,
    plan: head,
  };
}

/** The plan of the file, unless TFLM would not get through with it. */
function ownPlan(source: TflmSource, reasons: string[]): OfflineOffsets | undefined {
  const payload = carriedPlan(source);
  if (payload === undefined) return undefined;
  const fatal = planFaults(source, payload).find(({ rule }) =>
    rule === "truncated" || rule === "count" || rule === "negative"
  );
  if (fatal === undefined) return parsePlan(payload).offsets;
  reasons.push(`The plan in the file is left out: ${fatal.message}`);
  return undefined;
}

function checkPlan(source: TflmSource, plan: OfflineOffsets | undefined): void {
  const count = source.graphs.reduce((sum, { tensors }) => sum + tensors.length, 0);
  if (plan === undefined || plan.length === count) return;
  throw new RangeError(
    `Cannot predict the arena: a plan of ${count} offsets wanted, ${plan.length} came`,
  );
}

/** One sentence for each operator type whose memory is not told in full. */
function unknowns(prepared: readonly PreparedGraph[]): string[] {
  const sentences = new Set<string>();
  for (const { call, memory } of prepared.flatMap(({ operators }) => operators)) {
    if (memory.unknown) sentences.add(`${call.type} may need more: ${memory.unknown}`);
  }
  return [...sentences];
}
