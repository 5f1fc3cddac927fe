import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { corpus, corpusFiles, corpusTest } from "../../corpus.ts";
import { checkMutations, MUTATIONS, outcomeOf } from "../mutations.ts";
import { bytes, integer, joined, message, text } from "../protobuf_writer.ts";
import * as tiny from "./tiny_onnx.ts";
import { diamond, graph, input, int64s, node, onnxFile, output, zeros } from "./tiny_onnx.ts";

const relu = node("Relu", ["x"], ["y"]);
const x = input("x", [2]);
const y = output("y");

Deno.test("broken files end in one sentence that says where", () => {
  const stored = (...fields: Uint8Array[]) => onnxFile(graph(x, y, relu, bytes(5, joined(fields))));
  const cases: [string, Uint8Array, string][] = [
    [
      "no graph",
      joined([integer(1, 8), message(8, integer(2, 17))]),
      "graph: expected a graph, found none",
    ],
    [
      "undefined input",
      onnxFile(graph(x, node("Relu", ["z"], ["y"]), y)),
      'graph.node[0].input[0]: expected a value that is defined before, found "z"',
    ],
    [
      "undefined output",
      onnxFile(graph(x, relu, output("z"))),
      'graph.output[0]: expected a value that the graph defines, found "z"',
    ],
    [
      "a name twice",
      onnxFile(graph(x, relu, relu, y)),
      'graph.node[1].output[0]: expected a name that no other value has, found "y"',
    ],
    [
      "an element type of the future",
      stored(tiny.tensor("w", [1], 99)),
      "graph.initializer[0].data_type: expected an element type below 24, found 99",
    ],
    [
      "data of another size",
      stored(tiny.tensor("w", [2], tiny.FLOAT, bytes(9, new Uint8Array(9)))),
      "graph.initializer[0].raw_data: expected 8 bytes, found 9",
    ],
    [
      "numbers of another count",
      stored(tiny.tensor("w", [3], tiny.INT64, bytes(7, Uint8Array.of(1, 2)))),
      "graph.initializer[0].int64_data: expected 3 numbers, found 2",
    ],
    [
      "a negative size",
      stored(tiny.tensor("w", [-5], tiny.FLOAT)),
      "graph.initializer[0].dims[0]: expected a size from 0 on, found -5",
    ],
    [
      "too large to count",
      stored(tiny.tensor("w", [2 ** 40, 2 ** 40], tiny.FLOAT)),
      "graph.initializer[0].dims: expected a tensor of less than 2^53 bytes, " +
      "found shape [1099511627776,1099511627776]",
    ],
    [
      "a constant without a value",
      onnxFile(graph(node("Constant", [], ["y"]), y)),
      "graph.node[0]: expected a value and a name, found one of them at most",
    ],
    [
      "If without branches",
      onnxFile(graph(input("c", [], tiny.BOOL), node("If", ["c"], ["y"]), y)),
      'graph.node[0].attribute: expected a graph "then_branch" of If, found none',
    ],
    [
      "an old kind of field",
      joined([integer(1, 8), bytes(7, Uint8Array.of(0x0b))]),
      "byte 4: expected a field, found one of wire type 3",
    ],
  ];
  for (const [name, file, wanted] of cases) {
    assert.equal(outcomeOf(file), `Cannot read the onnx file at ${wanted}`, name);
  }
});

Deno.test("attributes without the value that their kind promises are empty", () => {
  for (let kind = 0; kind < 16; kind++) {
    const empty = message(5, text(1, "value"), integer(20, kind));
    const nodes = ["Constant", "Relu"].map((type) =>
      message(1, text(1, "x"), text(2, "y"), text(4, type), empty)
    );
    for (const one of nodes) outcomeOf(onnxFile(graph(x, one, y)));
  }
});

