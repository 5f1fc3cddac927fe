import assert from "node:assert/strict";
import { mapModel } from "../../lib/analyze.ts";
import { fit } from "../../lib/fit.ts";
import { isTflite, load, type TfliteModel } from "../../lib/formats/mod.ts";
import { mapOnTflm, mapOnTflmText } from "../../lib/report/mod.ts";
import { embedPlan } from "../../lib/rewrite/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";

function loadLite(bytes: Uint8Array): TfliteModel {
  const model = load(bytes);
  assert.ok(isTflite(model));
  return model;
}

const textOf = (model: TfliteModel) => mapOnTflmText(mapModel(model), mapOnTflm(model));
const mobilenet = zoo[0].build({ width: 0.25, inputSize: 64, weights: "none" });

Deno.test("mapOnTflmText() has nothing to say where TFLM needs what the map says", () => {
  const model = loadLite(mobilenet);
  const { peak, plannedArena, loads, exact } = mapOnTflm(model);
  assert.deepEqual([peak, plannedArena, loads, exact], [mapModel(model).peak, null, true, true]);
  assert.equal(textOf(model), undefined);
});

Deno.test("mapOnTflmText() tells the arena of the plan in a file, which the map does not share by", () => {
  const { bytes, result } = fit(load(mobilenet), { kernels: "tflm-reference" });
  const planned = loadLite(bytes!);
  assert.ok(result.arena < mapModel(planned).peak);
  assert.equal(mapOnTflm(planned).plannedArena, result.arena);
  assert.match(textOf(planned)!, /^with the plan in the file an arena of .* on TFLM: tmm arena$/);
  // A plan that leaves all to the runtime is as good as none.
  const open = planned.graphs.flatMap(({ tensors }) => tensors.map(() => -1));
  const unplanned = loadLite(embedPlan(planned, open, { kernels: "none" }));
  assert.equal(mapOnTflm(unplanned).plannedArena, null);
});

corpusTest(
  "mapOnTflmText() tells the peak that optimize starts from, and what TFLM refuses",
  () => {
    const told = new Map<string, string>();
    for (const path of corpusFiles("models/tflite", ".tflite")) {
      const model = loadLite(Deno.readFileSync(`${corpus}/${path}`));
      const { peak, plannedArena, loads } = mapOnTflm(model);
      const text = textOf(model);
      if (text === undefined) assert.ok(peak <= 1.01 * mapModel(model).peak, path);
      else if (plannedArena === null) {
        assert.match(
          text,
          loads ? /^on TFLM/ : /does not load/,
          path,
        );
      }
      told.set(path.split("/").at(-1)!, text ?? "");
    }
    assert.equal(
      told.get("tflm_keyword_scrambled.tflite"),
      "on TFLM (reference kernels) 672 B, scratch buffers and rounding included, at SVDF #1: " +
        "tmm optimize",
    );
    const postprocess = told.get("automl_video_traffic_model.tflite")!;
    assert.match(
      postprocess,
      /^as TFLM counts at least 21\.9 MiB, .* at TFLite_Detection_PostProcess #184; /,
    );
    assert.match(told.get("tflm_person_detect_vela.tflite")!, /^with the plan .* of at least /);
    const scrambled = loadLite(
      Deno.readFileSync(`${corpus}/models/tflite/tflm_keyword_scrambled.tflite`),
    );
    assert.equal(mapOnTflm(scrambled).peak, fit(scrambled).baseline.peak);
  },
);
