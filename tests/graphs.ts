/** A dozen tiny graphs with hand-computed peaks, used by every room. Numbers are bytes. */

import { type Graph, type GraphSketch, sketchGraph } from "../lib/graph/mod.ts";

/** One graph of the table; peaks count activations only, nothing shared. */
export interface TinyGraph {
  readonly graph: Graph;
  /** Peak of the order in which the operators are written. */
  readonly given: number;
  /** Least peak of any order, by hand. */
  readonly best: number;
}

const op = (inputs: string, outputs: string) => ({
  inputs: inputs.split(" ").filter((name) => name),
  outputs: outputs.split(" ").filter((name) => name),
});

function tiny(given: number, best: number, sketch: GraphSketch): [string, TinyGraph] {
  return [sketch.name!, { graph: sketchGraph(sketch), given, best }];
}

/** The graphs by name. */
export const tinyGraphs: ReadonlyMap<string, TinyGraph> = new Map([
  //   x(10) -> [a] -> y(4)
  tiny(14, 14, {
    name: "one operator",
    tensors: { x: 10, y: 4 },
    operators: [op("x", "y")],
    inputs: ["x"],
    outputs: ["y"],
  }),
  //   x(10) -> [a] -> p(30) -> [b] -> q(20) -> [c] -> y(5)
  tiny(50, 50, {
    name: "chain",
    tensors: { x: 10, p: 30, q: 20, y: 5 },
    operators: [op("x", "p"), op("p", "q"), op("q", "y")],
    inputs: ["x"],
    outputs: ["y"],
  }),
  //            +-> [a] -> p(50) -> [b] -> q(5) --+
  //   x(10) ---+                                 +-> [e] -> y(1)
  //            +-> [c] -> r(40) -> [d] -> s(8) --+
  // Breadth first, p and r are live together: 10 + 50 + 40. The upper branch first: 10 + 50 + 5;
  // the lower branch first: 10 + 8 + 50.
  tiny(100, 65, {
    name: "two branches",
    tensors: { x: 10, p: 50, q: 5, r: 40, s: 8, y: 1 },
    operators: [op("x", "p"), op("x", "r"), op("p", "q"), op("r", "s"), op("q s", "y")],
    inputs: ["x"],
    outputs: ["y"],
  }),
  //   x(8) -> [a] -> p(8) -> [b] -> q(8) -+
  //     +-----------------------------------+-> [c] -> y(8)
  tiny(24, 24, {
    name: "residual",
    tensors: { x: 8, p: 8, q: 8, y: 8 },
    operators: [op("x", "p"), op("p", "q"), op("x q", "y")],
    inputs: ["x"],
    outputs: ["y"],
  }),
  //   x(4) -> [a] -> y(6), z(3)          both are outputs of the model
  tiny(13, 13, {
    name: "two outputs",
    tensors: { x: 4, y: 6, z: 3 },
    operators: [op("x", "y z")],
    inputs: ["x"],
    outputs: ["y", "z"],
  }),
  //   x(4) -> [a] -> p(6), waste(9)      nobody reads waste: live in one step only
  //   p -> [b] -> y(2)
  tiny(19, 19, {
    name: "unread output",
    tensors: { x: 4, p: 6, waste: 9, y: 2 },
    operators: [op("x", "p waste"), op("p", "y")],
    inputs: ["x"],
    outputs: ["y"],
  }),
  //   x(4) -> [a] -> y(6)   unused(7) counts in step 0
  tiny(26, 26, {
    name: "unread input",
    tensors: { x: 4, unused: 7, p: 6, y: 20 },
    operators: [op("x", "p"), op("p", "y")],
    inputs: ["x", "unused"],
    outputs: ["y"],
  }),
  //   x(4) -> [a] -> p(6) -> [b] -> q(10) -> [c] -> r(3)     p is an output too: live to the end
  tiny(19, 19, {
    name: "pinned output",
    tensors: { x: 4, p: 6, q: 10, r: 3 },
    operators: [op("x", "p"), op("p", "q"), op("q", "r")],
    inputs: ["x"],
    outputs: ["p", "r"],
  }),
  //   x(5), y(5) -> [a] -> z(5); z, z -> [b] -> w(5)          one tensor read twice counts once
  tiny(15, 15, {
    name: "read twice",
    tensors: { x: 5, y: 5, z: 5, w: 5 },
    operators: [op("x y", "z"), op("z z", "w")],
    inputs: ["x", "y"],
    outputs: ["w"],
  }),
  //   three heads on one trunk, each expands and then shrinks
  tiny(70, 32, {
    name: "three heads",
    tensors: { x: 2, t: 10, a: 20, b: 20, c: 20, a1: 1, b1: 1, c1: 1 },
    operators: [
      op("x", "t"),
      op("t", "a"),
      op("t", "b"),
      op("t", "c"),
      op("a", "a1"),
      op("b", "b1"),
      op("c", "c1"),
    ],
    inputs: ["x"],
    outputs: ["a1", "b1", "c1"],
  }),
]);
