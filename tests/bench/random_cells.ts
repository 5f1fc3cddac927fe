/** Random cells as a search for architectures meets them: as large as those of NASNet-A. */

import { type Graph, sketchGraph } from "../../mod.ts";
import { generator } from "../random_graph.ts";

/** Bytes of one state of a cell: 32x32 pixels, 32 channels, int8. */
const STATE = 32 * 32 * 32;

/** Operators that stand for each operation of the cells of DARTS, after the fusion of activations. */
const OPERATIONS = [
  ["MAX_POOL_2D"],
  ["AVERAGE_POOL_2D"],
  ["DEPTHWISE_CONV_2D", "CONV_2D", "DEPTHWISE_CONV_2D", "CONV_2D"],
  ["DEPTHWISE_CONV_2D", "CONV_2D"],
  [],
];

/** A cell of five steps; each adds two operations on states before it, all of which are joined. */
export function randomCell(seed: number): Graph {
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const tensors: Record<string, number> = { s0: STATE, s1: STATE };
  const operators: { type: string; inputs: string[]; outputs: string[] }[] = [];
  const add = (type: string, inputs: string[], bytes: number): string => {
    const name = `t${operators.length}`;
    tensors[name] = bytes;
    operators.push({ type, inputs, outputs: [name] });
    return name;
  };
  const states = ["s0", "s1"].map((input) => add("CONV_2D", [input], STATE));
  for (let step = 0; step < 5; step++) {
    const edges = [0, 1].map(() => {
      const from = states[below(states.length)];
      const operation = OPERATIONS[below(OPERATIONS.length)];
      return operation.reduce((input, type) => add(type, [input], STATE), from);
    });
    states.push(add("ADD", edges, STATE));
  }
  const joined = states.slice(2);
  const output = add("CONCATENATION", joined, joined.length * STATE);
  return sketchGraph({ tensors, operators, inputs: ["s0", "s1"], outputs: [output] });
}
