import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTflite, type TfliteModel } from "../../lib/formats/mod.ts";
import { embedPlan, readPlan, reorder } from "../../lib/rewrite/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";
import {
  bytes,
  flatbuffer,
  int32,
  int64,
  int8,
  tables,
  text,
} from "../formats/flatbuffer_writer.ts";
import {
  builtin,
  diamond,
  operator,
  subgraph,
  tensor,
  tinyTflite,
} from "../formats/tiny_tflite.ts";
import { randomOrder } from "../random_graph.ts";
import { outputsOf } from "../tflite_interpreter.ts";

const KERNELS = { kernels: "tflm-reference" };
const tensorCount = (model: TfliteModel) =>
  model.graphs.reduce((sum, graph) => sum + graph.tensors.length, 0);
const nothing = (model: TfliteModel) => Array.from({ length: tensorCount(model) }, () => -1);

/** Checks that a file ends in the bytes of a model, that they are aligned as before, and mean the same. */
function assertEmbedded(file: Uint8Array, model: TfliteModel): TfliteModel {
  const shift = file.length - model.bytes.length;
  assert.equal(shift % 64, 0);
  assert.deepEqual(file.subarray(shift), model.bytes);
  assert.equal(String.fromCharCode(...file.subarray(4, 8)), "TFL3");
  const other = parseTflite(file);
  assert.deepEqual(other.graphs, model.graphs);
  assert.deepEqual(other.subgraphs, model.subgraphs);
  assert.deepEqual(other.operatorCodes, model.operatorCodes);
  assert.deepEqual(other.signatures, model.signatures);
  assert.deepEqual([other.version, other.description], [model.version, model.description]);
  assert.deepEqual(other.buffers.slice(0, model.buffers.length), model.buffers);
  return other;
}

Deno.test("embedPlan() adds the metadata that the runtime reads, in front of all old bytes", async () => {
  const model = parseTflite(diamond());
  const file = embedPlan(model, [0, 16, -1, 32, 0], KERNELS);
  const { metadata } = assertEmbedded(file, model);
  assert.deepEqual(metadata.map(({ name }) => name), ["OfflineMemoryAllocation", "tmm.kernels"]);
  const { data } = metadata[0];
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const words = Array.from({ length: data.length / 4 }, (_, i) => view.getInt32(4 * i, true));
  assert.deepEqual(words, [1, 1, 5, 0, 16, -1, 32, 0]);
  assert.equal(data.byteOffset % 16, 0);
  assert.equal(new TextDecoder().decode(metadata[1].data), "tflm-reference");
  assert.deepEqual(await outputsOf(file, [1, 2, 3]), await outputsOf(diamond(), [1, 2, 3]));
});

Deno.test("readPlan() reads what embedPlan() wrote", () => {
  const model = parseTflite(diamond());
  assert.equal(readPlan(model), undefined);
  const offsets = [0, 16, -1, 2 ** 31 - 16, 0];
  const file = embedPlan(model, offsets, { kernels: "cmsis-nn ü" });
  assert.deepEqual(readPlan(parseTflite(file)), { offsets, kernels: "cmsis-nn ü" });
});

Deno.test("embedPlan() replaces a plan and keeps other metadata", () => {
  const more = {
    4: tables({}, { 0: bytes(1, 2, 3) }),
    6: tables({ 0: text("min_runtime_version"), 1: int32(1) }),
  };
  const model = parseTflite(diamond(more));
  const once = parseTflite(embedPlan(model, nothing(model), KERNELS));
  const twice = parseTflite(embedPlan(once, [0, 16, 32, 48, 64], { kernels: "other" }));
  assert.deepEqual(twice.metadata.map(({ name }) => name), [
    "min_runtime_version",
    "OfflineMemoryAllocation",
    "tmm.kernels",
  ]);
  assert.deepEqual([...twice.metadata[0].data], [1, 2, 3]);
  assert.deepEqual(readPlan(twice), { offsets: [0, 16, 32, 48, 64], kernels: "other" });
});

Deno.test("embedPlan() refuses what the runtime would obey to its harm", () => {
  const model = parseTflite(tinyTflite({
    codes: [builtin(55)],
    subgraphs: [
      subgraph(
        [tensor("x", [4]), { ...tensor("v", [4]), 5: int8(1) }, tensor("y", [4])],
        [operator(0, [0, 1], [2])],
        [0],
        [2],
      ),
    ],
  }));
  const cases: [number[], string][] = [
    [[0, -1], "an offset for each of 3 tensors, found 2"],
    [[0, 16, 32], "-1 for a variable, found 16 for tensor 1, counted over all subgraphs"],
    [
      [0, -1, 8],
      "-1 or a multiple of 16 below 2^31, found 8 for tensor 2, counted over all subgraphs",
    ],
    [
      [0, -1, -16],
      "-1 or a multiple of 16 below 2^31, found -16 for tensor 2, counted over all subgraphs",
    ],
    [
      [2 ** 31, -1, 0],
      "-1 or a multiple of 16 below 2^31, found 2147483648 for tensor 0, counted over all subgraphs",
    ],
    [
      [NaN, -1, 0],
      "-1 or a multiple of 16 below 2^31, found NaN for tensor 0, counted over all subgraphs",
    ],
  ];
  for (const [offsets, message] of cases) {
    assert.throws(() => embedPlan(model, offsets, KERNELS), {
      name: "RangeError",
      message: `Cannot embed the plan: expected ${message}`,
    });
  }
});

