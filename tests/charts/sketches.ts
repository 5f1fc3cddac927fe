/** Networks of any length for charts: chains with branches, names that repeat, sizes that vary. */

import { type Graph, sketchGraph } from "../../lib/graph/mod.ts";
import {
  accountFor,
  activationsOnly,
  givenOrder,
  type MemoryMap,
  memoryMap,
  type MemoryModel,
} from "../../lib/tmm/mod.ts";
import { generator } from "../random_graph.ts";

const TYPES = ["CONV_2D", "DEPTHWISE_CONV_2D", "ADD", "MAX_POOL_2D", "CONCATENATION"];

/** A graph of so many operators: most read the tensor before, some a tensor further back. */
export function branchyGraph(operators: number, seed = 1): Graph {
  const random = generator(seed);
  const names = ["input"];
  const tensors: Record<string, number> = { input: 150_528 };
  const list = Array.from({ length: operators }, (_, o) => {
    const name = `Network/block_${o >> 3}/operator_${o}/Relu6`;
    const back = Math.max(0, names.length - 1 - Math.floor(random() * 6));
    const inputs = [
      ...new Set([names[names.length - 1], ...(random() < 0.4 ? [names[back]] : [])]),
    ];
    names.push(name);
    tensors[name] = Math.ceil(900_000 * random() ** 2 * (1 - 0.8 * o / operators)) + 1;
    return { type: TYPES[Math.floor(random() * TYPES.length)], inputs, outputs: [name] };
  });
  const outputs = [names[names.length - 1]];
  return sketchGraph({ name: "branchy", tensors, operators: list, inputs: ["input"], outputs });
}

/** A model under which additions write over their first input. */
export const addsInPlace: MemoryModel = {
  ...activationsOnly,
  name: "additions in place",
  sharingOf: ({ type, inputs, outputs }) =>
    type === "ADD" ? [{ input: inputs[0], output: outputs[0], distance: 0, exact: true }] : [],
};

/** The map of a graph in its own order. */
export function mapOf(graph: Graph, memory: MemoryModel = activationsOnly): MemoryMap {
  return memoryMap(accountFor(graph, memory), givenOrder(graph));
}
