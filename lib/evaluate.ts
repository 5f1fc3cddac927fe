/** The evaluation: a network, default against the poster's method against ours. */

import {
  type Cost,
  costOf,
  latencyOf,
  type PowerProfile,
  powerProfile,
  type Traffic,
  trafficOf,
} from "./cost/mod.ts";
import { type Fit, fit, type FitOptions, memoryFor } from "./fit.ts";
import { load } from "./formats/mod.ts";
import type { Model } from "./graph/mod.ts";
import { macsOf } from "./operators/mod.ts";
import { cheapestBranch, peakBound, tensorLoads } from "./order/mod.ts";
import type { PartialOptions } from "./partial/mod.ts";
import { planMemory } from "./plan.ts";
import { type KernelSetName, sharingUnder } from "./reuse/mod.ts";
import { verifyRewrite } from "./run/mod.ts";
import { type Accounting, accountModel, givenOrder, type Schedule } from "./tmm/mod.ts";
import { type BuildOptions, type PublishedFigures, zoo, type ZooNetwork } from "./zoo/mod.ts";

/** The poster's nine networks, A to I. */
export const evaluationNetworks: readonly ZooNetwork[] = zoo.filter(({ id }) => /^[A-I]$/.test(id));

/** One way to run a network; bytes. */
export interface Variant {
  /** Largest sum of live bytes over the steps. */
  readonly peak: number;
  /** Planned bytes: TFLM's head. */
  readonly arena: number;
  /** Bytes that no order and no placement can go below under the same sharing. */
  readonly bound: number;
  /** True if the arena is proven to be the least under the same sharing. */
  readonly proven: boolean;
  /** Tensor loads of the order. */
  readonly loads: number;
  /** Traffic to slow memory on the board; absent without a board. */
  readonly traffic?: Traffic;
  /** Modelled time and energy on the board; absent without measurements of its speed. */
  readonly cost?: Cost;
}

/** A way to run a network with parts of it in bands of rows; its bound is that of these bands. */
export interface PartialVariant extends Variant {
  /** Multiply-accumulates more than without bands, as a part of those. */
  readonly extraMacs: number;
  /** Why no bands are taken; absent where they pay. */
  readonly reason?: string;
}

/**
 * Limits of the search for bands in the evaluation: up to 15 % more multiply-accumulates. It is
 * bounded by steps, not by time, so that every machine finds the same.
 */
export const evaluationPartial: PartialOptions = { maxMacs: 0.15 };

/** Limits of the search on the small network that is run: what is proven is not how much it saves. */
const VERIFIED_PARTIAL: PartialOptions = { maxMacs: 0.15, steps: 2000, plans: 4 };

/** What a row of the evaluation says about the network that its model is. */
export type EvaluatedModel = Pick<ZooNetwork, "id" | "name" | "published">;

/** One network of the evaluation. */
export interface EvaluationRow {
  /** The network. */
  readonly network: EvaluatedModel;
  /** Number of operators. */
  readonly operators: number;
  /** The file's own order under TFLM's online planner. */
  readonly stock: Variant;
  /** The poster's method: the cheapest branch first, tensors re-used in place. */
  readonly paper: Variant;
  /** Ours, safe on every kernel set. */
  readonly portable: Variant;
  /** Ours, safe on every kernel set, in bands of rows; absent where none were searched for. */
  readonly partial?: PartialVariant;
  /** Ours, with the overlaps that the reference kernels allow. */
  readonly reference: Variant;
  /** Whether the rewritten files computed the same bits; absent where that was not tried. */
  readonly verified?: Verified;
  /** What the poster published; absent where it published nothing about this network. */
  readonly published?: PublishedFigures;
}

/** The outcome of running the rewritten files of both kernel sets against the original. */
export interface Verified {
  /** Whether every output was the same, bit for bit. */
  readonly identical: boolean;
  /** Height and width of the input at which the network ran. */
  readonly inputSize: number;
}

/** What to evaluate, and on which board. */
export interface EvaluationOptions extends Pick<BuildOptions, "dtype"> {
  /** Run the network at this input size (pixels), before and after; not run if absent. */
  readonly verifySize?: number;
  /** Limits of a search for bands of rows, such as {@linkcode evaluationPartial}; none if absent. */
  readonly partial?: PartialOptions;
  /** The board's id and the bytes of SRAM that tensors may take there. */
  readonly board?: { readonly id: string; readonly sram: number };
  /** Numbers of the board's power profile to replace. */
  readonly power?: Partial<PowerProfile>;
}

