/** Which tensors may share memory under a kernel set, and the reason for each refusal. */
export { DEFAULT_KERNEL_SET, type KernelSet, type KernelSetName } from "./kernel_set.ts";
export { kernelSetNamed, kernelSets } from "./kernel_set.ts";
export { type Refusal, type Reuse, reuseOf, sharingUnder } from "./reuse.ts";
export type { Judge, Question, Verdict } from "./verdict.ts";
