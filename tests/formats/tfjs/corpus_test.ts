import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load, type ReadOptions } from "../../../lib/formats/mod.ts";
import type { Model } from "../../../lib/graph/mod.ts";
import { macsOf } from "../../../lib/operators/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../../lib/tmm/mod.ts";
import { zoo } from "../../../lib/zoo/mod.ts";
import { corpus, corpusTest } from "../../corpus.ts";
import { numbersByUse, type Use } from "./shard_numbers.ts";

const read = (path: string) => new Uint8Array(readFileSync(join(corpus, "models", path)));

interface Entry {
  readonly options?: ReadOptions;
  /** Numbers of constants, by what reads them, where the shards are not in the corpus. */
  readonly numbers?: Use;
  readonly operators: number;
  /** Activations whose shape stays open, and what stops the first one. */
  readonly open?: readonly [count: number, stop: RegExp];
}

const SPATIAL = [1, 2];
/** What converters put around an operator that wants the other order of dimensions. */
const TO_NCHW = [0, 3, 1, 2];
const TO_NHWC = [0, 2, 3, 1];

const mean: Use = ({ op }) => op === "Mean" ? SPATIAL : undefined;

/** Padding by one on each side of an image in NCHW order, by three before a window of seven. */
const densenet: Use = ({ op, name, size, serial }) => {
  if (op === "Pad") return [0, 0, 0, 0, ...new Array(4).fill(name === "Pad" ? 3 : 1)];
  if (op === "Transpose") return serial % 2 === 0 ? TO_NHWC : TO_NCHW;
  if (op === "ConcatV2") return [1];
  if (op === "Mean") return [2, 3];
  return op === "Reshape" && size === 2 ? [1, -1] : undefined;
};

/** 17 joints on a grid of 48 x 48, as the same network has them as a .tflite file. */
const MOVENET: Readonly<Record<string, readonly number[]>> = {
  "ResizeImage/resize/ExpandDims": [0],
  "stack": [0],
  "up_sampling2d/resize/ResizeBilinear": [12, 12],
  "up_sampling2d_1/resize/ResizeBilinear": [24, 24],
  "up_sampling2d_2/resize/ResizeBilinear": [48, 48],
  "Reshape_2": [1, 2304, 1],
  "Reshape_4": [-1],
  "Reshape_5": [-1],
  "Reshape_6": [17, 2],
  "Reshape_7": [1, 2304, 17],
  "Reshape_9": [-1],
  "Reshape_10": [-1],
  "Reshape_11": [17, 17, 2],
  "ArgMax": [1],
  "ArgMax_1": [1],
  "concat": [1],
  "concat_1": [3],
  "ExpandDims_2": [0],
  "ExpandDims_3": [0],
  "ExpandDims_4": [1],
  "ExpandDims_6": [0],
  "ExpandDims_7": [0],
  "ExpandDims_8": [3],
};

const movenet: Use = ({ name, op, place, size }) => {
  const last = op === "ConcatV2" ? size === 1 : place === 1;
  const known = Object.entries(MOVENET).find(([end]) => name.endsWith(`/${end}`));
  return last && known?.[1].length === size ? known[1] : undefined;
};

/** Channels double where the image shrinks; the outputs are as the signature says. */
const facemesh: Use = ({ op, name, serial }) => {
  if (op === "Pad") return [0, 0, 0, 0, 0, 0, 0, [16, 32, 64][serial]];
  const sizes = { output_faceflag: 1, output_contours: 266, output_mesh: 1404 };
  const size = Object.entries(sizes).find(([output]) => name.includes(output))?.[1];
  return size ? [-1, size] : undefined;
};

/** Only what its convolutions need: what comes behind the heads is left open. */
const centernet: Use = ({ op, name, serial }) => {
  if (op === "Mean") return SPATIAL;
  if (op === "ResizeBilinear") return [[32, 32], [64, 64], [128, 128]][serial];
  return op === "ConcatV2" && name.includes("CenternetHead") ? [3] : undefined;
};

const NO_SHARD = /is not in the file/;

/** Every model of the corpus; what is open is named. */
const TABLE: Readonly<Record<string, Entry>> = {
  "A_mobilenet_v1_1.0_224_nchw/model": {
    options: { batch: 1 },
    numbers: ({ op, serial }) =>
      op === "Transpose" ? [TO_NCHW, TO_NHWC][serial] : op === "Mean" ? [2, 3] : undefined,
    operators: 34,
  },
  "A_mobilenet_v1_1.0_224_nhwc/model": { options: { batch: 1 }, numbers: mean, operators: 32 },
  "D_mnasnet_0.35_224/model": {
    numbers: ({ op }) => op === "Mean" ? SPATIAL : op === "ExpandDims" ? [0] : undefined,
    operators: 172,
  },
  "F_densenet121_xrv_all/model": { numbers: densenet, operators: 852 },
  "G_deeplab_image_segmenter/model": {
    options: { shapes: { ImageTensor: [1, 257, 257, 3] } },
    operators: 240,
    open: [228, /StridedSlice/],
  },
  "H_posenet/posenet": { operators: 31 },
  "blazeface-front/blazeface-front": { operators: 87 },
  "centernet/centernet": { numbers: centernet, operators: 273, open: [34, /BatchGather/] },
  "efficientdet/model": {
    options: { shapes: { input_tensor: [1, 512, 512, 3] } },
    operators: 2564,
    open: [2760, NO_SHARD],
  },
  "emotion/emotion": { options: { batch: 1 }, numbers: mean, operators: 20 },
  "esrgan_default/model": { options: { shapes: { LR: [1, 64, 64, 3] } }, operators: 35 },
  "faceboxes/faceboxes": {
    options: { shapes: { image_tensor: [1, 256, 256, 3] } },
    operators: 519,
    open: [382, /Pack/],
  },
  "facemesh/facemesh": { options: { batch: 1 }, numbers: facemesh, operators: 117 },
  "handtrack/handtrack": {
    options: { shapes: { input_tensor: [1, 320, 320, 3] } },
    operators: 551,
    open: [541, NO_SHARD],
  },
  "move_lstm/model": { operators: 30, open: [18, NO_SHARD] },
  "movenet-lightning/movenet-lightning": { numbers: movenet, operators: 149 },
  "nanodet/nanodet": { operators: 253, open: [256, NO_SHARD] },
  "selfie/selfie": { operators: 224 },
  "tiny_yolov3_layers/model": { options: { batch: 1 }, operators: 45 },
};

