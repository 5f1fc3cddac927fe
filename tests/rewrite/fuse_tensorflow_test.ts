import assert from "node:assert/strict";
import { load } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/graph/mod.ts";
import { inferOutputs } from "../../lib/operators/mod.ts";
import { asInt8, fuse } from "../../lib/rewrite/mod.ts";
import { accountModel, activationsOnly, givenOrder, memoryMap } from "../../lib/tmm/mod.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { corpus, corpusTest } from "../corpus.ts";
import { corpusModel } from "../formats/corpus_models.ts";
import { bytes, message, text } from "../formats/protobuf_writer.ts";
import { constant, graphFile, INT32, int32s } from "../formats/graphdef/tiny_graph.ts";
import { node, placeholder, weights } from "../formats/graphdef/tiny_graph.ts";

/** The operators of the fused view, each with what went into it and how many inputs it has. */
function partsOf(...fields: Uint8Array[]): string[] {
  const { graphs: [{ operators }] } = fuse(load(graphFile(...fields)));
  return operators.map(({ type, inputs, attributes }) =>
    [type, ...(attributes["fused"] ?? []) as string[]].join("+") + `/${inputs.length}`
  );
}

const image = { strides: [1, 1, 1, 1], padding: "SAME", data_format: "NHWC" };
const first = { ...image, data_format: "NCHW" };
const x = placeholder("x", 1, 8, 8, 3);
const conv = [weights("w", 3, 3, 3, 4), node("c", "Conv2D", ["x", "w"], image)];
const channels = ["s", "o", "m", "v"].map((name) => weights(name, 4));

Deno.test("fuse() puts batch norm, bias and activation of TensorFlow into the convolution", () => {
  assert.deepEqual(
    partsOf(
      x,
      ...conv,
      ...channels,
      node("n", "FusedBatchNormV3", ["c", "s", "o", "m", "v"], { data_format: "NHWC" }),
      node("b", "BiasAdd", ["n", "o"]),
      node("r", "Relu6", ["b"]),
      node("y", "Relu", ["r"]),
    ),
    ["Conv2D+FusedBatchNormV3+BiasAdd+Relu6/3", "Relu/1"],
  );
});

Deno.test("fuse() knows the dimension of the channels by the order of an image's dimensions", () => {
  const [last, middle] = [weights("k", 4), weights("k", 4, 1, 1)];
  assert.deepEqual(partsOf(x, ...conv, last, node("y", "AddV2", ["c", "k"])), ["Conv2D+AddV2/3"]);
  assert.deepEqual(partsOf(x, ...conv, weights("k", 8, 1), node("y", "Mul", ["c", "k"])), [
    "Conv2D/2",
    "Mul/2",
  ]);
  const other = [
    placeholder("x", 1, 3, 8, 8),
    weights("w", 3, 3, 3, 4),
    node("c", "Conv2D", ["x", "w"], first),
  ];
  assert.deepEqual(partsOf(...other, middle, node("y", "Mul", ["c", "k"])), ["Conv2D+Mul/2"]);
  assert.deepEqual(partsOf(...other, weights("k", 8), node("y", "Mul", ["c", "k"])), [
    "Conv2D/2",
    "Mul/2",
  ]);
});

Deno.test("fuse() adds nothing to what TensorFlow's own optimiser ended in an activation", () => {
  const ended = (...ops: string[]) => [
    x,
    weights("w", 3, 3, 3, 4),
    weights("o", 4),
    node("c", "_FusedConv2D", ["x", "w", "o"], {
      ...image,
      fused_ops: message(1, ...ops.map((op) => text(2, op))),
    }),
    node("y", "Relu6", ["c"]),
  ];
  assert.deepEqual(partsOf(...ended("BiasAdd")), ["_FusedConv2D+Relu6/3"]);
  assert.deepEqual(partsOf(...ended("BiasAdd", "Relu")), ["_FusedConv2D/3", "Relu6/1"]);
});

Deno.test("fuse() leaves operators alone that others wait for", () => {
  const waits = node("z", "Abs", ["x", "^y"]);
  assert.deepEqual(partsOf(x, ...conv, node("y", "Relu", ["c"]), waits), [
    "Conv2D/2",
    "Relu/1",
    "Abs/1",
  ]);
});

Deno.test("fuse() makes a dilated convolution of one on interleaved parts of an image", () => {
  const parts = [
    placeholder("x", 1, 9, 9, 4),
    int32s("block", 2, 2),
    constant("pads", INT32, [2, 2], bytes(7, Uint8Array.of(2, 3, 2, 3))),
    constant("crops", INT32, [2, 2], bytes(7, Uint8Array.of(0, 1, 0, 1))),
    weights("w", 3, 3, 4, 1),
    node("s", "SpaceToBatchND", ["x", "block", "pads"]),
    node("c", "DepthwiseConv2dNative", ["s", "w"], { ...image, padding: "VALID" }),
    node("b", "BatchToSpaceND", ["c", "block", "crops"]),
    node("y", "Relu6", ["b"]),
  ];
  assert.deepEqual(partsOf(...parts), [
    "DepthwiseConv2dNative+SpaceToBatchND+BatchToSpaceND+Relu6/2",
  ]);
  const file = graphFile(...parts);
  const { graphs: [{ operators: [operator], tensors }] } = fuse(load(file));
  assert.deepEqual(operator.attributes["dilations"], [1, 2, 2, 1]);
  assert.deepEqual(tensors[operator.outputs[0]].shape, [1, 9, 9, 4]);
  assert.deepEqual(inferOutputs(operator, tensors), { shapes: [[1, 9, 9, 4]] });
});

/** Bytes that each step reads, writes, and needs in all. */
function stepsOf(model: Model): number[][] {
  const map = memoryMap(accountModel(model, activationsOnly), givenOrder(model.graphs[model.main]));
  return map.steps.map(({ input, output, total }) => [input, output, total]);
}

corpusTest("the frozen hourglass, fused, is its .tflite file, step by step", () => {
  const ours = fuse(corpusModel("pb/hourglass_frozen_graph.pb").load());
  const file = readFileSync(join(corpus, "models/tflite/hourglass_192.tflite"));
  const theirs = load(file);
  assert.equal(ours.graphs[0].operators.length, 167);
  assert.deepEqual(stepsOf(ours).map(String).sort(), stepsOf(theirs).map(String).sort());
});

corpusTest("MoveNet, as int8, has the peak of its quantised .tflite file", () => {
  const ours = asInt8(fuse(corpusModel("tfjs/movenet-lightning/movenet-lightning.json").load()));
  const file = readFileSync(join(corpus, "models/tflite/movenet_single_pose_lightning_ptq.tflite"));
  const peak = (model: Model) => Math.max(...stepsOf(model).map(([, , total]) => total));
  assert.deepEqual([peak(ours), peak(load(file))], [1_105_920, 1_105_920]);
});
