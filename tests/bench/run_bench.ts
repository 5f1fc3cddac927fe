/** How long an inference takes, and what taint adds. */

import { fit } from "../../lib/fit.ts";
import { load } from "../../lib/formats/mod.ts";
import { placesOfHead, prepareRun, seededInputs } from "../../lib/run/mod.ts";
import { predictArena } from "../../lib/tflm/mod.ts";
import { corpusFiles } from "../corpus.ts";
import { tfliteModel } from "../run/plans.ts";

const MODELS = {
  "MobileNet V1 0.25, 96x96, int8": "mlperf_tiny_vww_96_int8",
  "MobileNet V2 1.0, 224x224, int8": "tf2_mobilenet_v2_1.0_224_ptq",
  "ResNet-8, 32x32, float32": "mlperf_tiny_resnet8_float",
};

for (const [group, file] of Object.entries(MODELS)) {
  const ignore = corpusFiles("models/tflite", `${file}.tflite`).length === 0;
  if (ignore) continue;
  const model = tfliteModel(file);
  const inputs = seededInputs(model.graphs[0]);
  const apart = prepareRun(model);
  Deno.bench({ name: `${group}: tensors apart`, group, baseline: true, n: 5, warmup: 2 }, () => {
    apart.run(inputs);
  });
  const { bytes } = fit(model, { kernels: "tflm-reference" });
  const planned = load(bytes ?? model.bytes) as typeof model;
  const places = placesOfHead(planned.graphs, predictArena(planned).plan);
  const shared = prepareRun(planned, { ...places, taint: true });
  Deno.bench({ name: `${group}: in its arena, with taint`, group, n: 5, warmup: 2 }, () => {
    shared.run(inputs);
  });
}
