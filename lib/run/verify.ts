/** Proves by structure, by rules and by execution that a rewritten model computes what it did. */

import { isTflite, type TfliteModel } from "../formats/mod.ts";
import type { Graph, Model, Operator } from "../graph/mod.ts";
import type { Allowance } from "../tmm/mod.ts";
import { carriedPlan, planFaults, predictArena } from "../tflm/mod.ts";
import { fnv1a64 } from "./digest.ts";
import { prepareRun } from "./execute.ts";
import { seededInputs } from "./inputs.ts";
import { partFaults } from "./part_structure.ts";
import { placesOfHead } from "./places.ts";
import { structureFaults } from "./structure.ts";
import { TaintError } from "./taint.ts";

/** What a rewrite is judged by. */
export interface VerifyOptions {
  /** One execution for each seed of random inputs; default 1, 2, 3. */
  readonly seeds?: readonly number[];
  /** What the kernels that the plan is for let share; nothing may if absent. */
  readonly sharingOf?: (operator: Operator, graph: Graph) => readonly Allowance[];
  /** Called after each operator of each execution, with the fraction that is done. */
  readonly onProgress?: (done: number) => void;
}

/** The outcome of one of the three proofs. */
export interface Proof {
  /** Whether it succeeded. */
  readonly ok: boolean;
  /** What is wrong: sentences, none if nothing is. */
  readonly faults: readonly string[];
}

/** The outcome of all proofs. */
export interface Verification {
  /** Whether all of them succeeded. */
  readonly ok: boolean;
  /** Same tensors, weights, operators and attributes, or parts of them; a valid order. */
  readonly structure: Proof & { readonly operators: number };
  /** The plan that the file carries keeps every rule of the runtime; `present`: there is one. */
  readonly plan: Proof & { readonly present: boolean };
  /** Same outputs, bit for bit, in one arena in which every byte knows its owner. */
  readonly execution: Proof & {
    /** Whether all operators could be run. */
    readonly ran: boolean;
    readonly seeds: number;
    /** Bytes of the arena. */
    readonly arena: number;
  };
}

/**
 * Compares a model with its rewrite. The original runs with every tensor in a place of its own, the
 * rewrite in one arena as TensorFlow Lite Micro lays it out: as its plan says, and all that the plan
 * leaves out around it.
 *
 * @throws {TypeError} If the models are not .tflite files.
 */
export function verifyRewrite(
  original: Model,
  rewritten: Model,
  options: VerifyOptions = {},
): Verification {
  if (!isTflite(original) || !isTflite(rewritten)) {
    const formats = `${original.format} and ${rewritten.format}`;
    throw new TypeError(`Cannot verify: expected two .tflite models, got ${formats}`);
  }
  const faults = partFaults(original, rewritten) ?? structureFaults(original, rewritten);
  const operators = original.graphs[original.main].operators.length;
  const structure = { ok: faults.length === 0, faults, operators };
  const payload = carriedPlan(rewritten);
  const broken = payload ? planFaults(rewritten, payload, options) : [];
  const planFaultsFound = broken.map(({ rule, message }) => `${rule}: ${message}`);
  const plan = {
    ok: planFaultsFound.length === 0,
    faults: planFaultsFound,
    present: payload !== undefined,
  };
  const execution = runBoth(original, rewritten, options);
  return { ok: structure.ok && plan.ok && execution.ok, structure, plan, execution };
}

function runBoth(
  original: TfliteModel,
  rewritten: TfliteModel,
  options: VerifyOptions,
): Verification["execution"] {
  const { seeds = [1, 2, 3], onProgress } = options;
  const graph = original.graphs[original.main];
  const operators = 2 * seeds.length * graph.operators.length;
  let done = 0;
  const onOperator = () => onProgress?.(++done / operators);
  try {
    const apart = prepareRun(original, { onOperator });
    const head = predictArena(rewritten).plan;
    const places = placesOfHead(rewritten.graphs, head);
    const shared = prepareRun(rewritten, { ...places, taint: true, onOperator });
    const unsupported = [...new Set(apart.unsupported.map(({ error }) => error.message))];
    if (unsupported.length > 0) {
      return { ok: false, faults: unsupported, ran: false, seeds: 0, arena: head.bytes };
    }
    const faults = seeds.flatMap((seed) => {
      const inputs = seededInputs(graph, seed);
      const [wanted, found] = [apart, shared].map((program) => program.run(inputs).map(fnv1a64));
      return wanted.flatMap((digest, place) =>
        digest === found[place] ? [] : [`output ${place} differs for seed ${seed}`]
      );
    });
    const ok = faults.length === 0;
    return { ok, faults, ran: true, seeds: seeds.length, arena: head.bytes };
  } catch (error) {
    if (!(error instanceof TaintError) && !(error instanceof RangeError)) throw error;
    return { ok: false, faults: [error.message], ran: true, seeds: 0, arena: 0 };
  }
}

/** A line for each proof, to show. */
export function verdictLines({ structure, plan, execution }: Verification): string[] {
  const line = (name: string, { ok, faults }: Proof, success: string) =>
    `${name}: ${ok ? `ok, ${success}` : `FAILED, ${faults[0]}${more(faults)}`}`;
  const planned = plan.present ? "every rule of the runtime is kept" : "the file carries none";
  const ran = `outputs identical for ${execution.seeds} inputs in ${execution.arena} bytes`;
  return [
    line("structure", structure, `${structure.operators} operators, all weights equal`),
    line("plan", plan, planned),
    line("execution", execution, ran),
  ];
}

function more(faults: readonly string[]): string {
  return faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
}
