import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Fit, fit, type FitOptions } from "../../lib/fit.ts";
import { parseTflite, type TfliteModel } from "../../lib/formats/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { fitPicture, partialReport, partialText } from "../../lib/report/mod.ts";
import { sharingUnder } from "../../lib/reuse/mod.ts";
import {
  band,
  type Draft,
  draftOf,
  loadTflite,
  recompute,
  type Run,
} from "../../lib/rewrite/mod.ts";
import { verifyRewrite } from "../../lib/run/mod.ts";
import { predictArena } from "../../lib/tflm/mod.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import { add } from "../../lib/zoo/pointwise_layers.ts";
import { input, output, resizeBilinear, spatialMean } from "../../lib/zoo/shape_layers.ts";
import { conv, depthwise, fullyConnected } from "../../lib/zoo/weighted_layers.ts";
import { corpus, corpusTest } from "../corpus.ts";

/** Wide at the beginning, narrow at the end: a network as bands are made for. */
function funnel(size = 48, dtype: "int8" | "float32" = "int8"): TfliteModel {
  const net = newNetwork("funnel", "for tests", { dtype });
  let x = conv(net, input(net, [1, size, size, 3]), { kernel: 3, stride: 2, filters: 8 });
  x = depthwise(net, x, { kernel: 3 });
  x = conv(net, x, { kernel: 1, filters: 32 });
  x = depthwise(net, x, { kernel: 3, stride: 2 });
  x = conv(net, x, { kernel: 1, filters: 8 });
  output(net, fullyConnected(net, spatialMean(net, x), { units: 4 }));
  return parseTflite(encode(net));
}

const macs = ({ graphs: [graph] }: TfliteModel) => macsOf(graph).total;
const LIMITS = { plans: 40, steps: 4000 };

Deno.test("fit() with bands needs less, within the limit of work, and changes no bit", () => {
  const model = funnel();
  for (const kernels of ["portable", "tflm-reference"] as const) {
    const plain = fit(model, { kernels });
    const fitted = fit(model, { kernels, partial: { ...LIMITS, maxMacs: 0.1 } });
    assert.equal(fitted.partial!.reason, undefined);
    assert.ok(fitted.result.tflm!.used <= plain.result.tflm!.used * 0.85);
    assert.ok(fitted.partial!.found[0].macs <= macs(model) * 1.1);
    const rewritten = loadTflite(fitted.bytes!);
    const { head, tail } = predictArena(rewritten);
    assert.deepEqual([head, tail], [fitted.result.tflm!.head, fitted.result.tflm!.tail]);
    const verdict = verifyRewrite(model, rewritten, { sharingOf: sharingUnder(kernels) });
    assert.ok(verdict.ok, JSON.stringify(verdict));
  }
});

Deno.test("fit() with a budget takes the least work that fits", () => {
  const model = funnel();
  const least = fit(model, { partial: LIMITS });
  const most = fit(model).result.tflm!.min;
  const budget = Math.round((least.result.tflm!.min + most) / 2);
  const fitted = fit(model, { partial: { ...LIMITS, budget } });
  assert.ok(fitted.result.tflm!.min <= budget);
  const [{ macs: work }] = fitted.partial!.found;
  assert.ok(work < least.partial!.found[0].macs);
  const maxMacs = work / macs(model) - 1 - 0.001;
  const starved = fit(model, { partial: { ...LIMITS, budget, maxMacs } });
  assert.ok(starved.result.tflm!.min > budget, "it fits with less work");
  const missed = fit(model, { partial: { ...LIMITS, budget: 1000 } });
  assert.match(partialText(missed, { budget: 1000 }), /The budget is missed by [\d,]+ bytes/);
});

Deno.test("fit() does not search for bands where the plan alone keeps to the budget", () => {
  const model = funnel();
  const plain = fit(model);
  const budget = plain.result.tflm!.min;
  const enough = fit(model, { partial: { ...LIMITS, budget } });
  assert.equal(enough.partial, undefined);
  assert.deepEqual(enough.bytes, plain.bytes);
  assert.equal(partialText(enough, { budget }), "");
  // A few bytes less: bands pay, however little they save.
  const tight = fit(model, { partial: { ...LIMITS, budget: budget - 16 } });
  assert.equal(tight.partial!.reason, undefined);
  assert.ok(tight.result.tflm!.min <= budget - 16);
});

