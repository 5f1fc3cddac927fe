import assert from "node:assert/strict";
import { load, parseOnnx } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/graph/mod.ts";
import { asInt8, fuse } from "../../lib/rewrite/mod.ts";
import { accountModel, activationsOnly, givenOrder, memoryMap } from "../../lib/tmm/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpusTest } from "../corpus.ts";
import { corpusModel } from "../formats/corpus_models.ts";
import { graph, input, int64s, node, onnxFile, output, zeros } from "../formats/onnx/tiny_onnx.ts";

/** The operators of the fused view, each with what went into it. */
function partsOf(...fields: Uint8Array[]): string[] {
  const { graphs: [{ operators }] } = fuse(parseOnnx(onnxFile(graph(...fields))));
  return operators.map(({ type, attributes }) =>
    [type, ...(attributes["fused"] ?? []) as string[]].join("+")
  );
}

const x = input("x", [1, 3, 8, 8]);
const conv = [zeros("w", 4, 3, 3, 3), node("Conv", ["x", "w"], ["c"])];
const channels = ["s", "b", "m", "v"].map((name) => zeros(name, 4));
const norm = node("BatchNormalization", ["c", "s", "b", "m", "v"], ["n"]);

Deno.test("fuse() puts batch norm, bias and activation into the convolution before them", () => {
  const bias = zeros("k", 1, 4, 1, 1);
  assert.deepEqual(
    partsOf(
      x,
      ...conv,
      ...channels,
      bias,
      norm,
      node("Add", ["n", "k"], ["d"]),
      node("Relu", ["d"], ["y"]),
      output("y"),
    ),
    ["Conv+BatchNormalization+Add+Relu"],
  );
});

Deno.test("fuse() keeps what another operator or the caller reads", () => {
  const twice = [node("Relu", ["c"], ["r"]), node("Add", ["c", "r"], ["y"]), output("y")];
  assert.deepEqual(partsOf(x, ...conv, ...twice), ["Conv", "Relu", "Add"]);
  const seen = [node("Relu", ["c"], ["y"]), output("c"), output("y")];
  assert.deepEqual(partsOf(x, ...conv, ...seen), ["Conv", "Relu"]);
});

Deno.test("fuse() leaves operators alone that have further outputs", () => {
  const pool = node("MaxPool", ["x"], ["p", "where"], { kernel_shape: [2, 2] });
  const fields = [x, pool, node("Relu", ["p"], ["y"]), output("y"), output("where")];
  assert.deepEqual(partsOf(...fields), ["MaxPool", "Relu"]);
});

Deno.test("fuse() keeps factors and summands that are not one per channel", () => {
  for (const dims of [[1, 1, 6, 6], [6], [1, 4, 6, 6]]) {
    const added = [zeros("k", ...dims), node("Add", ["c", "k"], ["y"]), output("y")];
    assert.deepEqual(partsOf(x, ...conv, ...added), ["Conv", "Add"], String(dims));
  }
  const divided = [zeros("k"), node("Div", ["k", "c"], ["y"]), output("y")];
  assert.deepEqual(partsOf(x, ...conv, ...divided), ["Conv", "Div"]);
});

Deno.test("fuse() adds nothing behind an activation", () => {
  const later = [node("Relu", ["c"], ["r"]), zeros("k", 4, 1, 1), node("Add", ["r", "k"], ["y"])];
  assert.deepEqual(partsOf(x, ...conv, ...later, output("y")), ["Conv+Relu", "Add"]);
});

Deno.test("fuse() drops what does nothing, and what follows from shapes alone", () => {
  assert.deepEqual(
    partsOf(
      x,
      node("Identity", ["x"], ["i"]),
      node("Shape", ["i"], ["s"]),
      int64s("zero", [0]),
      node("Gather", ["s", "zero"], ["n"]),
      int64s("rest", [-1]),
      node("Concat", ["n", "rest"], ["shape"], { axis: 0 }),
      node("Dropout", ["i"], ["d", "mask"]),
      node("Reshape", ["d", "shape"], ["y"]),
      output("y"),
    ),
    ["Reshape"],
  );
});

