import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTflite } from "../../../lib/formats/mod.ts";
import type { Model } from "../../../lib/graph/mod.ts";
import { macsOf } from "../../../lib/operators/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../../lib/tmm/mod.ts";
import { corpus, corpusTest } from "../../corpus.ts";
import { corpusModel } from "../corpus_models.ts";

function figures(model: Model): { peak: number; macs: number } {
  const accounting = accountModel(model, activationsOnly);
  const { graph } = accounting;
  return { peak: peakOf(accounting, givenOrder(graph)), macs: macsOf(graph).total };
}

corpusTest("BlazeFace has the same peak and work as .onnx (NCHW) and as .tflite (NHWC)", () => {
  const tflite = readFileSync(join(corpus, "models/tflite/blazeface_front_float32.tflite"));
  const expected = { peak: 1_376_256, macs: 30_760_960 };
  assert.deepEqual(
    figures(corpusModel("onnx/blazeface_front_128_barracuda.onnx").load()),
    expected,
  );
  assert.deepEqual(figures(parseTflite(new Uint8Array(tflite))), expected);
});