Deno.test("readPlan() takes the last of several entries, and refuses one for another model", () => {
  const plan = (...offsets: number[]) =>
    bytes(...new Uint8Array(Int32Array.of(1, 1, offsets.length, ...offsets).buffer));
  const name = text("OfflineMemoryAllocation");
  const file = (...plans: ReturnType<typeof plan>[]) =>
    parseTflite(diamond({
      4: tables({}, ...plans.map((data) => ({ 0: data }))),
      6: tables(...plans.map((_, i) => ({ 0: name, 1: int32(i + 1) }))),
    }));
  const both = file(plan(0, 0, 0, 0, 0), plan(0, 16, 0, 0, 0));
  assert.deepEqual(readPlan(both), { offsets: [0, 16, 0, 0, 0] });
  assert.throws(() => readPlan(file(plan(0, 0))), {
    name: "RangeError",
    message: "Cannot read the memory plan: expected 5 offsets, found 2",
  });
  for (const broken of [bytes(1, 0), bytes()]) {
    assert.throws(() => readPlan(file(broken)), { name: "SyntaxError", message: /truncated/ });
  }
});

Deno.test("offsets from the start of the file move along", () => {
  const build = (data: bigint, options: bigint) =>
    tinyTflite({
      codes: [{ 0: int8(32), 1: text("Mine") }],
      subgraphs: [
        subgraph(
          [tensor("x", [2]), { ...tensor("w", [2]), 2: int32(1) }, tensor("y", [2])],
          [operator(0, [0, 1], [2], { 9: int64(options), 10: int64(3n) })],
          [0],
          [2],
        ),
      ],
      buffers: [{ 1: int64(data), 2: int64(8n) }],
    });
  const { length } = build(2n, 2n);
  const file = new Uint8Array(length + 11);
  file.set(build(BigInt(length), BigInt(length + 8)));
  file.set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], length);
  const model = parseTflite(file);
  const embedded = parseTflite(embedPlan(model, nothing(model), KERNELS));
  assert.deepEqual([...embedded.graphs[0].tensors[1].data!], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual([...embedded.subgraphs[0].operators[0].customOptions!], [9, 10, 11]);
  assert.deepEqual(model.bytes, file);
  // 0 and 1 say that nothing lies behind the tables.
  const { bytes } = parseTflite(build(1n, 0n));
  const moved = embedPlan(parseTflite(bytes), nothing(model), KERNELS);
  assert.deepEqual(moved.slice(-bytes.length), bytes);
});

Deno.test("embedPlan() gives a file without buffers the empty one", () => {
  const bare = flatbuffer("TFL3", { 0: int32(3), 2: tables(subgraph([], [], [], [])) });
  const embedded = parseTflite(embedPlan(parseTflite(bare), [], KERNELS));
  assert.deepEqual(embedded.metadata.map(({ buffer }) => buffer), [1, 2]);
  assert.equal(embedded.buffers[0].data.length, 0);
});

Deno.test("embedPlan() refuses a root with fields that it does not know", () => {
  const model = parseTflite(diamond({ 11: int32(1) }));
  assert.throws(() => embedPlan(model, nothing(model), KERNELS), {
    name: "RangeError",
    message: "Cannot rewrite the model: at most 10 fields in the root table, found 12",
  });
});

corpusTest("files of every shape keep their content under a plan", () => {
  const files = corpusFiles("models/tflite", ".tflite")
    .map((path) => new Uint8Array(readFileSync(join(corpus, path))))
    .filter((file) => file.length < 60000);
  assert.ok(files.length > 25);
  for (const file of files) {
    const model = parseTflite(file);
    assertEmbedded(embedPlan(model, nothing(model), KERNELS), model);
  }
});

corpusTest("real models compute the same bits, reordered and with a plan", async () => {
  for (const name of ["blazeface_front_float32", "mlperf_tiny_resnet8_int8", "split_concat"]) {
    const original = new Uint8Array(
      readFileSync(join(corpus, "models", "tflite", `${name}.tflite`)),
    );
    const model = parseTflite(original);
    const reordered = parseTflite(reorder(model, randomOrder(model.graphs[0], 1)));
    const offsets = reordered.graphs[0].tensors.map(({ role }, t) =>
      role === "activation" ? 16 * t : -1
    );
    const file = embedPlan(reordered, offsets, KERNELS);
    assert.deepEqual(readPlan(parseTflite(file)), { offsets, ...KERNELS });
    assert.deepEqual(await outputsOf(file, [1, 2, 3]), await outputsOf(original, [1, 2, 3]), name);
  }
});
