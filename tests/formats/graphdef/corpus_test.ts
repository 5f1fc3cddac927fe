import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Model } from "../../../lib/graph/mod.ts";
import { load, type ReadOptions } from "../../../lib/formats/mod.ts";
import { macsOf } from "../../../lib/operators/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../../lib/tmm/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../../corpus.ts";

const read = (path: string, options?: ReadOptions) =>
  load(new Uint8Array(readFileSync(join(corpus, "models", path))), options);

interface Entry {
  readonly options?: ReadOptions;
  readonly operators: number;
  readonly macs: number;
  /** Activations of the main graph whose shape stays open, and what stops them. */
  readonly open?: readonly [count: number, stop: RegExp];
}

/** Every graph of the corpus; what is open is named. */
const TABLE: Readonly<Record<string, Entry>> = {
  "pb/hourglass_frozen_graph.pb": { operators: 329, macs: 269_094_186 },
  "pb/litert_multi_add.pb": { operators: 3, macs: 0 },
  "pb/meet_segm_lite_v681_opt.pb": { operators: 243, macs: 14_011_296 },
  "pb/mnist.pb": { options: { batch: 1 }, operators: 3, macs: 7840 },
  "pb/tf2onnx_lstm_frozen.pb": {
    options: { batch: 1, shapes: { keep_prob: [] } },
    operators: 415,
    macs: 2_237_696,
  },
  "pbtxt/litert_control_flow_v1.pbtxt": {
    options: { batch: 1 },
    operators: 8,
    macs: 4,
    // The branches of the condition give [1, 2] and [2, 2].
    open: [1, /Merge "cond\/Merge"/],
  },
  "pbtxt/litert_graph_with_placeholder_with_default.pbtxt": {
    options: { shapes: { unranked: [1, 8, 8, 2] } },
    operators: 0,
    macs: 0,
  },
  "pbtxt/litert_if_op.pbtxt": {
    options: { shapes: { a: [], b: [] } },
    operators: 4,
    macs: 0,
  },
  "pbtxt/litert_unroll_batch_matmul.pbtxt": { operators: 1, macs: 210 },
};

corpusTest("every frozen graph loads, with all shapes or what stops them", () => {
  const paths = [...corpusFiles("models/pb", ".pb"), ...corpusFiles("models/pbtxt", ".pbtxt")];
  assert.deepEqual(paths.map((path) => path.replace(/^models\//, "")), Object.keys(TABLE));
  for (const [path, { options, operators, macs, open }] of Object.entries(TABLE)) {
    const [count, stop] = open ?? [0, /^$/];
    const { graphs: [graph], notes } = read(path, options);
    assert.equal(graph.operators.length, operators, path);
    assert.equal(macsOf(graph).total, macs, path);
    const unknown = graph.tensors.filter(({ role, shapeSignature }) =>
      role === "activation" && shapeSignature
    );
    assert.equal(unknown.length, count, `${path}: ${notes.join("\n")}`);
    const [first = ""] = notes.filter((note) => note.startsWith("Shapes stop at"));
    assert.match(first, stop, path);
  }
});

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
  assert.equal(macsOf(theirs).total, TABLE["pb/hourglass_frozen_graph.pb"].macs);
});

corpusTest("a saved model is the function that it serves: times three", () => {
  const { graphs: [{ operators, inputs, tensors }] } = read("broken/saved_model_not_graphdef.pb");
  assert.deepEqual(operators.map(({ type }) => type), ["Mul"]);
  assert.deepEqual(inputs.map((id) => tensors[id].name), ["serving_default_x"]);
});
