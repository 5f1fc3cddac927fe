/** From a draft to a verdict: plans it with views, writes it, and verifies it against its model. */

import { planViews } from "../../lib/plan_views.ts";
import { type KernelSetName, sharingUnder } from "../../lib/reuse/mod.ts";
import {
  type Draft,
  dropDeadTensors,
  embedPlan,
  encodeDraft,
  graphOf,
  loadTflite,
  sourceOf,
} from "../../lib/rewrite/mod.ts";
import { type Verification, verifyRewrite } from "../../lib/run/mod.ts";
import { tflmMemory } from "../../lib/tflm/mod.ts";
import { accountFor } from "../../lib/tmm/mod.ts";

/** The file of a draft, with a plan for a kernel set. */
export function written(draft: Draft, kernels: KernelSetName = "portable"): Uint8Array {
  const clean = dropDeadTensors(draft);
  const memory = tflmMemory({ sharingOf: sharingUnder(kernels), source: sourceOf(clean) });
  const plan = planViews(accountFor(graphOf(clean), memory), { iterations: 20 });
  return embedPlan(loadTflite(encodeDraft(clean)), plan.offsets, { kernels });
}

/** The verdict on a draft for its own model. */
export function verdictOn(
  draft: Draft,
  kernels: KernelSetName = "portable",
  seeds: readonly number[] = [1],
): Verification {
  const sharingOf = sharingUnder(kernels);
  return verifyRewrite(draft.model, loadTflite(written(draft, kernels)), { seeds, sharingOf });
}

/** The same with one row earlier in the last slice that does not begin at the first row. */
export function oneRowTooEarly(draft: Draft): Draft | undefined {
  const rowOf = (id: number) => new Int32Array(draft.tensors[id].data!.slice().buffer)[1];
  const at = draft.operators.findLastIndex(({ type, table, inputs }) =>
    type === "SLICE" && table === undefined && rowOf(inputs[1]) > 0
  );
  if (at < 0) return undefined;
  const slice = draft.operators[at];
  const data = new Uint8Array(Int32Array.of(0, rowOf(slice.inputs[1]) - 1, 0, 0).buffer);
  const begin = { ...draft.tensors[slice.inputs[1]], name: "wrong", data };
  const inputs = slice.inputs.with(1, draft.tensors.length);
  return {
    ...draft,
    tensors: [...draft.tensors, begin],
    operators: draft.operators.with(at, { ...slice, inputs }),
  };
}
