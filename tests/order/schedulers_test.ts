import assert from "node:assert/strict";
import { createGraph, sketchGraph } from "../../lib/graph/mod.ts";
import { schedulers } from "../../lib/order/mod.ts";
import {
  accountFor,
  type Accounting,
  activationsOnly,
  peakOf,
  scheduleFault,
} from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { makeCase } from "../random_graph.ts";
import { cellNetwork, elementwiseInPlace, parallelBranches, randWire } from "./families.ts";

/** Two operators that share a variable, and one that is free: only the first two have an order. */
const withVariable = createGraph({
  name: "variable",
  tensors: (["variable", "activation", "activation", "activation", "activation"] as const).map(
    (role, id) => ({ name: `t${id}`, dtype: "uint8", shape: [9], bytes: 9, role }),
  ),
  operators: [[[1, 0], [2]], [[0, 1], [3]], [[1], [4]]].map(([inputs, outputs], o) => ({
    type: "OP",
    name: `op${o}`,
    attributes: {},
    inputs,
    outputs,
  })),
  inputs: [1],
  outputs: [2, 3, 4],
});

/** The model promises a tensor that nothing writes: it is there all the time. */
const withUnwrittenOutput = sketchGraph({
  tensors: { x: 5, a: 9, b: 2, y: 3, promised: 7 },
  operators: [
    { inputs: ["x"], outputs: ["a"] },
    { inputs: ["x"], outputs: ["b"] },
    { inputs: ["a", "b"], outputs: ["y"] },
  ],
  inputs: ["x"],
  outputs: ["y", "promised"],
});

const empty = createGraph({ name: "empty", tensors: [], operators: [], inputs: [], outputs: [] });

const cases: Accounting[] = [
  ...[...tinyGraphs.values()].map(({ graph }) => accountFor(graph, activationsOnly)),
  ...Array.from({ length: 300 }, (_, seed) => makeCase(seed, 1, 25))
    .map(({ graph, memory }) => accountFor(graph, memory)),
  ...[parallelBranches(6, 4, 1), randWire(12, 2, 1), cellNetwork("darts-v2", 3)]
    .flatMap((graph) => [activationsOnly, elementwiseInPlace].map((m) => accountFor(graph, m))),
  accountFor(withVariable, { ...activationsOnly, bytesOf: ({ bytes }) => bytes }),
  accountFor(withUnwrittenOutput, activationsOnly),
  accountFor(empty, activationsOnly),
];

for (const { name, order } of schedulers) {
  Deno.test(`${name} keeps the promises of a scheduler`, () => {
    for (const accounting of cases) {
      const { graph } = accounting;
      const ordering = order(accounting);
      const { schedule, peak, bound, optimal, states } = ordering;
      assert.equal(scheduleFault(graph, schedule), undefined, graph.name);
      assert.equal(peak, peakOf(accounting, schedule), graph.name);
      assert.ok(bound <= peak, graph.name);
      assert.equal(optimal, bound === peak, graph.name);
      assert.ok(Number.isInteger(states) && states >= 0, graph.name);
      assert.deepEqual(order(accounting), ordering, graph.name);
    }
  });
}

Deno.test("no scheduler claims a bound above what another one reaches", () => {
  for (const accounting of cases) {
    const orderings = schedulers.map(({ order }) => order(accounting));
    const least = Math.min(...orderings.map(({ peak }) => peak));
    for (const { bound } of orderings) assert.ok(bound <= least, accounting.graph.name);
  }
});

Deno.test("names of schedulers are different", () => {
  assert.equal(new Set(schedulers.map(({ name }) => name)).size, schedulers.length);
});
