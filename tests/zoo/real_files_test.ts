/** The zoo against real files: which network was checked against what, and how they differ. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../lib/formats/mod.ts";
import { ABSENT, type Graph, type Operator } from "../../lib/graph/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { type BuildOptions, zoo } from "../../lib/zoo/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { mnnSteps, onnxSteps } from "./foreign_topology.ts";
import { difference, type Step, Steps, stepsOf } from "./topology.ts";

/** A .tflite file that has the same operators with the same settings, shapes and wiring, in the same order. */
interface SameFile {
  readonly id: string;
  readonly file: string;
  readonly options: BuildOptions;
  /** Default peak of both, in bytes, activations only. */
  readonly peak: number;
  /** Operators that are compared, from the first on; all by default. */
  readonly operators?: number;
  /** What differs nevertheless, and is left out of the comparison. */
  readonly apart?: string;
  /** Whether activations are fused as attributes; hosted uint8 files clamp by their ranges instead. */
  readonly fused: boolean;
}

const SAME_FILES: readonly SameFile[] = [
  {
    id: "A",
    file: "A_mobilenet_v1_1.0_224_quant_no_classifier",
    options: {},
    peak: 1204224,
    operators: 28,
    apart: "the file ends before the classifier",
    fused: true,
  },
  {
    id: "A",
    file: "A_mobilenet_v1_0.25_128_quant",
    options: { width: 0.25, inputSize: 128 },
    peak: 98304,
    fused: false,
  },
  {
    id: "A",
    file: "A_mobilenet_v1_0.25_224_float",
    options: { width: 0.25, dtype: "float32" },
    peak: 1204224,
    operators: 29,
    apart: "the file has SQUEEZE where ours has RESHAPE",
    fused: true,
  },
  { id: "B-1.0", file: "B_squeezenet_quant", options: {}, peak: 1548800, fused: true },
  {
    id: "D",
    file: "D_mnasnet_1.0_224_quant",
    options: {},
    peak: 802816,
    operators: 63,
    apart: "the file has 5 classes",
    fused: false,
  },
  {
    id: "G",
    file: "G_deeplabv3_257_mv_gpu",
    options: { dtype: "float32" },
    peak: 5639592,
    fused: true,
  },
  {
    id: "ssd",
    file: "coco_ssd_mobilenet_v1_quant",
    options: { width: 0.75 },
    peak: 1620000,
    operators: 63,
    apart: "the file ends with the custom operator that picks boxes",
    fused: false,
  },
];

for (const { id, file, options, peak, operators, apart = "nothing differs", fused } of SAME_FILES) {
  corpusTest(`${id} is ${file} operator for operator (${apart})`, () => {
    const ours = load(zooBytes(id, options));
    const real = load(readFileSync(join(corpus, "models/tflite", `${file}.tflite`)));
    const steps = [ours, real].map(({ graphs }) =>
      exactSteps(graphs[0], { fused }).slice(0, operators)
    );
    assert.deepEqual(steps[0], steps[1]);
    const peaks = [ours, real].map((model) => {
      return peakOf(accountModel(model, activationsOnly), givenOrder(model.graphs[0]));
    });
    assert.deepEqual(peaks, [peak, peak]);
  });
}

corpusTest(
  "H is the PoseNet file without its quantisation, padding and decoder; the heads in another order",
  () => {
    const ours = load(zooBytes("H", { width: 0.75, inputSize: [353, 481] }));
    const file = "H_posenet_mobilenet_v1_075_353_481_quant_decoder.tflite";
    const real = load(readFileSync(join(corpus, "models/tflite", file)));
    const without = { fused: true, passing: ["QUANTIZE", "PAD"], dropped: ["CONCATENATION"] };
    const steps = [ours, real].map(({ graphs }) => exactSteps(graphs[0], without));
    const [decoder] = steps[1].splice(-1);
    assert.match(decoder.what, /^PosenetDecoderOp/);
    assert.deepEqual(difference(steps[0], steps[1]), []);
    for (const model of [ours, real]) {
      const accounting = accountModel(model, activationsOnly);
      assert.equal(peakOf(accounting, givenOrder(model.graphs[0])), 3071304);
    }
  },
);