Deno.test("functions that call themselves are refused", () => {
  const self = message(
    25,
    text(1, "F"),
    text(10, "my"),
    text(4, "a"),
    text(5, "b"),
    node("my:F", ["a"], ["b"], {}, 7),
  );
  const file = onnxFile(graph(x, node("my:F", ["x"], ["y"]), y), { more: [self] });
  assert.match(outcomeOf(file), /at most 100 calls.* none in itself \(limit "depth"/);
});

Deno.test("functions that call themselves through a graph are refused", () => {
  const branch = graph(node("my:F", ["a"], ["t"]), output("t"));
  const self = message(
    25,
    text(1, "F"),
    text(10, "my"),
    text(4, "a"),
    text(5, "b"),
    node("If", ["a"], ["b"], { then_branch: branch, else_branch: branch }, 7),
  );
  const file = onnxFile(graph(x, node("my:F", ["x"], ["y"]), y), { more: [self] });
  assert.match(outcomeOf(file), /at most 100 calls.* none in itself \(limit "depth"/);
});

Deno.test("long chains of known numbers take no longer than their file", () => {
  const numbers = Array.from({ length: 4096 }, (_, i) => i);
  const chain = Array.from(
    { length: 20_000 },
    (_, i) => node("Add", [`t${i}`, "n"], [`t${i + 1}`]),
  );
  const error = outcomeOf(
    onnxFile(graph(int64s("n", numbers), int64s("t0", numbers), ...chain)),
  );
  assert.equal(error, "");
});

Deno.test("tensors of absurd rank are refused", () => {
  const dims = new Array(100_000).fill(1);
  const file = onnxFile(graph(bytes(5, tiny.tensor("w", dims, tiny.FLOAT)), x, relu, y));
  assert.match(outcomeOf(file), /expected at most 256 dimensions, found 100000/);
});

Deno.test("functions that double at each call stay bounded", () => {
  const doubling = Array.from({ length: 40 }, (_, f) =>
    message(
      25,
      text(1, `F${f}`),
      text(10, "my"),
      text(4, "a"),
      text(5, "b"),
      node(f === 0 ? "Neg" : `my:F${f - 1}`, ["a"], ["t"], {}, 7),
      node(f === 0 ? "Neg" : `my:F${f - 1}`, ["t"], ["b"], {}, 7),
    ));
  const file = onnxFile(graph(x, node("my:F39", ["x"], ["y"]), y), { more: doubling });
  const error = outcomeOf(file);
  assert.match(error, /expected at most 300000 .*\(limit "inlined"/);
});

Deno.test("graphs in graphs in graphs are refused before the stack ends", () => {
  let inner = graph(node("Neg", ["x"], ["y"]), y);
  for (let depth = 0; depth < 200; depth++) {
    inner = graph(node("If", ["c"], ["y"], { then_branch: inner, else_branch: graph(relu, y) }), y);
  }
  const error = outcomeOf(onnxFile(inner));
  assert.match(error, /at most 100 calls, graphs or messages inside each other/);
});

Deno.test("memory stays in proportion: small fields that would become large objects are counted", () => {
  const many = new Uint8Array(2 * 2_100_000);
  for (let i = 0; i < many.length; i += 2) many[i] = 0x0a; // empty nodes
  const error = outcomeOf(onnxFile(joined([many])));
  assert.match(error, /expected at most 2000000 parts \(limit "parts"/);
});

Deno.test("sequences of absent tensors do no harm", () => {
  for (const type of ["SequenceConstruct", "SequenceInsert", "SequenceAt"]) {
    const file = onnxFile(
      graph(x, node("SequenceConstruct", ["", "x"], ["s"]), node(type, ["s", ""], ["y"]), y),
    );
    assert.equal(outcomeOf(file), "", type);
  }
});

Deno.test("huge shapes take no memory, and are refused from 2^53 bytes on", () => {
  const file = onnxFile(graph(
    int64s("huge", [2 ** 30, 2 ** 20]),
    node("ConstantOfShape", ["huge"], ["a"]),
    node("NonZero", ["a"], ["y"]),
    y,
  ));
  assert.match(outcomeOf(file), /less than 2\^53 bytes, found shape \[2,1125899906842624\]/);
});

Deno.test("every truncation of a file is refused, or is a smaller file", () => {
  const file = diamond();
  for (let length = 0; length < file.length; length++) outcomeOf(file.slice(0, length));
});

const shaped = onnxFile(graph(
  input("x", [1, 3, 8, 8]),
  zeros("w", 4, 3, 3, 3),
  node("Conv", ["x", "w"], ["c"], { pads: [1, 1, 1, 1], strides: [2, 2] }),
  node("Shape", ["c"], ["s"]),
  int64s("i", [0]),
  node("Gather", ["s", "i"], ["n"]),
  int64s("rest", [-1]),
  node("Concat", ["n", "rest"], ["r"], { axis: 0 }),
  node("Reshape", ["c", "r"], ["y"]),
  y,
));

Deno.test(`${MUTATIONS} mutations of small files end in a model or a FormatError`, () => {
  checkMutations([diamond(), shaped]);
});

corpusTest(`${MUTATIONS} mutations of small real files end in a model or a FormatError`, () => {
  const files = corpusFiles("models/onnx", ".onnx")
    .map((path) => new Uint8Array(readFileSync(join(corpus, path))))
    .filter((file) => file.length < 20_000);
  assert.ok(files.length > 10);
  checkMutations(files);
});