Deno.test("partialText() teaches: choices, what the firmware must add, bands, what forces the rest", () => {
  const budget = 9000;
  const fitted = fit(funnel(), { partial: { ...LIMITS, budget } });
  const text = partialText(fitted, { explain: true, budget });
  const { pareto, board, types, added } = partialReport(fitted);
  assert.equal(board, "nano33ble");
  assert.match(text, /^stock .* \+0 % +~ [\d.]+ ms +\+0$/m);
  assert.match(text, / \+[\d.]+ % +~ [\d.]+ ms +\+[\d,]+ +<- chosen$/m);
  assert.match(text, /an estimate for nano33ble, from times per operator measured on it/);
  assert.ok(text.includes(`tflite::MicroMutableOpResolver<${types}> resolver;`));
  assert.deepEqual(added.filter((type) => type !== "PAD"), ["SLICE", "CONCATENATION"]);
  assert.match(text, /resolver\.AddSlice\(\);\n +(resolver.AddPad\(\);\n +)?resolver\.AddConcat/);
  assert.match(text, /^\d+(-\d+)? +2 +\d+-\d+ +\d+-\d+ of ".*" \(\d+ again\)/m);
  assert.match(text, /^- (CONV_2D|DEPTHWISE_CONV_2D) \d +[\d.]+ KiB +"/m);
  assert.match(text, /^- a smaller input, about \d+ x \d+ in the place of 48 x 48/m);
  const chosen = pareto.filter((choice) => choice.chosen);
  assert.equal(chosen.length, 1);
  const [{ min, flash, seconds }] = chosen;
  assert.deepEqual([min, flash], [
    fitted.result.tflm!.min,
    fitted.bytes!.length - fitted.model.bytes.length,
  ]);
  assert.ok(seconds > pareto[0].seconds);
  assert.equal(partialReport(fitted, "esp32").board, "esp32");
  assert.equal(partialReport(fitted, "rp2040").board, "nano33ble"); // nobody has measured it
});

Deno.test("fit() with bands keeps float32 aligned where the rows of a tensor are not", () => {
  const model = funnel(45, "float32"); // a row of the input has 540 bytes
  const fitted = fit(model, { partial: LIMITS });
  assert.ok(fitted.result.tflm!.used < 0.85 * fit(model).result.tflm!.used);
  const verdict = verifyRewrite(model, loadTflite(fitted.bytes!), { seeds: [1] });
  assert.ok(verdict.ok, JSON.stringify(verdict));
});

Deno.test("fit() with bands gives the same for the same limits, and tells every better rewrite", () => {
  const model = funnel(32);
  const heard: number[] = [];
  const onProgress: NonNullable<FitOptions["partial"]>["onProgress"] = ({ tflm }) =>
    heard.push(tflm.used);
  const [a, b] = [1, 2].map(() => fit(model, { partial: { ...LIMITS, onProgress } }));
  assert.deepEqual(a.bytes, b.bytes);
  assert.ok(heard.length > 0);
  assert.equal(heard.length % 2, 0);
  const once = heard.slice(0, heard.length / 2);
  assert.deepEqual(once, once.toSorted((x, y) => y - x));
});

Deno.test("fit() with bands stops at its deadline, with what it has", () => {
  let clock = 0;
  const { partial } = fit(funnel(), { partial: { deadlineMs: 5, now: () => clock++ } });
  assert.ok(partial!.found.length < 40);
});

Deno.test("a model whose output is most of what it needs is told so", () => {
  const net = newNetwork("upscaled", "for tests");
  const x = conv(net, input(net, [1, 16, 16, 3]), { kernel: 3, stride: 2, filters: 8 });
  output(net, resizeBilinear(net, x, [64, 64]));
  const { partial } = fit(parseTflite(encode(net)), { partial: LIMITS });
  assert.equal(
    partial!.reason,
    "32768 bytes of the head are whole in every rewrite, for the model's outputs",
  );
});

Deno.test("partialReport() tells every band's rows, and how many of them are read again", () => {
  const fitted = fit(funnel(), { partial: LIMITS });
  const { bands, pareto, reason, flash } = partialReport(fitted);
  assert.equal(reason, null);
  assert.ok(flash > 0);
  for (const { rows: [from, to], inputs } of bands) {
    assert.ok(from < to);
    for (const { rows: [begin, end], halo } of inputs) assert.ok(halo <= end - begin);
  }
  assert.ok(bands.some(({ inputs }) => inputs.some(({ halo }) => halo > 0)));
  const [stock, ...others] = pareto;
  assert.equal(stock.name, "stock");
  assert.ok(others.every(({ min }) => min < stock.min));
});

Deno.test("fitPicture() names the steps of each run, and draws parts of a tensor as one", () => {
  const fitted = fit(funnel(), { partial: LIMITS });
  const { spans = [], buffers, scope } = fitPicture(fitted);
  const [{ runs, draft }] = fitted.partial!.found;
  assert.equal(spans.length, runs.length);
  spans.forEach(({ start, end, names }, r) => {
    assert.match(names[0], new RegExp(` in ${runs[r].cuts.length - 1} bands$`));
    const outside = draft.operators.filter((_, step) => step < start || step >= end);
    for (const { origin } of outside) assert.ok(origin < runs[r].first || origin > runs[r].last);
  });
  assert.equal(scope, "for these bands");
  assert.ok(new Set(buffers.map(({ group }) => group)).size < buffers.length);
  assert.equal(fitPicture(fit(funnel())).spans, undefined);
});

/** A fit with other runs in the place of those that were found. */
function withRuns(fitted: Fit, uncut: Draft, runs: readonly Run[]): Fit {
  return { ...fitted, partial: { found: [{ ...fitted.partial!.found[0], uncut, runs }] } };
}

Deno.test("what is computed again, and tensors of one name, are told apart where bands are told", () => {
  const net = newNetwork("residual", "for tests");
  const filters = { kernel: 3, filters: 6 };
  const first = conv(net, input(net, [1, 8, 8, 3]), { ...filters, name: "x;first" });
  const inner = conv(net, conv(net, first, filters), { ...filters, name: "x;inner" });
  output(net, add(net, inner, first));
  const uncut = recompute(draftOf(parseTflite(encode(net))), first.id); // 0 1 2 0' 3
  const halves = { cuts: [0, 4, 8], form: "same" } as const;
  const runs = [{ first: 1, last: 2, ...halves }, { first: 4, last: 4, ...halves }];
  const fitted = withRuns(fit(funnel(), { partial: LIMITS }), uncut, runs);

  const { spans = [] } = fitPicture(fitted);
  assert.deepEqual(spans.map(({ names }) => names[2]), ["1-2", "3"]);
  const isOutside = (_: unknown, step: number) =>
    spans.every(({ start, end }) => step < start || step >= end);
  const { operators } = runs.reduceRight(band, uncut);
  assert.deepEqual(operators.filter(isOutside).map(({ origin }) => origin), [0, 0]);

  const text = partialText(fitted, { explain: true });
  const sum = `0-3 of "x", tensor ${inner.id}, 0-3 of "x", computed again`;
  assert.match(text, new RegExp(`^3 +1 +0-3 +${sum}$`, "m"));
  assert.match(text, /^1-2 +2 +4-7 +2-7 of "x" \(4 again\)$/m);
});

Deno.test("a tensor that two operators of a run read has its rows in each band told once", () => {
  const net = newNetwork("two windows", "for tests");
  const image = input(net, [1, 16, 16, 3], "image");
  const options = { stride: 2, filters: 4 };
  const wide = conv(net, image, { ...options, kernel: 5 }); // rows 2y - 1 to 2y + 3
  output(net, add(net, wide, conv(net, image, { ...options, kernel: 1 })));
  const uncut = draftOf(parseTflite(encode(net)));
  const run = { first: 0, last: 2, cuts: [0, 4, 8], form: "same" } as const;
  const { bands } = partialReport(withRuns(fit(funnel(), { partial: LIMITS }), uncut, [run]));
  const common = { run: "0-2", operators: [0, 1, 2] };
  const read = { name: "image", tensor: image.id };
  assert.deepEqual(bands, [
    { ...common, band: 0, rows: [0, 4], inputs: [{ ...read, rows: [0, 10], halo: 0 }] },
    { ...common, band: 1, rows: [4, 8], inputs: [{ ...read, rows: [7, 16], halo: 3 }] },
  ]);
});

/** Head + tail on Cortex-M that a simple search had reached before. */
const REACHED = [
  ["mlperf_tiny_vww_96_int8", "tflm-reference", 57_924],
  ["tflm_person_detect", "tflm-reference", 51_620],
  ["mlperf_tiny_resnet8_int8", "tflm-reference", 32_372],
] as const;

for (const [name, kernels, bytes] of REACHED) {
  corpusTest(`${name} needs at most ${bytes} bytes with bands, ${kernels}`, () => {
    const path = join(corpus, "models/tflite", `${name}.tflite`);
    const model = parseTflite(new Uint8Array(readFileSync(path)));
    const { result } = fit(model, { kernels, partial: { maxMacs: 0.2 } });
    assert.ok(result.tflm!.used <= bytes, String(result.tflm!.used));
  });
}

corpusTest("a keyword spotter is left alone: every operator is equally the peak", () => {
  const path = join(corpus, "models/tflite/mlperf_tiny_kws_int8.tflite");
  const model = parseTflite(new Uint8Array(readFileSync(path)));
  const { partial, rewrites } = fit(model, { partial: { plans: 60 } });
  assert.match(partial!.reason!, /cost in the tail$/);
  assert.deepEqual(rewrites, []);
});
