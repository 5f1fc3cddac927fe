import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { type OnnxModel, parseOnnx, wireFields } from "../../lib/formats/mod.ts";
import { fit } from "../../lib/fit.ts";
import { reorderOnnx } from "../../lib/rewrite/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { diamond, graph, input, node, onnxFile, output } from "../formats/onnx/tiny_onnx.ts";
import { message, text } from "../formats/protobuf_writer.ts";
import { generator, randomOrder } from "../random_graph.ts";

const SWAPPED = [0, 2, 1, 3];

/** The records of a file: those of its graph for the graph's own, and which of them are nodes. */
function records(file: Uint8Array): { node: boolean; bytes: string }[] {
  return [...wireFields("onnx", file)].flatMap(({ id, start, content, end }) =>
    id !== 7
      ? [{ node: false, bytes: String(file.subarray(start, end)) }]
      : [...wireFields("onnx", file, content, end)].map((field) => ({
        node: field.id === 1,
        bytes: String(file.subarray(field.start, field.end)),
      }))
  );
}

/** Checks that a file holds the same as a model, the order of its nodes apart. */
function assertReordered(file: Uint8Array, model: OnnxModel, schedule: readonly number[]): void {
  assert.equal(file.length, model.bytes.length);
  const [before, after] = [records(model.bytes), records(file)];
  assert.deepEqual(after.filter(({ node }) => !node), before.filter(({ node }) => !node));
  const nodes = (list: typeof before) => list.filter(({ node }) => node).map(({ bytes }) => bytes);
  assert.deepEqual(nodes(after).toSorted(), nodes(before).toSorted());
  const names = (operators: readonly { type: string; name: string }[]) =>
    operators.map(({ type, name }) => `${type} ${name}`);
  const { operators } = model.graphs[model.main];
  const other = parseOnnx(file);
  assert.deepEqual(
    names(other.graphs[other.main].operators),
    names(schedule.map((o) => operators[o])),
  );
}

/** Outputs of ONNX Runtime on random inputs, with its own rewrites of the graph switched off. */
async function outputsOf(file: Uint8Array, model: OnnxModel): Promise<unknown[]> {
  const session = await InferenceSession.create(file, {
    graphOptimizationLevel: "disabled",
    logSeverityLevel: 3,
  });
  const random = generator(7);
  const { inputs, tensors } = model.graphs[model.main];
  const feeds = Object.fromEntries(inputs.map((id) => {
    const { name, shape } = tensors[id];
    const count = shape.reduce((product, size) => product * size, 1);
    const data = Float32Array.from({ length: count }, () => 2 * random() - 1);
    return [name, new Tensor("float32", data, shape)];
  }));
  const outputs = await session.run(feeds);
  await session.release();
  return session.outputNames.map((name) => outputs[name].data);
}

Deno.test("reorderOnnx() permutes the nodes and nothing else", async () => {
  const original = diamond();
  const model = parseOnnx(original);
  const file = reorderOnnx(model, SWAPPED);
  assertReordered(file, model, SWAPPED);
  assert.deepEqual(original, diamond(), "the model keeps its own bytes");
  assert.deepEqual(reorderOnnx(parseOnnx(file), SWAPPED), original);
  assert.deepEqual(await outputsOf(file, model), await outputsOf(original, model));
});

Deno.test("reorderOnnx() refuses what it cannot do", () => {
  const refused = (message: string) => ({
    name: "RangeError",
    message: `Cannot reorder the ${message}`,
  });
  assert.throws(
    () => reorderOnnx(parseOnnx(diamond()), [1, 0, 2, 3]),
    refused("nodes: operator 1 runs before operator 0"),
  );
  const halves = message(
    25,
    text(1, "F"),
    text(10, "my"),
    text(4, "a"),
    text(5, "b"),
    node("Neg", ["a"], ["b"], {}, 7),
  );
  const calls = ["p", "q"].map((name) => node("my:F", ["x"], [name]));
  const fields = [input("x", [1]), ...calls, output("p"), output("q")];
  const model = parseOnnx(onnxFile(graph(...fields), { more: [halves] }));
  assert.throws(
    () => reorderOnnx(model, [1, 0]),
    refused("nodes: operators come from functions of the file"),
  );
});

for (
  const name of ["FastestDet.onnx", "ultraface_RFB_320.onnx", "blazeface_front_128_barracuda.onnx"]
) {
  corpusTest(`random orders of ${name} give the same outputs, bit for bit`, async () => {
    const model = parseOnnx(new Uint8Array(readFileSync(join(corpus, "models/onnx", name))));
    const expected = await outputsOf(model.bytes, model);
    for (const seed of [1, 2]) {
      const schedule = randomOrder(model.graphs[model.main], seed);
      const file = reorderOnnx(model, schedule);
      assertReordered(file, model, schedule);
      assert.deepEqual(await outputsOf(file, model), expected);
    }
  });
}

Deno.test("fit() writes an ONNX file in the order that needs less, as a generic arena", () => {
  const big = [1, 1, 64, 64];
  const model = parseOnnx(onnxFile(graph(
    input("x", big),
    node("Concat", ["x", "x", "x"], ["a"], { axis: 1 }),
    node("Concat", ["x", "x", "x"], ["b"], { axis: 1 }),
    node("GlobalMaxPool", ["a"], ["p"]),
    node("GlobalMaxPool", ["b"], ["q"]),
    node("Add", ["p", "q"], ["y"]),
    output("y"),
  )));
  const { baseline, result, rewrites, bytes } = fit(model);
  assert.ok(result.arena < baseline.arena);
  assert.equal(result.tflm, undefined);
  assert.match(rewrites[0], /^reorder: \d of 5 operators move$/);
  assertReordered(bytes!, model, result.schedule);
});
