/** Runs a graph of one operator with an output and an input at a distance in memory. */

import type { Graph, Model } from "../../lib/graph/mod.ts";
import { execute, fnv1a64, seededInputs, TaintError } from "../../lib/run/mod.ts";
import { elementBytes } from "../../lib/run/elements.ts";

/** An input and an output of the operator. */
export interface Pair {
  readonly input: number;
  readonly output: number;
}

/** The model of a graph. */
export function modelOf(graph: Graph): Model {
  return { format: "test", bytes: new Uint8Array(0), graphs: [graph], main: 0, notes: [] };
}

/** Offsets that put the input `distance` bytes above the output, all others in places of their own. */
function offsetsAt(graph: Graph, { input, output }: Pair, distance: number): number[] {
  const base = distance < 0 ? Math.ceil(-distance / 16) * 16 : 0;
  return graph.tensors.map((_, id) => {
    if (id === output) return base;
    return id === input ? base + distance : -1;
  });
}

/** Bytes by which the distance of a pair can change: both must stay aligned to their elements. */
export function stepOf(graph: Graph, { input }: Pair): number {
  return elementBytes(graph.tensors[input].dtype);
}

/** Whether taint lets the operator run at a distance. */
export function isClean(graph: Graph, pair: Pair, distance: number): boolean {
  const offsets = offsetsAt(graph, pair, distance);
  try {
    execute(modelOf(graph), seededInputs(graph), { offsets, taint: true });
    return true;
  } catch (error) {
    if (error instanceof TaintError) return false;
    throw error;
  }
}

/** Whether the outputs at a distance are those of tensors that are apart, for one set of inputs. */
export function isIdentical(graph: Graph, pair: Pair, distance: number, seed: number): boolean {
  const inputs = seededInputs(graph, seed);
  const offsets = offsetsAt(graph, pair, distance);
  const [apart, shared] = [{}, { offsets }].map((options) =>
    execute(modelOf(graph), inputs, options).map(fnv1a64)
  );
  return String(apart) === String(shared);
}

/** The least distance from which on (up to no overlap at all) every run is clean, by trying all. */
export function leastCleanDistance(graph: Graph, pair: Pair): number {
  const step = stepOf(graph, pair);
  const { bytes } = graph.tensors[pair.output];
  let least = Math.ceil(bytes / step) * step;
  const lowest = -Math.floor(graph.tensors[pair.input].bytes / step) * step;
  while (least - step >= lowest && isClean(graph, pair, least - step)) least -= step;
  return least;
}
