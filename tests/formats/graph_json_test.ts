import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FormatError, load } from "../../lib/formats/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";

const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

Deno.test("load() reads a graph of bytes from JSON", () => {
  const model = load(encode({
    name: "g",
    tensors: [{ name: "x", bytes: 8 }, { name: "y", bytes: 4 }],
    ops: [{ name: "r", type: "Relu", inputs: [0], outputs: [1], inplace: 0 }],
    inputs: [0],
    outputs: [1],
  }));
  assert.equal(model.format, "graph-json");
  assert.deepEqual(model.graphs[0].operators, [
    { type: "Relu", name: "r", attributes: { inplace: 0 }, inputs: [0], outputs: [1] },
  ]);
  assert.deepEqual(model.graphs[0].tensors.map(({ bytes }) => bytes), [8, 4]);
});

Deno.test("each fault of a graph in JSON is named with its place", () => {
  const tensors = [{ name: "x", bytes: 8 }, { name: "y", bytes: 4 }];
  const graph = (more: object) => ({ tensors, ops: [], inputs: [0], outputs: [1], ...more });
  const op = (more: object) => graph({ ops: [{ type: "T", inputs: [0], outputs: [1], ...more }] });
  const cases: [unknown, string][] = [
    [{ tensors: [], ops: [], inputs: [] }, 'the root: expected a field "outputs", found none'],
    [graph({ tensors: [7] }), "tensors[0]: expected an object, found 7"],
    [graph({ tensors: [{}] }), 'tensors[0]: expected a field "bytes", found none'],
    [
      graph({ tensors: [{ bytes: -1 }] }),
      "tensors[0].bytes: expected a number of bytes, found -1",
    ],
    [graph({ inputs: 3 }), "inputs: expected a list, found 3"],
    [graph({ inputs: ["x"] }), 'inputs[0]: expected a tensor index, found "x"'],
    [op({ inputs: [9] }), "ops[0].inputs[0]: expected a tensor index below 2, found 9"],
    [op({ type: 1 }), "ops[0].type: expected a text, found 1"],
    [
      op({ inplace: 1 }),
      "ops[0].inplace: expected an input of the operator or -1, found 1",
    ],
  ];
  for (const [value, message] of cases) {
    assert.throws(() => load(encode(value)), (error) => {
      assert.ok(error instanceof FormatError);
      assert.equal(error.message, `Cannot read the graph-json file at ${message}`);
      return true;
    });
  }
  assert.throws(
    () => load(new TextEncoder().encode('{"tensors": [')),
    /at the root: expected valid JSON, found "/,
  );
});

corpusTest("graphs of the corpus have the operators and peaks that their notes say", () => {
  const expected: [string, number, number][] = [
    ["randwire-ws16-cifar-s0", 65, 5505024],
    ["randwire-ws32-cifar-s0", 236, 4456448],
    ["randwire-ws32-imagenet-s0", 354, 4892160],
  ];
  for (const [name, operators, peak] of expected) {
    const model = load(readFileSync(join(corpus, "graphs", `${name}.json`)));
    const [graph] = model.graphs;
    assert.equal(graph.operators.length, operators);
    assert.equal(peakOf(accountModel(model, activationsOnly), givenOrder(graph)), peak);
  }
});
