/** Plans of corpus models, and what becomes of them when a distance of sharing is made too small. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fit, offlineOffsets } from "../../lib/fit.ts";
import { load, type TfliteModel } from "../../lib/formats/mod.ts";
import type { MemoryPlan } from "../../lib/plan.ts";
import { embedPlan, reorder } from "../../lib/rewrite/mod.ts";
import { corpus } from "../corpus.ts";

/** A .tflite model of the corpus. */
export function tfliteModel(name: string): TfliteModel {
  return load(readFileSync(join(corpus, "models/tflite", `${name}.tflite`))) as TfliteModel;
}

/** A model with its plan for the reference kernels. */
export interface Planned {
  readonly model: TfliteModel;
  readonly plan: MemoryPlan;
  readonly offsets: readonly number[];
}

export function planFor(model: TfliteModel): Planned {
  const { plan } = fit(model, { kernels: "tflm-reference" });
  return { model, plan, offsets: offlineOffsets(model, plan) };
}

/** The model with other offsets than those of its plan. */
export function withOffsets({ model, plan }: Planned, offsets: readonly number[]): TfliteModel {
  const ordered = load(reorder(model, plan.schedule)) as TfliteModel;
  return load(embedPlan(ordered, offsets, { kernels: "tflm-reference" })) as TfliteModel;
}

/** An input and an output that share bytes: ids of tensors, and how far the input lies above. */
interface Share {
  readonly input: number;
  readonly output: number;
}

/**
 * All pairs of a plan that lie at the least distance that is allowed to them, and would still have
 * bytes in common if they were 16 bytes nearer.
 */
export function tightShares({ model, plan }: Planned): Share[] {
  const { tensors } = model.graphs[model.main];
  const offsetOf = new Map(plan.buffers.map(({ tensor, offset }) => [tensor, offset]));
  return plan.accounting.sharing.flatMap((allowances) =>
    allowances.filter(({ input, output, distance }) => {
      const [x, y] = [offsetOf.get(input), offsetOf.get(output)];
      if (x === undefined || y === undefined || x - y !== distance) return false;
      return distance < tensors[output].bytes && 16 - distance < tensors[input].bytes;
    })
  );
}

/** The offsets with an input 16 bytes nearer to the output that shares its bytes. */
export function shifted({ offsets }: Planned, { input, output }: Share): number[] {
  return offsets[input] >= 16
    ? offsets.with(input, offsets[input] - 16)
    : offsets.with(output, offsets[output] + 16);
}
