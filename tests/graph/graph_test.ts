import assert from "node:assert/strict";
import { createGraph, GraphError, linksOf, sketchGraph } from "../../lib/graph/mod.ts";
import type { Tensor } from "../../lib/graph/mod.ts";

const tensor = (name: string, role: Tensor["role"] = "activation"): Tensor => ({
  name,
  dtype: "int8",
  shape: [4],
  bytes: 4,
  role,
});
const operator = (inputs: number[], outputs: number[]) => ({
  type: "OP",
  name: "op",
  attributes: {},
  inputs,
  outputs,
});

Deno.test("createGraph() names the place, the expectation and the finding of each fault", () => {
  const tensors = [tensor("x"), tensor("y"), tensor("w", "constant")];
  const table: [string, Parameters<typeof createGraph>[0], string][] = [
    [
      "input out of range",
      { name: "", tensors, operators: [operator([3], [1])], inputs: [0], outputs: [1] },
      "operators[0].inputs[0]: expected a tensor index below 3, found 3",
    ],
    [
      "negative id that is not the absent one",
      { name: "", tensors, operators: [operator([-2], [1])], inputs: [0], outputs: [1] },
      "operators[0].inputs[0]: expected a tensor index below 3, found -2",
    ],
    [
      "model output out of range",
      { name: "", tensors, operators: [], inputs: [0], outputs: [9] },
      "outputs[0]: expected a tensor index below 3, found 9",
    ],
    [
      "constant written",
      { name: "", tensors, operators: [operator([0], [2])], inputs: [0], outputs: [2] },
      "operators[0].outputs[0]: expected a tensor to write, found constant tensor 2",
    ],
    [
      "written twice",
      {
        name: "",
        tensors,
        operators: [operator([0], [1]), operator([0], [1])],
        inputs: [0],
        outputs: [1],
      },
      "operators[1].outputs[0]: expected a tensor that no operator wrote before, " +
      "found tensor 1, written by operators[0]",
    ],
    [
      "a model input written twice",
      {
        name: "",
        tensors,
        operators: [operator([0], [0]), operator([0], [0])],
        inputs: [0],
        outputs: [0],
      },
      "operators[1].outputs[0]: expected a tensor that no operator wrote before, " +
      "found tensor 0, written by operators[0]",
    ],
    [
      "consumer before producer",
      {
        name: "",
        tensors: [...tensors, tensor("z")],
        operators: [operator([1], [3]), operator([0], [1])],
        inputs: [0],
        outputs: [3],
      },
      "operators[0].inputs[0]: expected an operator order in which producers come first, " +
      "found tensor 1, which operators[1] writes later",
    ],
    [
      "an operator that reads its own output",
      { name: "", tensors, operators: [operator([1], [1])], inputs: [0], outputs: [1] },
      "operators[0].inputs[0]: expected an operator order in which producers come first, " +
      "found tensor 1, which operators[0] writes later",
    ],
    [
      "control edge backwards",
      {
        name: "",
        tensors,
        operators: [operator([0], [1])],
        inputs: [0],
        outputs: [1],
        controlEdges: [[0, 0]],
      },
      "controlEdges[0]: expected two operators, the earlier first, below 1, found 0 before 0",
    ],
  ];
  for (const [name, parts, message] of table) {
    assert.throws(
      () => createGraph(parts),
      (error) => error instanceof GraphError && error.message.includes(message),
      name,
    );
  }
});

Deno.test("createGraph() freezes what it returns and keeps absent inputs in their place", () => {
  const graph = createGraph({
    name: "g",
    tensors: [tensor("x"), tensor("y")],
    operators: [operator([0, -1], [1])],
    inputs: [0],
    outputs: [1],
  });
  assert.deepEqual(graph.operators[0].inputs, [0, -1]);
  for (const part of [graph, graph.tensors, graph.tensors[0], graph.operators, graph.inputs]) {
    assert.ok(Object.isFrozen(part));
  }
});

Deno.test("linksOf() orders the operators that touch one variable as the file has them", () => {
  const graph = createGraph({
    name: "state",
    tensors: [tensor("x"), tensor("state", "variable"), tensor("y"), tensor("z"), tensor("w")],
    operators: [operator([0, 1], [2]), operator([0], [3]), operator([0, 1], [4])],
    inputs: [0],
    outputs: [2, 3, 4],
  });
  assert.deepEqual(linksOf(graph).predecessors, [[], [], [0]]);
  assert.deepEqual(linksOf(graph).successors, [[2], [], []]);
});

Deno.test("linksOf() lists readers once and adds control edges", () => {
  const graph = sketchGraph({
    tensors: { x: 1, y: 1, z: 1, w: 1 },
    operators: [
      { inputs: ["x", "x"], outputs: ["y"] },
      { inputs: ["x"], outputs: ["z"] },
      { inputs: ["y", "z"], outputs: ["w"] },
    ],
    inputs: ["x"],
    outputs: ["w"],
    controlEdges: [[0, 1]],
  });
  const links = linksOf(graph);
  assert.deepEqual(links.readers[0], [0, 1]);
  assert.deepEqual(links.producer, [-1, 0, 1, 2]);
  assert.deepEqual(links.predecessors, [[], [0], [0, 1]]);
});

Deno.test("linksOf() keeps the order of readers around the operator that overwrites an input", () => {
  //  x -> [0] -> a    [1] overwrites x    x -> [2] -> b
  const graph = createGraph({
    name: "g",
    tensors: [tensor("x"), tensor("a"), tensor("b"), tensor("unused")],
    operators: [operator([0], [1]), operator([3], [0]), operator([0], [2])],
    inputs: [0, 3],
    outputs: [1, 2],
  });
  const { predecessors, readers } = linksOf(graph);
  assert.deepEqual(predecessors, [[], [0], [1]]);
  assert.deepEqual(readers[0], [0, 1, 2]);
});
