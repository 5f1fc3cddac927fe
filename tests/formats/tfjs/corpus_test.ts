import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../../lib/formats/mod.ts";
import type { Model } from "../../../lib/graph/mod.ts";
import { macsOf } from "../../../lib/operators/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../../lib/tmm/mod.ts";
import { zoo } from "../../../lib/zoo/mod.ts";
import { corpus, corpusTest, corpusText } from "../../corpus.ts";
import { corpusModel, corpusModels } from "../corpus_models.ts";

const read = (path: string) => new Uint8Array(readFileSync(join(corpus, "models", path)));

const model = (name: string) => corpusModel(`tfjs/${name}.json`).load();

corpusTest("outputs have the shapes that the signatures declare", () => {
  let compared = 0;
  for (const { path, load } of corpusModels.filter(({ path }) => path.startsWith("tfjs/"))) {
    const { graphs: [graph] } = load();
    const { signature, userDefinedMetadata } = JSON.parse(
      corpusText(`models/${path}`),
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
      assert.deepEqual(shape, known, `${path}, output ${i}`);
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
