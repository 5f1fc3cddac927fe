import assert from "node:assert/strict";
import {
  DEFAULT_LIMITS,
  FormatError,
  type Limits,
  load,
  unpackFile,
} from "../../lib/formats/mod.ts";
import * as graphdef from "./graphdef/tiny_graph.ts";
import * as onnx from "./onnx/tiny_onnx.ts";
import { message, text } from "./protobuf_writer.ts";
import { tgz } from "./tar_writer.ts";
import { diamond } from "./tiny_tflite.ts";

const encoder = new TextEncoder();
const { graph, input, node, onnxFile, output } = onnx;

/** A function that is called, so that its node comes into the file once more. */
const inlined = onnxFile(graph(input("x", [2]), node("my:F", ["x"], ["y"]), output("y")), {
  more: [message(
    25,
    ...[text(1, "F"), text(10, "my"), text(4, "a"), text(5, "b")],
    node("Neg", ["a"], ["b"], {}, 7),
  )],
});
const branch = graph(node("Neg", ["x"], ["t"]), output("t"));
const nested = onnxFile(graph(
  input("x", [2]),
  input("c", [], onnx.BOOL),
  node("If", ["c"], ["y"], { then_branch: branch, else_branch: branch }),
  output("y"),
));
const json = encoder.encode(JSON.stringify({
  tensors: [{ name: "x", bytes: 1 }, { name: "y", bytes: 1 }],
  ops: [{ type: "A", inputs: [0], outputs: [1] }],
  inputs: [0],
  outputs: [1],
}));
const called = graphdef.graphFile(
  graphdef.placeholder("x", 2),
  graphdef.node("y", "f", ["x"]),
  graphdef.library(
    graphdef.definition("f", ["a"], { r: "n:y:0" }, graphdef.node("n", "Neg", ["a"], {}, 3)),
  ),
);
const pbtxt = encoder.encode('node { name: "x" op: "Placeholder" }');
const layers = encoder.encode(JSON.stringify({
  modelTopology: {
    class_name: "Sequential",
    config: [{ class_name: "Dense", config: { name: "d", units: 2, batch_input_shape: [1, 2] } }],
  },
}));

Deno.test("every limit is named by the error that it raises, and holds to the last one", () => {
  const table: [file: string, Uint8Array, keyof Limits, least: number, place: string][] = [
    ["tflite", diamond(), "operators", 4, "subgraphs[0].operators"],
    ["tflite", diamond(), "tensors", 5, "subgraphs[0].tensors"],
    ["onnx", onnx.diamond(), "operators", 4, "graph.node[3]"],
    ["onnx", onnx.diamond(), "tensors", 4, "graph.node[3]"],
    ["onnx", inlined, "inlined", 3, 'graph.node[0], function "F".node[0]'],
    ["onnx", inlined, "depth", 6, "byte "],
    ["onnx", nested, "depth", 7, "byte "],
    ["graphdef", called, "operators", 2, "node[1]"],
    ["graphdef", called, "inlined", 4, "node[1]"],
    ["graphdef", called, "tensors", 7, "node"],
    ["graphdef", pbtxt, "depth", 1, "line 1"],
    ["graph-json", json, "operators", 1, "ops"],
    ["graph-json", json, "tensors", 2, "tensors"],
    ["tfjs", layers, "inlined", 11, "model_config"],
  ];
  for (const [format, file, name, least, place] of table) {
    const enough = findLeast(file, name);
    assert.equal(enough, least, `${format}, ${name}`);
    assert.throws(() => load(file, { limits: { [name]: enough - 1 } }), (error) => {
      assert.ok(error instanceof FormatError && error.format === format, `${error}`);
      assert.ok(error.place.startsWith(place), `${error.place}`);
      const wanted = new RegExp(
        `^at most ${enough - 1} .*\\(limit "${name}", which can be raised\\)$`,
      );
      assert.match(error.expected, wanted);
      return true;
    });
  }
});

/** The lowest limit under which a file loads. */
function findLeast(file: Uint8Array, name: keyof Limits): number {
  for (let limit = 0; limit < 100; limit++) {
    try {
      load(file, { limits: { [name]: limit } });
      return limit;
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }
  return Infinity;
}

Deno.test("a limit can be raised: more parts, deeper messages, larger files in archives", async () => {
  const values = Array.from({ length: 50 }, (_, i) => onnx.declared(`v${i}`, [2]));
  const parts = onnxFile(graph(input("x", [2]), ...values));
  assert.throws(() => load(parts, { limits: { parts: 20 } }), /limit "parts"/);
  load(parts, { limits: { parts: 500 } });
  let inner = graph(node("Neg", ["x"], ["y"]), output("y"));
  for (let depth = 0; depth < 60; depth++) {
    inner = graph(
      node("If", ["c"], ["y"], { then_branch: inner, else_branch: branch }),
      output("y"),
    );
  }
  const deep = onnxFile(joinedGraph(inner));
  assert.throws(() => load(deep), /limit "depth"/);
  assert.equal(load(deep, { limits: { depth: 400 } }).graphs.length, 121);
  const archive = await tgz({ "m.tflite": new Uint8Array(100) });
  await assert.rejects(unpackFile(archive, "m.tflite", { limits: { unpacked: 99 } }), /"unpacked"/);
  assert.equal((await unpackFile(archive, "m.tflite")).length, 100);
  assert.equal(DEFAULT_LIMITS.unpacked, 2 ** 30);
});

/** A graph with the inputs that the nested ones read. */
function joinedGraph(fields: Uint8Array): Uint8Array {
  const inputs = graph(input("x", [2]), input("c", [], onnx.BOOL));
  return Uint8Array.from([...inputs, ...fields]);
}
