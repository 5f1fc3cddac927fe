import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isTflite, load } from "../../lib/formats/mod.ts";
import { DEVICE_MARGIN, predictArena } from "../../lib/tflm/mod.ts";
import { corpus, corpusTest, corpusText } from "../corpus.ts";

const FILES: Readonly<Record<string, string>> = {
  "person_detect.tflite": "tflm_person_detect",
  "kws_ref_model.tflite": "mlperf_tiny_kws_int8",
  "pretrainedResnet_quant.tflite": "mlperf_tiny_resnet8_int8",
  "ad01_int8.tflite": "mlperf_tiny_ad01_int8",
};

/**
 * Bytes that each chip took beyond the prediction. On the ESP32 all but 8 are options of operators:
 * its compiler gives enumerations 4 bytes, that of the Cortex-M 1. On the Nano 33 BLE the numbers fit
 * an older release: 16 bytes more for each convolution (person_detect has 27), and 2 * 64 * 9 bytes
 * of scratch for the depthwise convolutions of kws.
 */
const BEYOND: Readonly<Record<string, number>> = {
  "esp32 person_detect.tflite": 8,
  "esp32 kws_ref_model.tflite": 8,
  "esp32 pretrainedResnet_quant.tflite": 24,
  "esp32 ad01_int8.tflite": 120,
  "nano33ble person_detect.tflite": 432,
  "nano33ble kws_ref_model.tflite": 1344,
  "nano33ble pretrainedResnet_quant.tflite": 192,
  "nano33ble ad01_int8.tflite": 16,
};

corpusTest("DEVICE_MARGIN covers what physical chips took beyond the prediction", () => {
  const beyond: Record<string, number> = {};
  for (const line of corpusText("devices/measured.csv").trim().split("\n").slice(1)) {
    const [file, , chip, , , , measured] = line.split(",");
    if (chip !== "esp32" && chip !== "nano33ble") continue;
    const path = join(corpus, "models/tflite", `${FILES[file]}.tflite`);
    const model = load(new Uint8Array(readFileSync(path)));
    assert.ok(isTflite(model));
    const { used } = predictArena(model, { build: chip === "esp32" ? "reference" : "cmsis-dsp" });
    beyond[`${chip} ${file}`] = Number(measured) - used;
    assert.ok(used * (1 + DEVICE_MARGIN) >= Number(measured), `${chip} ${file}`);
  }
  assert.deepEqual(beyond, BEYOND);
});
