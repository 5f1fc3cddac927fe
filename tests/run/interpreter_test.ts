import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../lib/formats/mod.ts";
import { execute, seededInputs } from "../../lib/run/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { outputsOf } from "../tflite_interpreter.ts";

/** float32 models that both can run, among them all whose digests are not those of the oracle. */
const MODELS = [
  "A_mobilenet_v1_0.25_224_float",
  "blazeface_front_float32",
  "face_detection_short_range",
  "hand_landmark_lite",
  "litert_multi_subgraphs_while",
  "litert_torchaudio_conformer",
  "mlperf_tiny_resnet8_float",
  "palm_detection_lite",
  "text_classification",
  "tflm_trained_lstm",
];

corpusTest("float32 outputs are those of TensorFlow Lite to 1e-5 of the largest", async () => {
  for (const name of MODELS) {
    const bytes = readFileSync(join(corpus, "models/tflite", `${name}.tflite`));
    const model = load(bytes);
    const graph = model.graphs[model.main];
    const ours = execute(model, seededInputs(graph));
    const [theirs] = await outputsOf(bytes, [1]);
    graph.outputs.forEach((id, place) => {
      if (graph.tensors[id].dtype !== "float32") {
        return assert.deepEqual(ours[place], theirs[place]);
      }
      const [a, b] = [ours[place], theirs[place]].map((x) => new Float32Array(x.slice().buffer));
      assert.equal(a.length, b.length);
      const largest = b.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
      const error = a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i])), 0);
      assert.ok(error <= 1e-5 * largest, `${name}, output ${place}: ${error} of ${largest}`);
    });
  }
});
