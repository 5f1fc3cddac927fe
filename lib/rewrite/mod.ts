/** Rewrites: a model becomes the bytes of another file that computes the same. */
export { embedPlan, KERNELS_NAME, type OfflinePlan, readPlan } from "./offline_plan.ts";
export { reorder } from "./reorder.ts";
