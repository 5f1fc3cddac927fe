import assert from "node:assert/strict";
import { mapModel } from "../../lib/analyze.ts";
import { fit } from "../../lib/fit.ts";
import { FormatError, load } from "../../lib/formats/mod.ts";
import * as graphdef from "./graphdef/tiny_graph.ts";
import * as onnx from "./onnx/tiny_onnx.ts";
import { bytes, integer, joined, message, text } from "./protobuf_writer.ts";
import { int32s, int8, table, tables } from "./flatbuffer_writer.ts";
import { longTflite } from "./long_tflite.ts";
import { builtin, operator, RELU, subgraph, tensor, tinyTflite } from "./tiny_tflite.ts";

const encode = (text: string) => new TextEncoder().encode(text);
const { graph, input, node, onnxFile, output } = onnx;

/** Files and what their refusal says. */
type Refusals = readonly (readonly [name: string, file: Uint8Array, message: RegExp])[];

function checkRefusals(table: Refusals): void {
  for (const [name, file, message] of table) {
    assert.throws(() => load(file), (error) => {
      assert.ok(error instanceof FormatError, `${name}: ${error}`);
      assert.match(error.message, message, name);
      return true;
    });
  }
}

Deno.test("tens of thousands of operators are read and mapped, more than the limit at once refused", () => {
  const map = mapModel(load(longTflite(30_000)));
  assert.deepEqual([map.steps.length, map.peak], [30_000, 8]);
  const tooLong = longTflite(1_000_001);
  assert.throws(() => load(tooLong), /operators: expected at most 1000000 operators/);
});

Deno.test("what lies deep inside each other is refused before the stack ends", () => {
  const deep = (open: string, close: string) => open.repeat(100_000) + close.repeat(100_000);
  const layers = (inner: string) => `{"modelTopology": {"model_config": ${inner}}}`;
  const model = '{"class_name":"Sequential","config":{"name":"m","layers":[';
  checkRefusals([
    [
      "lists",
      encode(`{"ops": [], "tensors": [${deep("[", "]")}]}`),
      /tensors\[0\]: expected an object/,
    ],
    ["objects", encode(`{"ops": [], "tensors": ${deep('{"a":', "}")}`), /valid JSON/],
    ["settings", encode(layers(deep("[", "]"))), /model_config: expected an object/],
    ["models", encode(layers(model.repeat(3000) + "]}}".repeat(3000))), /limit "depth"/],
    ["text", encode(`node { ${deep("a {", "}")} }`), /limit "depth"/],
  ]);
});

Deno.test("functions and graphs that call each other in a circle are refused", () => {
  const calls = (name: string, other: string) =>
    message(
      25,
      ...[text(1, name), text(10, "my"), text(4, "a"), text(5, "b")],
      node(`my:${other}`, ["a"], ["b"], {}, 7),
    );
  const circle = onnxFile(graph(input("x", [2]), node("my:F", ["x"], ["y"]), output("y")), {
    more: [calls("F", "G"), calls("G", "F")],
  });
  const step = (name: string, other: string) =>
    graphdef.definition(
      name,
      ["a"],
      { r: "n:output:0" },
      graphdef.node("n", "While", ["a"], {
        cond: graphdef.call(other),
        body: graphdef.call(other),
      }, 3),
    );
  const loops = graphdef.graphFile(
    graphdef.placeholder("x", 2),
    graphdef.node("y", "While", ["x"], { cond: graphdef.call("f"), body: graphdef.call("g") }),
    graphdef.library(step("f", "g"), step("g", "f")),
  );
  const itself = tinyTflite({
    codes: [builtin(119)],
    subgraphs: [subgraph(
      [tensor("x", [4]), tensor("y", [4])],
      [operator(0, [0], [1], { 3: int8(93), 4: table({}) })],
      [0],
      [1],
    )],
  });
  checkRefusals([
    ["onnx", circle, /limit "depth"/],
    ["graphdef", loops, /limit "depth"/],
    ["tflite", itself, /expected calls that end, found a call of subgraph 0/],
  ]);
});

