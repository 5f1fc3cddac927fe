/** Proves by structure, by rules and by execution that a rewritten model computes what it did. */

import { isTflite, type TfliteModel } from "../formats/mod.ts";
import { counted, type Graph, type Model, type Operator, visible } from "../graph/mod.ts";
import type { Allowance } from "../tmm/mod.ts";
import { carriedPlan, planFaults, predictArena } from "../tflm/mod.ts";
import { fnv1a64 } from "./digest.ts";
import { equivalence } from "./equivalence.ts";
import { prepareRun } from "./execute.ts";
import { seededInputs } from "./inputs.ts";
import { UnsupportedError } from "./kernel.ts";
import { placesOfHead } from "./places.ts";
import { calledGraphFaults, structureFaults } from "./structure.ts";
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
  /**
   * The same operators on the same tensors with the same weights in a valid order; or others, which
   * compute every pixel of the outputs as the original does.
   */
  readonly structure: Proof & {
    /** Of the original. */
    readonly operators: number;
    /**
     * Where operators are others: for each of the rewrite, the operator of the original that it
     * computes, or computes a part of; -1 for those that only move values.
     */
    readonly origins?: readonly number[];
  };
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
 * leaves out around it. For an example see {@linkcode fit}.
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
    throw new TypeError(`Cannot verify: two .tflite models wanted, ${formats} came`);
  }
  const structure = compareStructure(original, rewritten);
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

function compareStructure(original: Model, rewritten: Model): Verification["structure"] {
  const [before, after] = [original, rewritten].map(({ graphs, main }) => graphs[main]);
  const operators = before.operators.length;
  const faults = structureFaults(original, rewritten);
  if (faults.length === 0) return { ok: true, faults, operators };
  const others = calledGraphFaults(original, rewritten);
  if (others.length > 0) return { ok: false, faults: others, operators };
  const { faults: differences, origins } = equivalence(before, after);
  if (differences.length === 0) return { ok: true, faults: [], operators, origins };
  const isCutUp = after.operators.length !== operators ||
    after.tensors.length !== before.tensors.length;
  return { ok: false, faults: isCutUp ? differences : faults, operators, origins };
}

function runBoth(
  original: TfliteModel,
  rewritten: TfliteModel,
  options: VerifyOptions,
): Verification["execution"] {
  const { seeds = [1, 2, 3], onProgress } = options;
  const graph = original.graphs[original.main];
  const steps = graph.operators.length + rewritten.graphs[rewritten.main].operators.length;
  const operators = seeds.length * steps;
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
    const isUnsupported = error instanceof UnsupportedError;
    if (!isUnsupported && !(error instanceof TaintError || error instanceof RangeError)) {
      throw error;
    }
    return { ok: false, faults: [error.message], ran: !isUnsupported, seeds: 0, arena: 0 };
  }
}

/** A line for each proof, to show. */
export function verdictLines({ structure, plan, execution }: Verification): string[] {
  const line = (name: string, { ok, faults }: Proof, success: string) =>
    `${name}: ${ok ? `ok, ${success}` : `FAILED, ${visible(faults[0])}${more(faults)}`}`;
  const planned = plan.present ? "every rule of the runtime is kept" : "the file carries none";
  const { seeds, arena } = execution;
  const ran = `outputs identical for ${counted(seeds, "input")} in ${arena} bytes`;
  return [
    line("structure", structure, structureLine(structure)),
    line("plan", plan, planned),
    line("execution", execution, ran),
  ];
}

function structureLine({ operators, origins }: Verification["structure"]): string {
  if (!origins) return `${operators} operators, all weights equal`;
  return `${origins.length} operators compute every pixel as the ${operators} of the original do`;
}

function more(faults: readonly string[]): string {
  return faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
}
