/** Where everything lies in an arena, as the runtime places it. */

import type { Graph } from "../graph/mod.ts";
import type { TflmHead } from "../tflm/mod.ts";
import type { ScratchPlace } from "./taint.ts";

/** Places of tensors and scratch: part of what `prepareRun` takes. */
export interface Places {
  /** Per tensor of the main graph: its offset in the arena, or -1. */
  readonly offsets: readonly number[];
  /** Scratch memory of the operators of the main graph. */
  readonly scratch: readonly ScratchPlace[];
}

/**
 * The places that TensorFlow Lite Micro gives to the tensors of a model: those that a plan in the
 * file fixes, and all others around them. What graphs that an operator calls take is scratch of that
 * operator.
 */
export function placesOfHead(graphs: readonly Graph[], head: TflmHead): Places {
  const offsets = graphs[0].tensors.map(() => -1);
  const scratch: ScratchPlace[] = [];
  const callers = graphs[0].operators.map(({ calls = [] }) => reachable(graphs, calls));
  head.records.forEach(({ subgraph, tensor, scratch: request, bytes }, r) => {
    const offset = head.offsets[r];
    if (subgraph === 0 && tensor !== undefined) offsets[tensor] = offset;
    if (subgraph === 0 && request) scratch.push({ operator: request.operator, offset, bytes });
    if (subgraph === 0) return;
    callers.forEach((called, operator) => {
      if (called.has(subgraph)) scratch.push({ operator, offset, bytes });
    });
  });
  return { offsets, scratch };
}

/** Indices of the graphs that are called, and of those that they call. */
function reachable(graphs: readonly Graph[], calls: readonly number[]): Set<number> {
  const found = new Set(calls);
  for (const index of found) {
    for (const { calls = [] } of graphs[index].operators) for (const next of calls) found.add(next);
  }
  return found;
}
