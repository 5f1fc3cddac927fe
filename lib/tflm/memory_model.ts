/** The memory model of TFLM: what mapping, ordering and planning count if TFLM is to run the model. */

import type { Operator, Tensor } from "../graph/mod.ts";
import type { MemoryModel } from "../tmm/mod.ts";
import { tflmBytes } from "./bytes.ts";
import { callOf } from "./call.ts";
import { kernelMemory } from "./kernel_memory.ts";
import type { SourceOperator, SourceTensor, TflmSource } from "./source.ts";
import { ARENA_ALIGNMENT, platformOf, type TflmPlatform } from "./target.ts";

/** What the model is made of. */
export interface TflmMemoryOptions extends Partial<TflmPlatform> {
  /** Which outputs may share bytes with which inputs; nothing may if absent. */
  readonly sharingOf?: MemoryModel["sharingOf"];
  /** The file that the graphs come from: some kernels' scratch depends on more than the graph. */
  readonly source?: TflmSource;
}

/**
 * Activations as TFLM counts and rounds them, and the scratch that its kernels ask for. Constants
 * and variables do not count: they lie in flash and in the tail; nor do handles of resource
 * variables, which bring their own memory.
 */
export function tflmMemory(options: TflmMemoryOptions = {}): MemoryModel {
  const { sharingOf = () => [], source } = options;
  const { target, build } = platformOf(options);
  const facts = new Map<Operator, { tensors: readonly SourceTensor[]; operator: SourceOperator }>();
  source?.graphs.forEach((graph, g) => {
    const { tensors, operators } = source.subgraphs[g];
    graph.operators.forEach((operator, o) => {
      facts.set(operator, { tensors, operator: operators[o] });
    });
  });
  return {
    name: `TFLM ${build} on ${target}`,
    alignment: ARENA_ALIGNMENT,
    bytesOf: ({ role, dtype, shape }: Tensor) =>
      role === "activation" && dtype !== "resource" ? tflmBytes(dtype, shape) : 0,
    scratchOf: (operator, graph) =>
      kernelMemory(callOf(operator, graph, facts.get(operator)), { target, build }).scratch,
    sharingOf,
  };
}
