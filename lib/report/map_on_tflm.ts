/** What TFLM needs where a memory map sums up tensors: scratch buffers, rounding, the plan in the file. */

import { bytesInFull, formatBytes, visible } from "../charts/mod.ts";
import { memoryFor } from "../fit.ts";
import type { TfliteModel } from "../formats/mod.ts";
import { predictArena } from "../tflm/mod.ts";
import { accountModel, givenOrder, type MemoryMap, memoryMap } from "../tmm/mod.ts";

/** The memory of a file's own order on TFLM with its reference kernels on Cortex-M; bytes. */
export interface MapOnTflm {
  /** The peak as TFLM counts: each tensor rounded up to 16 bytes, scratch buffers included. */
  readonly peak: number;
  /** Index of the operator at that peak; null where there are no operators. */
  readonly peakOperator: number | null;
  /** TFLM's head under the plan that the file carries; null where it carries none that TFLM obeys. */
  readonly plannedArena: number | null;
  /** Whether TFLM loads the model, as far as the file tells. */
  readonly loads: boolean;
  /** If not, more may be needed: the model is not loaded, or memory of its kernels is not known. */
  readonly exact: boolean;
}

/** What TFLM needs for the main graph of a file in its own order. */
export function mapOnTflm(model: TfliteModel): MapOnTflm {
  const memory = memoryFor(model, "none");
  const { peak, peakSteps, steps } = memoryMap(
    accountModel(model, memory),
    givenOrder(model.graphs[model.main]),
  );
  const { plan: { records, bytes }, refusals, exact } = predictArena(model);
  const isPlanned = records.some(({ offset }) => offset !== undefined);
  return {
    peak,
    peakOperator: steps[peakSteps[0]]?.operator ?? null,
    plannedArena: isPlanned ? bytes : null,
    loads: refusals.length === 0,
    exact,
  };
}

/** What TFLM may need more than a map says before it is worth a line, as a part of the map's peak. */
const NOTICEABLE = 0.01;

/**
 * The line that belongs beneath the peak of a map of activations: the arena of the plan in the file,
 * or TFLM's own peak where it is noticeably more; undefined where there is nothing to say.
 */
export function mapOnTflmText(
  { peak, accounting: { graph } }: MemoryMap,
  onTflm: MapOnTflm,
): string | undefined {
  const { peakOperator, plannedArena, loads, exact } = onTflm;
  const least = exact ? "" : "at least ";
  if (plannedArena !== null) {
    return `with the plan in the file an arena of ${least}${bytesInFull(plannedArena)} on TFLM: ` +
      "tmm arena";
  }
  if (peakOperator === null || onTflm.peak <= peak * (1 + NOTICEABLE)) return undefined;
  const where = `${visible(graph.operators[peakOperator].type)} #${peakOperator}`;
  const bytes = `${least}${formatBytes(onTflm.peak)}`;
  const what = `${bytes}, scratch buffers and rounding included, at ${where}`;
  return loads
    ? `on TFLM (reference kernels) ${what}: tmm optimize`
    : `as TFLM counts ${what}; but it does not load the model: tmm arena`;
}
