/** The records of TFLM's memory planning: every tensor and every scratch buffer, with its lifetime. */

import type { OfflineOffsets } from "./offline_plan.ts";
import { lifetimes } from "./lifetimes.ts";
import type { PreparedGraph } from "./prepare.ts";
import type { TflmSource } from "./source.ts";

/** One record; the order of records decides ties in placement. */
export interface PlanRecord {
  /** Index of the subgraph. */
  readonly subgraph: number;
  /** The tensor of the subgraph; absent for scratch. */
  readonly tensor?: number;
  /** The operator of the subgraph that asked for this scratch, and its how-manieth request it is. */
  readonly scratch?: { readonly operator: number; readonly request: number };
  /** Bytes before rounding. */
  readonly bytes: number;
  /** First step in which it is live; steps count on through called subgraphs. */
  readonly start: number;
  /** First step in which it is no longer live. */
  readonly end: number;
  /** Whether it gets a place in the head. */
  readonly planned: boolean;
  /** The offset that the file's plan fixes, in bytes. */
  readonly offset?: number;
}

/**
 * All records: the tensors of every subgraph, then the scratch requests of every operator, in the
 * order of preparation.
 *
 * A tensor is planned if it has neither data nor a place elsewhere nor zero bytes. Variables lie in
 * the tail, unless a plan gives them an offset.
 */
export function planRecords(
  source: TflmSource,
  prepared: readonly PreparedGraph[],
  plan?: OfflineOffsets,
): PlanRecord[] {
  const lives = lifetimes(source, prepared);
  const records: PlanRecord[] = [];
  let index = 0;
  prepared.forEach(({ graph, bytes, selfPlaced }, subgraph) => {
    graph.tensors.forEach(({ role }, tensor) => {
      const offset = plan?.[index++] ?? -1;
      const fixed = offset !== -1;
      const variable = source.subgraphs[subgraph].tensors[tensor].isVariable;
      const computed = role !== "constant" && bytes[tensor] > 0 && !selfPlaced[tensor] && !variable;
      records.push({
        subgraph,
        tensor,
        bytes: bytes[tensor],
        ...lives.tensors[subgraph][tensor],
        planned: computed || (variable && fixed),
        ...fixed && { offset },
      });
    });
  });
  prepared.forEach(({ operators }, subgraph) => {
    for (const { operator, memory } of operators) {
      memory.scratch.forEach((bytes, request) => {
        const live = lives.operators[subgraph][operator];
        records.push({ subgraph, scratch: { operator, request }, bytes, ...live, planned: true });
      });
    }
  });
  return records;
}
