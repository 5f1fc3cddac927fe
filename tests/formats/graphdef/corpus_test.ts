import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Model } from "../../../lib/graph/mod.ts";
import { load } from "../../../lib/formats/mod.ts";
import { macsOf } from "../../../lib/operators/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../../lib/tmm/mod.ts";
import { corpus, corpusTest } from "../../corpus.ts";
import { corpusModel } from "../corpus_models.ts";

const read = (path: string) => load(new Uint8Array(readFileSync(join(corpus, "models", path))));

function peak(model: Model): number {
  const accounting = accountModel(model, activationsOnly);
  return peakOf(accounting, givenOrder(accounting.graph));
}

/** Shapes of the outputs of operators of some types, sorted. */
function shapesOf({ graphs: [{ operators, tensors }] }: Model, types: RegExp): string[] {
  return operators.filter(({ type }) => types.test(type))
    .map(({ outputs }) => tensors[outputs[0]].shape.join("x")).sort();
}

const KINDS: readonly (readonly [ours: RegExp, theirs: RegExp])[] = [
  [/^Conv2D$/, /^CONV_2D$/],
  [/^DepthwiseConv2dNative$/, /^DEPTHWISE_CONV_2D$/],
  [/^(Max|Avg)Pool$/, /^(MAX|AVERAGE)_POOL_2D$/],
  [/^ResizeBilinear$/, /^RESIZE_BILINEAR$/],
  [/^ConcatV2$/, /^CONCATENATION$/],
  [/^Conv2DBackpropInput$/, /^Convolution2DTransposeBias$/],
];

corpusTest("the same network as .tflite has the same operators, shapes and peak", () => {
  const pairs = [
    ["pb/hourglass_frozen_graph.pb", "tflite/hourglass_192.tflite"],
    ["pb/meet_segm_lite_v681_opt.pb", "tflite/meet_segm_lite_v681.tflite"],
    ["pb/litert_multi_add.pb", "tflite/litert_multi_add.tflite"],
  ];
  for (const [path, other] of pairs) {
    const [ours, theirs] = [read(path), read(other)];
    for (const [type, theirType] of KINDS) {
      assert.deepEqual(shapesOf(ours, type), shapesOf(theirs, theirType), `${path}: ${type}`);
    }
    // Batch norms, biases and activations, which the converter computed with the convolution before
    // them, stand in a place of their own here, but never at the peak.
    assert.equal(peak(ours), peak(theirs), path);
  }
});

corpusTest("the hourglass multiplies as often as its .tflite file", () => {
  const { graphs: [theirs] } = read("tflite/hourglass_192.tflite");
  const { graphs: [ours] } = read("pb/hourglass_frozen_graph.pb");
  assert.equal(macsOf(ours).total, macsOf(theirs).total);
  assert.equal(macsOf(ours).total, 269_094_186);
});

corpusTest("branches of different shapes count as the largest sizes of both", () => {
  // The branches of the condition give [1, 2] and [2, 2].
  const { graphs: [{ outputs, tensors }], notes } = corpusModel(
    "pbtxt/litert_control_flow_v1.pbtxt",
  ).load();
  assert.deepEqual(outputs.map((id) => tensors[id].shape), [[2, 2]]);
  assert.match(notes[0], /Merge "cond\/Merge"\): .*the largest possible counts/);
});

corpusTest("a saved model is the function that it serves: times three", () => {
  const { graphs: [{ operators, inputs, tensors }] } = read("broken/saved_model_not_graphdef.pb");
  assert.deepEqual(operators.map(({ type }) => type), ["Mul"]);
  assert.deepEqual(inputs.map((id) => tensors[id].name), ["serving_default_x"]);
});
