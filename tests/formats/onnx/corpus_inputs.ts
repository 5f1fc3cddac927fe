/** What has to be known about the inputs of corpus files that leave their dimensions open. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseOnnx, type ReadOptions } from "../../../lib/formats/mod.ts";
import { corpus } from "../../corpus.ts";

/** By file name; files that are not listed fix all their inputs. */
export const INPUTS: Readonly<Record<string, ReadOptions>> = {
  "I_substitute_ch_PP-OCRv4_det.onnx": { shapes: { x: [1, 3, 640, 640] } },
  "ch_ppocr_mobile_v2.0_cls.onnx": { shapes: { x: [1, 3, 48, 192] } },
  "oww_melspectrogram.onnx": { shapes: { input: [1, 1280] } },
  // The branch of the other sample rate takes half as many samples.
  "silero_vad_v5.onnx": {
    shapes: { input: [1, 512], state: [2, 1, 128] },
    values: { sr: [16000] },
  },
  "super_resolution.onnx": { batch: 1 },
};

/** A model of the corpus by its file name, with what has to be known about its inputs. */
export function corpusOnnx(name: string, options = INPUTS[name]) {
  const bytes = readFileSync(join(corpus, "models/onnx", name));
  return parseOnnx(new Uint8Array(bytes), options);
}