Deno.test("views say so in their notes, and are not files that can be written", () => {
  const model = parseOnnx(onnxFile(graph(x, ...conv, node("Relu", ["c"], ["y"]), output("y"))));
  const view = asInt8(fuse(model));
  assert.deepEqual(view.notes, [
    "View: as if it were quantised to int8; the file is not",
    "View: fused, 1 operator of 2",
  ]);
  assert.ok(!("nodes" in view));
});

Deno.test("asInt8() takes one byte per real number, and leaves biases and indices", () => {
  const { graphs: [{ tensors }] } = asInt8(parseOnnx(onnxFile(graph(
    input("x", [1, 4]),
    zeros("w", 4, 4),
    zeros("b", 4),
    node("Gemm", ["x", "w", "b"], ["g"]),
    node("ArgMax", ["g"], ["y"], { axis: 1 }),
    output("y"),
  ))));
  assert.deepEqual(
    Object.fromEntries(tensors.map(({ name, dtype, bytes }) => [name, [dtype, bytes]])),
    { x: ["int8", 4], w: ["int8", 16], b: ["int32", 16], g: ["int8", 4], y: ["int64", 8] },
  );
});

function mapOf(model: Model) {
  return memoryMap(accountModel(model, activationsOnly), givenOrder(model.graphs[model.main]));
}

function zooMap(id: string) {
  return mapOf(load(zoo.find((entry) => entry.id === id)!.build({ weights: "none" })));
}

function countsOf({ graphs, main }: Model): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { type } of graphs[main].operators) counts[type] = (counts[type] ?? 0) + 1;
  return counts;
}

corpusTest("SqueezeNet of ONNX, fused and as int8, has the peak of the zoo's", () => {
  assert.equal(
    mapOf(asInt8(fuse(corpusModel("onnx/B_light_squeezenet.onnx").load()))).peak,
    982_144,
  );
  assert.equal(zooMap("B").peak, 982_144);
});

corpusTest(
  "Inception V1 of ONNX, fused, has the zoo's 84 operators and two LRN, without the reshape of its " +
    "weights; the LRN are its peak, and its pools round 55.5 down where the zoo's round up",
  () => {
    const fused = fuse(corpusModel("onnx/C_light_inception_v1.onnx").load());
    assert.equal(fused.graphs[0].operators.length, 84 + 2 - 1);
    assert.deepEqual(countsOf(fused), {
      Conv: 57,
      MaxPool: 13,
      LRN: 2,
      Concat: 9,
      AveragePool: 1,
      Reshape: 1, // the file's other one shapes weights: a constant here; the zoo's has two
      Gemm: 1, // the zoo's classifier is a 58th convolution
      Softmax: 1,
    });
    const { peak, steps, accounting: { graph } } = mapOf(asInt8(fused));
    const total = (type: string) =>
      Math.max(
        ...steps.filter(({ operator }) => graph.operators[operator].type === type)
          .map((step) => step.total),
      );
    // LRN is of the first GoogLeNet only; its second one works on 192 channels of 55 x 55.
    assert.deepEqual([peak, total("LRN")], [1_161_600, 1_161_600]);
    // Pools without padding give 55 x 55 where TF-Slim's give 56 x 56: 64 * (112 ** 2 + 55 ** 2).
    assert.equal(total("MaxPool"), 996_416);
    assert.equal(zooMap("C").peak, 64 * (112 ** 2 + 56 ** 2));
  },
);

corpusTest(
  "DenseNet-121 of ONNX as int8 has the peak of the zoo's; fused, its batch norms are one",
  () => {
    const model = corpusModel("onnx/F_light_densenet121.onnx").load();
    assert.equal(mapOf(asInt8(model)).peak, 2_107_392);
    assert.equal(zooMap("F").peak, 2_107_392);
    const fused = fuse(model);
    const { Conv, BatchNormalization, Concat, AveragePool } = countsOf(fused);
    assert.deepEqual([Conv, BatchNormalization, Concat, AveragePool], [121, 62, 58, 3]);
    // The zoo writes each of the 62 as MUL and ADD, which stand side by side for a step.
    assert.equal(mapOf(asInt8(fused)).peak, 1_806_336);
  },
);
