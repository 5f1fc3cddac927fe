import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isTflite, load } from "../../lib/formats/mod.ts";
import { predictArena } from "../../lib/tflm/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";

/**
 * Head and tail that TFLM with CMSIS-NN reported as plain C (Cortex-M3), with DSP instructions
 * (Cortex-M4) and with vectors (Cortex-M55): tflite-micro 90b983c2b3f1 and CMSIS-NN 99f736a6, built
 * by arm-none-eabi-g++ 12, on QEMU's models of the three processors.
 */
const REPORTED: Readonly<Record<string, readonly (readonly [head: number, tail: number])[]>> = {
  keras_lstm_mnist_ptq: [[1568, 2708], [1568, 2708], [1568, 2756]],
  mcunet_vww: [[161472, 58304], [161472, 58336], [161472, 58384]],
  mlperf_tiny_ad01_int8: [[768, 1812], [768, 1812], [768, 8500]],
  mlperf_tiny_kws_int8: [[16000, 6820], [16000, 6820], [20464, 6884]],
  mlperf_tiny_resnet8_int8: [[49728, 5252], [49728, 5268], [49728, 5300]],
  mlperf_tiny_vww_96_int8: [[73728, 26980], [73728, 26980], [73728, 27044]],
  text_classification: [[17408, 896], [17408, 896], [17408, 896]],
  tflm_dtln_noise_suppression: [[2464, 11892], [2464, 11892], [2464, 11892]],
  tflm_keyword_scrambled_8bit: [[672, 7540], [672, 7540], [672, 9220]],
  tflm_micro_speech_quantized: [[5968, 868], [5968, 868], [6928, 884]],
  tflm_person_detect: [[55296, 27012], [55296, 27012], [55296, 27060]],
};

corpusTest("predictArena() equals what TFLM reports with CMSIS-NN on three processors", () => {
  for (const [name, reported] of Object.entries(REPORTED)) {
    const path = join(corpus, "models/tflite", `${name}.tflite`);
    const model = load(new Uint8Array(readFileSync(path)));
    assert.ok(isTflite(model));
    const predicted = (["cmsis-c", "cmsis-dsp", "cmsis-mve"] as const).map((build) => {
      const { head, tail } = predictArena(model, { build });
      return [head, tail];
    });
    assert.deepEqual(predicted, reported, name);
  }
});
