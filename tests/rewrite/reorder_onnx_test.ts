import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type OnnxModel, parseOnnx, wireFields } from "../../lib/formats/mod.ts";
import { fit } from "../../lib/fit.ts";
import { reorderOnnx } from "../../lib/rewrite/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { diamond, graph, input, node, onnxFile, output } from "../formats/onnx/tiny_onnx.ts";
import { message, text } from "../formats/protobuf_writer.ts";
import { runDeno } from "../program.ts";
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

/** Outputs of each file in ONNX Runtime, all on the same random inputs. */
async function outputsOf(files: readonly Uint8Array[], model: OnnxModel): Promise<unknown[]> {
  const random = generator(7);
  const { inputs, tensors } = model.graphs[model.main];
  const feeds = Object.fromEntries(inputs.map((id) => {
    const { name, shape } = tensors[id];
    const length = shape.reduce((product, size) => product * size, 1);
    return [name, { shape, data: Array.from({ length }, () => 2 * random() - 1) }];
  }));
  const folder = await Deno.makeTempDir();
  try {
    writeFileSync(join(folder, "inputs.json"), JSON.stringify(feeds));
    const names = files.map((file, f) => {
      writeFileSync(join(folder, `${f}.onnx`), file);
      return `${f}.onnx`;
    });
    const program = import.meta.dirname + "/onnx_runtime";
    const separate = ["--no-config", "--frozen", "--lock", `${program}.lock`];
    return JSON.parse(
      await runDeno(folder, "run", "-A", ...separate, `${program}.ts`, "inputs.json", ...names),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("reorderOnnx() permutes the nodes and nothing else", async () => {
  const original = diamond();
  const model = parseOnnx(original);
  const file = reorderOnnx(model, SWAPPED);
  assertReordered(file, model, SWAPPED);
  assert.deepEqual(original, diamond(), "the model keeps its own bytes");
  assert.deepEqual(reorderOnnx(parseOnnx(file), SWAPPED), original);
  const [before, after] = await outputsOf([original, file], model);
  assert.deepEqual(after, before);
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
    const files = [1, 2].map((seed) => {
      const schedule = randomOrder(model.graphs[model.main], seed);
      const file = reorderOnnx(model, schedule);
      assertReordered(file, model, schedule);
      return file;
    });
    const [expected, ...others] = await outputsOf([model.bytes, ...files], model);
    assert.deepEqual(others, [expected, expected]);
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
