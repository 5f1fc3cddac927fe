/** Rewrites: a model becomes the bytes of another file that computes the same. */
export { band } from "./band.ts";
export { type BandedRun, type BandForm, type BandStep, bandSteps } from "./band_steps.ts";
export { type Piece, type Run, runFault } from "./band_steps.ts";
export type { Margins } from "./band_rows.ts";
export { type Draft, draftFault, draftOf, type DraftOperator, type DraftTensor } from "./draft.ts";
export { graphOf, loadTflite, sourceOf } from "./draft.ts";
export { dropDeadTensors } from "./drop_dead_tensors.ts";
export { encodeDraft, ORIGIN_NAME } from "./encode_draft.ts";
export { type CarriedPlan, embedPlan, KERNELS_NAME, readPlan } from "./offline_plan.ts";
export { reorder } from "./reorder.ts";
export { asInt8 } from "./as_int8.ts";
export { fuse } from "./fuse.ts";
export { reorderOnnx } from "./reorder_onnx.ts";
