import assert from "node:assert/strict";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { cheapestBranch } from "../../lib/order/mod.ts";
import { accountFor, activationsOnly } from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";

Deno.test("cheapestBranch() runs the branch that needs least, even where another order needs less", () => {
  const { graph, best } = tinyGraphs.get("two branches")!;
  const { schedule, peak } = cheapestBranch(accountFor(graph, activationsOnly));
  // c and d need at most 10 + 40 + 8 bytes, a and b 10 + 50 + 5; but s then stays while a runs.
  assert.deepEqual(schedule, [1, 3, 0, 2, 4]);
  assert.deepEqual([peak, best], [68, 65]);
});

Deno.test("cheapestBranch() takes of equal branches the one that loads less, then the first", () => {
  //             +-> [2] -> q --+
  //   x -> [0] -+              +-> [4] -> y       all tensors have 4 bytes
  //             +-> [3] -> r --+
  //   z -> [1] -> p -----------+
  const graph = sketchGraph({
    tensors: { x: 4, z: 4, a: 4, p: 4, q: 4, r: 4, y: 4 },
    operators: [
      { inputs: ["x"], outputs: ["a"] },
      { inputs: ["z"], outputs: ["p"] },
      { inputs: ["a"], outputs: ["q"] },
      { inputs: ["a"], outputs: ["r"] },
      { inputs: ["p", "q", "r"], outputs: ["y"] },
    ],
    inputs: ["x", "z"],
    outputs: ["y"],
  });
  const { schedule } = cheapestBranch(accountFor(graph, activationsOnly));
  assert.deepEqual(schedule, [0, 2, 3, 1, 4]);
});