/** Weights that the corpus has. */
const SHARDS = ["blazeface-front", "selfie"];

function model(name: string) {
  const bytes = read(`tfjs/${name}.json`);
  const { options, numbers } = TABLE[name];
  const shard = SHARDS.find((own) => name.endsWith(own));
  const files = shard ? { [`${shard}.bin`]: read(`tfjs/${name}.bin`) } : {};
  const values = numbers ? numbersByUse(bytes, numbers) : {};
  return load(bytes, { ...options, files, values });
}

corpusTest("every model of TensorFlow.js loads, with all shapes or what stops them", () => {
  for (const [name, { operators, open }] of Object.entries(TABLE)) {
    const [count, stop] = open ?? [0, /^$/];
    const { graphs, main, notes } = model(name);
    const { tensors, operators: found } = graphs[main];
    const activations = tensors.filter(({ role }) => role === "activation");
    const unknown = activations.filter(({ shapeSignature }) => shapeSignature).length;
    assert.equal(found.length, operators, name);
    assert.equal(unknown, count, `${name}: ${notes.join("\n")}`);
    const [first = ""] = notes.filter((note) => note.startsWith("Shapes stop at"));
    assert.match(first, stop, name);
  }
});

corpusTest("outputs have the shapes that the signatures declare", () => {
  let compared = 0;
  for (const name of Object.keys(TABLE)) {
    const { graphs: [graph] } = model(name);
    const { signature, userDefinedMetadata } = JSON.parse(
      new TextDecoder().decode(read(`tfjs/${name}.json`)),
    );
    const declared: { tensorShape?: { dim: { size: string }[] } }[] = Object.values(
      (signature ?? userDefinedMetadata?.signature)?.outputs ?? {},
    );
    if (declared.length !== graph.outputs.length) continue; // two names for one tensor
    graph.outputs.forEach((id, i) => {
      const { shape, shapeSignature } = graph.tensors[id];
      const wanted = declared[i].tensorShape?.dim.map(({ size }) => Number(size));
      if (!wanted || shapeSignature) return;
      const known = wanted.map((size, d) => size === -1 ? shape[d] : size);
      assert.deepEqual(shape, known, `${name}, output ${i}`);
      compared++;
    });
  }
  assert.ok(compared >= 19, `${compared} outputs`);
});

/** Operators by type, and the shapes of the outputs of those that multiply by weights. */
function summary({ graphs: [{ operators, tensors }] }: Model, multiplies: RegExp) {
  const shapes = operators.filter(({ type }) => multiplies.test(type))
    .map(({ outputs }) => tensors[outputs[0]].shape.join("x"));
  return shapes.sort();
}

/** Convolutions and products of matrices in the words of both formats. */
const PRODUCTS = /^(_?Fused)*(Conv2D|DepthwiseConv2dNative|MatMul)$|^(DEPTHWISE_)?CONV_2D$/;

corpusTest("the same network as .tflite has the same products and shapes", () => {
  const pairs: [string, string][] = [
    ["blazeface-front/blazeface-front", "blazeface_front_float32"],
    ["movenet-lightning/movenet-lightning", "movenet_single_pose_lightning_ptq"],
  ];
  for (const [name, other] of pairs) {
    const [ours, theirs] = [model(name), load(read(`tflite/${other}.tflite`))];
    assert.equal(macsOf(ours.graphs[0]).total, macsOf(theirs.graphs[0]).total, name);
    assert.deepEqual(summary(ours, PRODUCTS), summary(theirs, PRODUCTS), name);
  }
});

/** The largest sum of live bytes in the order of the file. */
function peakOfModel(given: Model): number {
  const accounting = accountModel(given, activationsOnly);
  return peakOf(accounting, givenOrder(accounting.graph));
}

corpusTest("BlazeFace has the peak of its .tflite file", () => {
  const theirs = load(read("tflite/blazeface_front_float32.tflite"));
  assert.equal(peakOfModel(model("blazeface-front/blazeface-front")), peakOfModel(theirs));
});

corpusTest("MobileNet V1 is the zoo's: the same steps behind the scaling of its input", () => {
  const ours = model("A_mobilenet_v1_1.0_224_nhwc/model");
  const network = zoo.find(({ id }) => id === "A")!;
  const theirs = load(network.build({ dtype: "float32", weights: "none" }));
  const bytes = ({ graphs: [{ operators, tensors }] }: Model) =>
    operators.map(({ outputs }) => tensors[outputs[0]].bytes);
  // Mul and Sub scale the image; the zoo ends in a Softmax.
  assert.deepEqual(bytes(ours).slice(2), bytes(theirs).slice(0, -1));
  assert.equal(macsOf(ours.graphs[0]).total, macsOf(theirs.graphs[0]).total);
  assert.equal(peakOfModel(ours), peakOfModel(theirs));
});
