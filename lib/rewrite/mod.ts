/** Rewrites: a model becomes the bytes of another file that computes the same. */
export { type CarriedPlan, embedPlan, KERNELS_NAME, readPlan } from "./offline_plan.ts";
export { reorder } from "./reorder.ts";