/**
 * Evaluates a network. Only shapes count for the numbers, so it is built without weights; to verify
 * it, it is built again with weights, at a size that runs in a second or two.
 */
export function evaluateNetwork(
  network: ZooNetwork,
  options: EvaluationOptions = {},
): EvaluationRow {
  const { dtype = "int8", verifySize } = options;
  const row = evaluateModel(network, load(network.build({ dtype, weights: "none" })), options);
  if (!verifySize) return row;
  const partial = options.partial && VERIFIED_PARTIAL;
  return { ...row, verified: verifyNetwork(network, dtype, verifySize, partial) };
}

/** Evaluates a model as it is; it is not run. */
export function evaluateModel(
  network: EvaluatedModel,
  model: Model,
  options: Pick<EvaluationOptions, "board" | "power" | "partial"> = {},
): EvaluationRow {
  const accountingOf = (kernels: KernelSetName) => accountModel(model, memoryFor(model, kernels));
  const onBoard = (accounting: Accounting, schedule: Schedule) =>
    costOnBoard(accounting, schedule, options);

  const unshared = accountingOf("none");
  const given = givenOrder(unshared.graph);
  const variantOf = ({ result, plan: { accounting, bound, optimal } }: Fit): Variant => ({
    peak: result.peak,
    arena: result.arena,
    loads: result.loads,
    bound,
    proven: optimal.schedule && (result.arena === bound),
    ...onBoard(accounting, result.schedule),
  });
  const partialOf = (partial: PartialOptions): PartialVariant => {
    const fitted = fit(model, { kernels: "portable", partial });
    const { found: [best], reason } = fitted.partial ?? { found: [], reason: "not a .tflite file" };
    const macs = macsOf(unshared.graph).total;
    return {
      ...variantOf(fitted),
      proven: false, // bands that were not tried may need less
      extraMacs: reason === undefined ? best.macs / macs - 1 : 0,
      ...reason !== undefined && { reason },
    };
  };
  const portable = fit(model, { kernels: "portable" });
  const stockBound = peakBound(unshared).bytes;
  const inPlace = accountingOf("portable");
  const { schedule } = cheapestBranch(inPlace);
  const paper = planMemory(inPlace, { schedule });
  return {
    network,
    operators: unshared.graph.operators.length,
    stock: {
      ...portable.baseline,
      bound: stockBound,
      proven: portable.baseline.arena === stockBound,
      ...onBoard(unshared, given),
    },
    paper: {
      peak: paper.peak,
      arena: paper.arena,
      bound: paper.bound,
      proven: paper.arena === paper.bound,
      loads: tensorLoads(inPlace, schedule),
      ...onBoard(inPlace, schedule),
    },
    portable: variantOf(portable),
    ...options.partial && { partial: partialOf(options.partial) },
    reference: variantOf(fit(model, { kernels: "tflm-reference" })),
    published: network.published,
  };
}

function verifyNetwork(
  network: ZooNetwork,
  dtype: BuildOptions["dtype"],
  inputSize: number,
  partial: PartialOptions | undefined,
): Verified {
  const model = load(network.build({ dtype, inputSize }));
  const rewrites: FitOptions[] = [{ kernels: "portable" }, { kernels: "tflm-reference" }];
  if (partial) rewrites.push({ kernels: "portable", partial });
  const identical = rewrites.every((rewrite) => {
    const { bytes, kernels } = fit(model, rewrite);
    const options = { seeds: [1], sharingOf: sharingUnder(kernels.name) };
    return bytes === undefined || verifyRewrite(model, load(bytes), options).ok;
  });
  return { identical, inputSize };
}

function costOnBoard(
  accounting: Accounting,
  schedule: Schedule,
  { board, power }: Pick<EvaluationOptions, "board" | "power">,
): Pick<Variant, "traffic" | "cost"> {
  if (!board) return {};
  const traffic = trafficOf(accounting, schedule, board.sram, { stateLimit: 64 });
  const { seconds } = latencyOf(accounting.graph, board.id);
  const moved = traffic.compulsory + traffic.avoidable;
  return { traffic, cost: costOf(seconds, moved, powerProfile(board.id, power)) };
}
