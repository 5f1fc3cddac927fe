/** Every model of the corpus whose shapes are inferred, with what has to be known beyond its file. */

import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { filesWanted, load, type ReadOptions } from "../../lib/formats/mod.ts";
import type { Model } from "../../lib/graph/mod.ts";
import { corpus, corpusFiles, corpusText } from "../corpus.ts";
import { shardNumbers } from "./tfjs/shard_numbers.ts";

/** What the command line is told about inputs that leave their dimensions open. */
const INPUTS: Readonly<Record<string, ReadOptions>> = {
  "onnx/I_substitute_ch_PP-OCRv4_det.onnx": { shapes: { x: [1, 3, 640, 640] } },
  "onnx/ch_ppocr_mobile_v2.0_cls.onnx": { shapes: { x: [1, 3, 48, 192] } },
  "onnx/oww_melspectrogram.onnx": { shapes: { input: [1, 1280] } },
  // The branch of the other sample rate takes half as many samples.
  "onnx/silero_vad_v5.onnx": {
    shapes: { input: [1, 512], state: [2, 1, 128] },
    values: { sr: [16000] },
  },
  "onnx/super_resolution.onnx": { batch: 1 },
  "pb/mnist.pb": { batch: 1 },
  "pb/tf2onnx_lstm_frozen.pb": { batch: 1, shapes: { keep_prob: [] } },
  "pbtxt/litert_control_flow_v1.pbtxt": { batch: 1 },
  "pbtxt/litert_graph_with_placeholder_with_default.pbtxt": {
    shapes: { unranked: [1, 8, 8, 2] },
  },
  "pbtxt/litert_if_op.pbtxt": { shapes: { a: [], b: [] } },
  "tfjs/A_mobilenet_v1_1.0_224_nchw/model.json": { batch: 1 },
  "tfjs/A_mobilenet_v1_1.0_224_nhwc/model.json": { batch: 1 },
  "tfjs/G_deeplab_image_segmenter/model.json": { shapes: { ImageTensor: [1, 513, 513, 3] } },
  "tfjs/efficientdet/model.json": { shapes: { input_tensor: [1, 512, 512, 3] } },
  "tfjs/emotion/emotion.json": { batch: 1 },
  "tfjs/esrgan_default/model.json": { shapes: { LR: [1, 64, 64, 3] } },
  "tfjs/faceboxes/faceboxes.json": { shapes: { image_tensor: [1, 256, 256, 3] } },
  "tfjs/facemesh/facemesh.json": { batch: 1 },
  // As many boxes as pass a threshold, at most as many as may come out.
  "tfjs/handtrack/handtrack.json": {
    shapes: { input_tensor: [1, 320, 320, 3] },
    values: {
      "StatefulPartitionedCall/Postprocessor/BatchMultiClassNonMaxSuppression/MultiClassNonMaxSuppression/Select_8":
        [100],
    },
  },
  "tfjs/tiny_yolov3_layers/model.json": { batch: 1 },
};

/** A model of the corpus. */
export interface CorpusModel {
  /** Where it is among the models. */
  readonly path: string;
  /** What is said about its inputs. */
  readonly inputs: ReadOptions;
  /** Whether its shapes depend on numbers in weight shards. */
  readonly needsShards: boolean;
  /** Reads it with all of that. */
  readonly load: () => Model;
}

/** All of them, sorted by path; none where the corpus is absent. */
export const corpusModels: readonly CorpusModel[] = [
  ...["onnx", "pb", "pbtxt"].flatMap((kind) => corpusFiles(`models/${kind}`, `.${kind}`)),
  ...corpusFiles("models/tfjs", "").flatMap((folder) => corpusFiles(folder, ".json")),
].map((path) => corpusModel(path.replace(/^models\//, "")));

/** A model by its path, such as `onnx/super_resolution.onnx`. */
export function corpusModel(path: string): CorpusModel {
  const inputs = INPUTS[path] ?? {};
  const name = path.replace(/^tfjs\/|\.json$/g, "");
  const numbers = path.startsWith("tfjs/") ? shardNumbers(name, corpusText(`models/${path}`)) : {};
  const values = { ...inputs.values, ...numbers };
  return {
    path,
    inputs,
    needsShards: Object.keys(numbers).length > 0,
    load: () => {
      const bytes = bytesOf(path);
      const beside = filesWanted(bytes).map((file) => join(dirname(path), file));
      const there = beside.filter((file) => existsSync(join(corpus, "models", file)));
      const files = Object.fromEntries(there.map((file) => [basename(file), bytesOf(file)]));
      return load(bytes, { ...inputs, values, files });
    },
  };
}

function bytesOf(path: string): Uint8Array {
  return new Uint8Array(readFileSync(join(corpus, "models", path)));
}
