/** Whose code runs: the named sets of kernels, each with what it allows. */

import { judgeCmsisNn } from "./cmsis_nn.ts";
import { judgePortable } from "./portable.ts";
import { judgeByLoops } from "./tflm_reference.ts";
import type { Judge } from "./verdict.ts";

/** The name of a kernel set. */
export type KernelSetName = "none" | "portable" | "cmsis-nn" | "tflm-reference";

/** A set of kernels that a memory plan is made for. */
export interface KernelSet {
  /** How it is called in options, plans and files. */
  readonly name: KernelSetName;
  /** What it allows, in a sentence. */
  readonly summary: string;
  /** What to tell whoever writes a plan for it. */
  readonly warning?: string;
  /** What it says about one input and one output of one operator; absent where nothing may share. */
  readonly judge?: Judge;
}

/** The kernel set that plans are made for unless another is asked for. */
export const DEFAULT_KERNEL_SET: KernelSetName = "portable";

/** All kernel sets, from the least that they allow to the most: how safe is a choice of the user. */
export const kernelSets: readonly KernelSet[] = [
  { name: "none", summary: "no two live tensors share memory" },
  {
    name: "portable",
    summary: "same offset for elementwise operators, reshapes and concatenations: " +
      "bit-identical on the reference kernels and on CMSIS-NN",
    judge: judgePortable,
  },
  {
    name: "cmsis-nn",
    summary: "portable, and the few overlaps at a distance that hold on every build of CMSIS-NN",
    warning: "overlaps were measured on CMSIS-NN 99f736a6; Arm does not promise them for others",
    judge: judgeCmsisNn,
  },
  {
    name: "tflm-reference",
    summary: "overlap at the least distance that the reference kernels' loops allow",
    warning: "a tflm-reference plan gives wrong outputs, silently, on CMSIS-NN builds",
    judge: judgeByLoops,
  },
];

/**
 * A kernel set by name.
 *
 * @throws {RangeError} If there is none of that name: which there are.
 */
export function kernelSetNamed(name: string): KernelSet {
  const found = kernelSets.find((candidate) => candidate.name === name);
  if (found) return found;
  const names = kernelSets.map((candidate) => candidate.name).join(", ");
  throw new RangeError(`Cannot find a kernel set: one of ${names} is wanted, "${name}" came`);
}
