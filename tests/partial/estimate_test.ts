import assert from "node:assert/strict";
import { fit } from "../../lib/fit.ts";
import { load, parseOnnx } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/graph/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import type { BandEstimate } from "../../lib/partial/mod.ts";
import { fitReport, partialText } from "../../lib/report/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpusTest } from "../corpus.ts";
import { corpusModel } from "../formats/corpus_models.ts";
import { graph, input, node, onnxFile, output, zeros } from "../formats/onnx/tiny_onnx.ts";
import { channelsFirst, converted, exported, quantized } from "../rewrite/twins.ts";

const LIMITS = { maxMacs: 0.1, steps: 4000, plans: 100 };

/** Without bands first; then each way costs more work than the one before it, and needs less. */
function checkOrder([plain, ...ways]: BandEstimate, maxMacs: number): void {
  assert.deepEqual(plain.runs, []);
  ways.forEach(({ macs, peak, arena }, w) => {
    const before = [plain, ...ways][w];
    assert.ok(arena < before.arena && (w === 0 || macs > before.macs));
    assert.ok(macs >= plain.macs && macs <= (1 + maxMacs) * plain.macs && peak <= arena);
  });
}

/**
 * The estimate against the search that rewrites the converted twin, which gives half of its steps to
 * the graph as it is: the least arena against the least head, within 15 % either way.
 */
function checkNear(estimate: BandEstimate, twin: Model): void {
  const fitted = fit(twin, { partial: { ...LIMITS, steps: 2 * LIMITS.steps } });
  const ratio = estimate.at(-1)!.arena /
    Math.min(...fitted.partial!.found.map(({ tflm }) => tflm.head));
  assert.ok(0.85 < ratio && ratio < 1.15, `${ratio} of what the rewrite needs`);
  assert.equal(fitted.estimate, undefined);
}

Deno.test("fit() cuts and places: the arena of two convolutions in bands, by hand", () => {
  // 8 x 8 pixels of 4 channels become 16 and 4 again: 1024, 4096 and 1024 bytes.
  const model = parseOnnx(onnxFile(graph(
    input("x", [1, 4, 8, 8]),
    zeros("w0", 16, 4, 1, 1),
    node("Conv", ["x", "w0"], ["wide"]),
    zeros("w1", 4, 16, 1, 1),
    node("Conv", ["wide", "w1"], ["y"]),
    output("y", [1, 4, 8, 8]),
  )));
  const macs = 64 * (4 * 16 + 16 * 4);
  // A row is 128 bytes before and after, 512 between; the row of y lies where that of x has died.
  const plain = { runs: [], peak: 1024 + 4096, arena: 1024 + 4096, macs };
  const rows = [{ run: "0-1", operators: [0, 1], bands: 8 }];
  const banded = { runs: rows, peak: 1024 + 512, arena: 1024 + 512, macs };
  assert.deepEqual(fit(model, { partial: {} }).estimate, [
    { ...plain, fits: null },
    { ...banded, fits: null },
  ]);
  const fits = (budget: number) =>
    fit(model, { partial: { budget } }).estimate!.map((way) => way.fits);
  assert.deepEqual([5120, 5119, 1536, 1535].map(fits), [
    [true, true],
    [false, true],
    [false, true],
    [false, false],
  ]);
});

const BUILT = {
  "exported to ONNX": [exported, "float32"],
  "quantised in ONNX": [quantized, "int8"],
  "of TensorFlow with channels first": [channelsFirst, "float32"],
} as const;

for (const [name, [build, dtype]] of Object.entries(BUILT)) {
  Deno.test(`fit() estimates what a model ${name} would need in bands`, () => {
    const [model, twin] = [build(), converted(dtype)];
    const { estimate, bytes, partial } = fit(model, { partial: LIMITS });
    assert.deepEqual([bytes, partial], [undefined, undefined]);
    checkOrder(estimate!, 0.1);
    const [plain] = estimate!;
    assert.equal(plain.macs, macsOf(twin.graphs[0]).total);
    assert.equal(plain.arena, fit(twin).result.arena);
    checkNear(estimate!, twin);
    assert.equal(fit(model).estimate, undefined);
  });
}

Deno.test("what cannot be cut, and a search without steps or time, get no way in bands", () => {
  let ms = 0;
  for (const partial of [{ steps: 0 }, { deadlineMs: 0, now: () => ms++ }]) {
    assert.equal(fit(exported(), { partial }).estimate!.length, 1);
  }
  const flat = onnxFile(graph(
    input("x", [1, 8]),
    zeros("w", 8, 8),
    node("MatMul", ["x", "w"], ["y"]),
    output("y", [1, 8]),
  ));
  const [plain, ...ways] = fit(parseOnnx(flat), { partial: {} }).estimate!;
  assert.deepEqual([plain.arena, ways], [64, []]);
});

Deno.test("the estimate is called one, in text and in JSON", () => {
  const onnx = exported();
  const fitted = fit(onnx, { partial: LIMITS });
  const text = partialText(fitted, { budget: 1000 });
  assert.match(text, /^Estimate: .* no runtime writes this back into onnx$/m);
  assert.match(text, /^no bands( +[\d.]+ KiB){2} +[\d,]+ +\+0 %$/m);
  assert.match(text, /^\d+(-\d+)? x\d.*( [\d.]+ KiB +){2}-[\d.]+ % +[\d,]+ +\+[\d.]+ %$/m);
  assert.match(text, /^arena: +an estimate for a generic arena .* nothing to flash$/m);
  assert.match(text, /The budget is missed by/);
  assert.match(text, /^- an int8 input in the place of float32/m);
  assert.match(text, /^- a conversion to .tflite, .* by the estimate [\d.]+ KiB$/m);
  const roomy = fit(onnx, { partial: { ...LIMITS, budget: 100_000 } });
  const told = partialText(roomy, { budget: 100_000 });
  assert.equal(told.match(/<- fits$/gm)!.length, 1);
  assert.match(told, /^- a conversion to .tflite, .* by the estimate [\d.]+ KiB, which fit$/m);
  const report = JSON.parse(JSON.stringify(fitReport(fitted, 0, null)));
  assert.deepEqual(Object.keys(report.estimate[0]), ["runs", "peak", "arena", "macs", "fits"]);
  assert.match(report.estimateNote, /generic arena after a conversion .* nothing to flash$/);
  assert.equal(report.partial, null);
});

/** Networks that are there as exported and as converted; the zoo has those of one letter. */
const TWINS = [
  ["onnx/B_light_squeezenet.onnx", "B"],
  ["tfjs/A_mobilenet_v1_1.0_224_nhwc/model.json", "A"],
  ["tfjs/A_mobilenet_v1_1.0_224_nchw/model.json", "A"],
  ["pb/hourglass_frozen_graph.pb", "tflite/hourglass_192.tflite"],
] as const;

for (const [path, other] of TWINS) {
  corpusTest(`${path} is estimated as the converted twin ${other} is rewritten`, () => {
    const network = zoo.find(({ id }) => id === other);
    const twin = network
      ? load(network.build({ dtype: "float32", weights: "none" }))
      : corpusModel(other).load();
    const { estimate } = fit(corpusModel(path).load(), { partial: LIMITS });
    checkOrder(estimate!, LIMITS.maxMacs);
    assert.equal(estimate![0].arena, fit(twin).result.arena);
    checkNear(estimate!, twin);
  });
}
