/** A memory model: what counts as SRAM, how it is rounded, what an operator needs besides, what may share. */

import type { Graph, Operator, Tensor } from "../graph/mod.ts";

/**
 * Permission for an operator's output to share bytes with one of its inputs, when that input is read
 * for the last time by this very operator. The output's offset may be below the input's by at least
 * `distance` bytes: `offset(input) - offset(output) >= distance`, or exactly so where `exact` is set.
 */
export interface Allowance {
  /** Tensor id of an input of the operator. */
  readonly input: number;
  /** Tensor id of an output of the operator. */
  readonly output: number;
  /** Bytes; negative where the output lies above the start of the input (a slice). */
  readonly distance: number;
  /** Only this very distance is allowed: the same offset (0), or a view's place in the whole. */
  readonly exact: boolean;
}

/**
 * The one argument that mapping, ordering and planning all take, so that a schedule is chosen for
 * the memory that will really be placed.
 */
export interface MemoryModel {
  /** A name to show. */
  readonly name: string;
  /** Every counted tensor and scratch buffer is rounded up to a multiple of this. */
  readonly alignment: number;
  /** Bytes of SRAM that a tensor takes while it is live, before rounding; 0 if it does not count. */
  bytesOf(tensor: Tensor): number;
  /** Bytes of each scratch buffer that an operator needs while it runs. */
  scratchOf(operator: Operator, graph: Graph): readonly number[];
  /** Which outputs of an operator may share bytes with which inputs: one allowance a pair at most. */
  sharingOf(operator: Operator, graph: Graph): readonly Allowance[];
}

/**
 * The plain model: activations only, nothing shared, no rounding, no scratch. This is the sum that
 * Tensor Memory Mapping draws.
 */
export const activationsOnly: MemoryModel = {
  name: "activations only",
  alignment: 1,
  bytesOf: (tensor) => tensor.role === "activation" ? tensor.bytes : 0,
  scratchOf: () => [],
  sharingOf: () => [],
};

/** `bytes` rounded up to a multiple of `alignment`. */
export function roundUp(bytes: number, alignment: number): number {
  return Math.ceil(bytes / alignment) * alignment;
}
