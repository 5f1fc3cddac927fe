import assert from "node:assert/strict";
import { fit } from "../../lib/fit.ts";
import { load, parseOnnx } from "../../lib/formats/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { fitReport, partialText } from "../../lib/report/mod.ts";
import { inLiteWords } from "../../lib/rewrite/lite_words.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import * as layers from "../../lib/zoo/builder.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpusTest } from "../corpus.ts";
import { corpusModel } from "../formats/corpus_models.ts";
import {
  declared,
  graph,
  input,
  node,
  onnxFile,
  output,
  zeros,
} from "../formats/onnx/tiny_onnx.ts";

/** One network twice: as a converter would write it, and as an exporter does, with a norm and Relus. */
function twins() {
  const net = newNetwork("twin", "for tests", { dtype: "float32", weights: "none" });
  let x = layers.input(net, [1, 48, 48, 3]);
  x = layers.conv(net, x, { kernel: 3, stride: 2, filters: 8 });
  x = layers.depthwise(net, x, { kernel: 3 });
  const wide = layers.conv(net, x, { kernel: 1, filters: 24 });
  const other = layers.conv(net, x, { kernel: 3, filters: 8 });
  x = layers.maxPool(net, layers.concat(net, [wide, other]), { kernel: 2, stride: 2 });
  x = layers.conv(net, x, { kernel: 1, filters: 8 });
  layers.output(net, layers.relu(net, layers.add(net, x, x)));
  const near = [1, 1, 1, 1];
  const onnx = onnxFile(graph(
    input("x", [1, 3, 48, 48]),
    zeros("w0", 8, 3, 3, 3),
    node("Conv", ["x", "w0"], ["a"], { strides: [2, 2], pads: [0, 0, 1, 1] }),
    ...["s", "b", "m", "v"].map((name) => zeros(name, 8)),
    node("BatchNormalization", ["a", "s", "b", "m", "v"], ["n"]),
    node("Relu", ["n"], ["r"]),
    zeros("w1", 8, 1, 3, 3),
    node("Conv", ["r", "w1"], ["c"], { group: 8, pads: near }),
    zeros("w2", 24, 8, 1, 1),
    node("Conv", ["c", "w2"], ["wide"]),
    zeros("w3", 8, 8, 3, 3),
    node("Conv", ["c", "w3"], ["other"], { pads: near }),
    node("Concat", ["wide", "other"], ["d"], { axis: 1 }),
    node("MaxPool", ["d"], ["e"], { kernel_shape: [2, 2], strides: [2, 2] }),
    zeros("w4", 8, 32, 1, 1),
    node("Conv", ["e", "w4"], ["f"]),
    node("Add", ["f", "f"], ["g"]),
    node("LeakyRelu", ["g"], ["y"]), // which no operator takes in
    output("y", [1, 8, 12, 12]),
  ));
  return { tflite: load(encode(net)), onnx: parseOnnx(onnx) };
}

Deno.test("inLiteWords() has the operators and images of the converted twin", () => {
  const { tflite, onnx } = twins();
  const [view, twin] = [inLiteWords(onnx)!, tflite.graphs[0]];
  assert.deepEqual(
    view.operators.map(({ type }) => type.replace("LEAKY_", "")),
    twin.operators.map(({ type }) => type),
  );
  view.operators.forEach(({ type, outputs, attributes }, o) => {
    const other = twin.operators[o];
    assert.deepEqual(view.tensors[outputs[0]].shape, twin.tensors[other.outputs[0]].shape, type);
    for (const name of ["stride_h", "stride_w", "filter_height", "axis"]) {
      assert.equal(attributes[name], other.attributes[name], `${type} ${name}`);
    }
  });
  assert.deepEqual(macsOf(view).operators, macsOf(twin).operators);
});

Deno.test("fit() estimates what an ONNX model would need in bands, and writes nothing", () => {
  const { tflite, onnx } = twins();
  const limits = { maxMacs: 0.1, steps: 4000, plans: 20 };
  const { estimate, bytes, partial } = fit(onnx, { partial: limits });
  assert.deepEqual([bytes, partial], [undefined, undefined]);
  const [plain, ...ways] = estimate!;
  assert.equal(plain.peak, fit(tflite).result.peak);
  assert.equal(plain.macs, macsOf(tflite.graphs[0]).total);
  ways.forEach(({ macs, peak }, w) => {
    const before = [plain, ...ways][w];
    assert.ok(macs >= before.macs && peak < before.peak && macs <= 1.1 * plain.macs);
  });
  // The twin is searched, planned and written: no further from the estimate than a quarter.
  const { result } = fit(tflite, { partial: limits });
  assert.ok(ways.at(-1)!.peak <= result.arena && result.arena < 1.25 * ways.at(-1)!.peak);
  assert.equal(fit(onnx).estimate, undefined);
  assert.equal(fit(tflite, { partial: limits }).estimate, undefined);
});

Deno.test("operators that do not say what a translation needs keep their names", () => {
  const strange = onnxFile(graph(
    input("x", [1, 3, 8, 8]),
    node("MaxPool", ["x"], ["a"], { kernel_shape: 3 }),
    node("Conv", ["a"], ["b"]),
    zeros("w", 3),
    node("Conv", ["b", "w"], ["c"], { strides: [1, 1, 1] }),
    node("Concat", ["c", "c"], ["y"], { axis: "none" }),
    ...["a", "b", "c"].map((name) => declared(name, [1, 3, 8, 8])),
    output("y", [1, 6, 8, 8]),
  ));
  const model = parseOnnx(strange);
  const types = ["MaxPool", "Conv", "Conv", "Concat"];
  assert.deepEqual(inLiteWords(model)!.operators.map(({ type }) => type), types);
  assert.equal(fit(model, { partial: {} }).estimate!.length, 1);
});

Deno.test("the estimate is called one, in text and in JSON", () => {
  const { onnx } = twins();
  const fitted = fit(onnx, { partial: { steps: 4000 } });
  const text = partialText(fitted, { budget: 1000 });
  assert.match(text, /^Estimate: .* no runtime writes this back into onnx$/m);
  assert.match(text, /^no bands +[\d.]+ KiB +[\d,]+ +\+0 %$/m);
  assert.match(text, /^\d+(-\d+)? x\d.* [\d.]+ KiB +-[\d.]+ % +[\d,]+ +\+[\d.]+ %$/m);
  assert.match(text, /The budget is missed by/);
  assert.match(text, /^- an int8 input in the place of float32/m);
  const report = JSON.parse(JSON.stringify(fitReport(fitted, 0, null)));
  assert.deepEqual(Object.keys(report.estimate[0]), ["runs", "peak", "macs"]);
  assert.equal(report.partial, null);
});

for (
  const [path, id] of [
    ["onnx/B_light_squeezenet.onnx", "B"],
    ["tfjs/A_mobilenet_v1_1.0_224_nhwc/model.json", "A"],
  ]
) {
  corpusTest(`${path} needs to the byte what network ${id} of the zoo does`, () => {
    const { estimate } = fit(corpusModel(path).load(), { partial: { steps: 500 } });
    const { build } = zoo.find((network) => network.id === id)!;
    const twin = load(build({ dtype: "float32", weights: "none" }));
    assert.equal(estimate![0].peak, fit(twin).result.peak);
    assert.ok(estimate!.at(-1)!.peak < estimate![0].peak);
  });
}