Deno.test("sizes beyond 2^53, and below 0, are refused or left open in every format", () => {
  const huge = [2 ** 30, 2 ** 30];
  const oneTensor = (dims: readonly number[]) =>
    tinyTflite({ subgraphs: [subgraph([tensor("x", dims)], [], [0], [0])] });
  const shaped = (dims: readonly (number | null)[]) =>
    encode(JSON.stringify({
      modelTopology: {
        class_name: "Sequential",
        config: [{ class_name: "Flatten", config: { name: "f", batch_input_shape: dims } }],
      },
    }));
  const tensors = (bytes: number) =>
    encode(JSON.stringify({ tensors: [{ bytes }], ops: [], inputs: [0], outputs: [0] }));
  checkRefusals([
    ["tflite", oneTensor(huge), /shape: expected a tensor of less than 2\^53 bytes/],
    ["tflite, below 0", oneTensor([-5, 2]), /shape/],
    ["onnx", onnxFile(graph(input("x", huge), output("x"))), /less than 2\^53 bytes/],
    ["graphdef", graphdef.graphFile(graphdef.placeholder("x", ...huge)), /less than 2\^53 bytes/],
    ["tfjs", shaped([...huge, 8]), /less than 2\^53 bytes/],
    ["graph-json", tensors(2 ** 53), /bytes: expected a number of bytes/],
    ["graph-json, below 0", tensors(-1), /bytes: expected a number of bytes/],
  ]);
  const open = [
    onnxFile(graph(input("x", [-5, 2]), output("x"))),
    graphdef.graphFile(graphdef.placeholder("x", -5, 2)),
    shaped([-5, 2]),
  ];
  for (const file of open) {
    const [{ tensors, inputs }] = load(file).graphs;
    assert.deepEqual(tensors[inputs[0]].shapeSignature, [-1, 2]);
  }
});

Deno.test("tensors that are countable one by one but not together end in a sentence", () => {
  const tensors = Array.from({ length: 5 }, (_, t) => ({ name: `t${t}`, bytes: 2 ** 52 }));
  const ops = [{ type: "A", inputs: [0, 1, 2, 3], outputs: [4] }];
  const file = encode(JSON.stringify({ tensors, ops, inputs: [0, 1, 2, 3], outputs: [4] }));
  const model = load(file);
  assert.equal(mapModel(model).peak, 5 * 2 ** 52);
  assert.throws(() => fit(model), /^RangeError: Cannot place buffers: sizes that add up to less/);
});

Deno.test("counts beyond the file, and sparse tensors that unfold, take no memory", () => {
  const claimed = (content: Uint8Array) => onnxFile(graph(input("x", [2]), content));
  const sparse = message(
    15,
    bytes(1, onnx.tensor("s", [1], onnx.FLOAT, bytes(9, new Uint8Array(4)))),
    bytes(2, onnx.tensor("", [1], onnx.INT64, bytes(9, new Uint8Array(8)))),
    integer(3, 2 ** 40),
    integer(3, 2 ** 20),
  );
  checkRefusals([
    ["a length", claimed(bytes(5, new Uint8Array(1), 2 ** 31)), /a field that ends before byte/],
    [
      "a packed list",
      claimed(bytes(5, joined([bytes(1, new Uint8Array(2), 2 ** 40)]))),
      /ends before/,
    ],
    ["a sparse tensor", claimed(sparse), /less than 2\^53 bytes/],
  ]);
  const dimension = { 0: int8(0), 1: int32s(2 ** 30) };
  const unfolded = tinyTflite({
    subgraphs: [subgraph(
      [tensor("w", [2 ** 15, 2 ** 15], {
        1: int8(9),
        2: int32s(1),
        6: table({ 0: int32s(0, 1), 2: tables(dimension, dimension) }),
      })],
      [],
      [],
      [],
    )],
  });
  assert.throws(() => load(unfolded), FormatError);
});

Deno.test("variables that are parts of each other in a circle are nobody's part", () => {
  const reshape = (from: number, to: number) =>
    operator(0, [from], [to], { 3: int8(17), 4: table({}) });
  const state = { ...tensor("v", [4]), 5: int8(1) };
  const file = tinyTflite({
    codes: [builtin(22), builtin(RELU)],
    subgraphs: [subgraph(
      [state, tensor("y", [4]), { ...state }, tensor("z", [4])],
      [reshape(0, 1), reshape(1, 2), reshape(2, 0), operator(1, [0], [3])],
      [],
      [3],
    )],
  });
  assert.ok(fit(load(file)).result.arena >= 0);
});
