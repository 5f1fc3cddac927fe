/** Rewrites: a model becomes the bytes of another file that computes the same. */
export { band } from "./band.ts";
export { type BandedRun, type BandStep, bandSteps, type Piece } from "./band_steps.ts";
export { type BandForm, directionsOf, type Run, runFault, turned } from "./run.ts";
export { type BandCost, type BandCosts, bandCosts } from "./band_cost.ts";
export { type Choice, type ChoiceLimits, chooseRuns } from "./choose_runs.ts";
export type { Margins } from "./band_rows.ts";
export { type Draft, draftFault, draftOf, loadTflite, sourceOf } from "./draft.ts";
export { dropDeadTensors } from "./drop_dead_tensors.ts";
export { encodeDraft, ORIGIN_NAME } from "./encode_draft.ts";
export { extendKernels } from "./extend_kernel.ts";
export { inLiteWords } from "./lite_words.ts";
export { firstBetter, type Neighbour, type NeighbourLimits, neighboursOf } from "./neighbours.ts";
export type { Planning } from "./neighbours.ts";
export { type CarriedPlan, embedPlan, KERNELS_NAME, readPlan } from "./offline_plan.ts";
export {
  graphOf,
  type Outline,
  outlineOf,
  type OutlineOperator,
  type OutlineTensor,
  readersOf,
} from "./outline.ts";
export { recompute } from "./recompute.ts";
export { originsOf, runName, runNumbers } from "./run_name.ts";
export { type RunOption, type RunOptionLimits, runOptions } from "./run_options.ts";
export { reorder } from "./reorder.ts";
export { asInt8 } from "./as_int8.ts";
export { fuse } from "./fuse.ts";
export { reorderGraphDef } from "./reorder_graphdef.ts";
export { reorderOnnx } from "./reorder_onnx.ts";
export { peakFault, type Whole, wholeOf } from "./whole.ts";