/** A file of another format with the same windows, strides, channels and wiring. */
interface SameTopology {
  readonly id: string;
  readonly file: string;
  /** The name of the image, in ONNX files. */
  readonly image?: string;
  /** What is meant by the same: applied to the steps of both. */
  readonly alike?: (what: string) => string;
  /** Steps that only one of them has. */
  readonly apart?: readonly string[];
  readonly why?: string;
}

const same = (what: string) => what;
const classes = (what: string) => what.replace("conv 1x1/1 1000", "conv 1x1/1 1001");

const SAME_TOPOLOGIES: readonly SameTopology[] = [
  { id: "A", file: "mnn/A_mobilenet-v1-1.0.mnn" },
  {
    id: "B",
    file: "mnn/B_squeezenetv1.1.mnn",
    alike: classes,
    why: "1000 classes, without a background",
  },
  {
    id: "B",
    file: "onnx/B_light_squeezenet.onnx",
    image: "data_0",
    alike: classes,
    why: "1000 classes, without a background",
  },
  {
    id: "B-1.0",
    file: "mnn/B_SqueezeNetV1.0.mnn",
    apart: ["right: strided_slice"],
    why: "the file computes the shape of its last reshape",
  },
  {
    id: "C",
    file: "onnx/C_light_inception_v1.onnx",
    image: "data_0",
    alike: (what) => classes(what).replace("5x5/1", "3x3/1").replace("max 2x2/2", "max 3x3/2"),
    why:
      "BVLC's GoogLeNet: two normalisations (LRN), 5x5 windows where TF-Slim has 3x3, the last " +
      "pool 3x3 for 2x2, 1000 classes by a matrix product, whose weights the second reshape is for",
  },
  { id: "E", file: "mnn/E_nasnet_mobile.mnn" },
  { id: "F", file: "onnx/F_light_densenet121.onnx", image: "data_0" },
];

for (const { id, file, image, alike = same, apart = [], why } of SAME_TOPOLOGIES) {
  corpusTest(`${id} has the topology of ${file}${why ? ` (apart: ${why})` : ""}`, () => {
    const bytes = readFileSync(join(corpus, "models", file));
    const real = image ? onnxSteps(bytes, image) : mnnSteps(bytes);
    const ours = stepsOf(load(zooBytes(id, { dtype: "float32" })).graphs[0]);
    const renamed = (steps: readonly Step[]) =>
      steps.map(({ what, reads }) => ({ what: alike(what), reads }));
    assert.deepEqual(difference(renamed(ours), renamed(real)), apart);
  });
}

function zooBytes(id: string, options: BuildOptions): Uint8Array {
  return zoo.find((network) => network.id === id)!.build({ ...options, weights: "none" });
}

/** Attributes that say the same in other words, or concern other operators' precision. */
const IGNORED = ["new_shape", "quantized_bias_type", "pot_scale_int16", "weights_format"];

/** Every operator with its settings, the shapes of its constants and of its result. */
function exactSteps(
  graph: Graph,
  { fused, passing = [], dropped = [] }: {
    fused: boolean;
    passing?: readonly string[];
    dropped?: readonly string[];
  },
): Step[] {
  const ignored = fused ? IGNORED : [...IGNORED, "fused_activation_function"];
  const described = ({ type, attributes, inputs, outputs }: Operator) => {
    const settings = Object.entries(attributes).filter(([name]) => !ignored.includes(name));
    const constants = inputs.filter((id) => id !== ABSENT).map((id) => graph.tensors[id])
      .filter(({ role, dtype }) => role === "constant" && (dtype !== "int32" || /CONV/.test(type)));
    const shapes = [...constants, graph.tensors[outputs[0]]].map(({ shape }) => shape.join("x"));
    return `${type} ${JSON.stringify(settings.sort())} ${shapes.join(" ")}`;
  };
  const steps = new Steps();
  steps.image(String(graph.inputs[0]));
  for (const operator of graph.operators) {
    const inputs = operator.inputs.map(String);
    const output = String(operator.outputs[0]);
    if (passing.includes(operator.type)) steps.pass(inputs[0], output);
    else if (!dropped.includes(operator.type)) steps.add(described(operator), inputs, output);
  }
  return steps.list;
}
