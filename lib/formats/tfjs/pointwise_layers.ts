/** Keras layers that work element by element: activations, normalisation, sums, and what does nothing. */

import { activated, add, channelsFirst, type Layer, type LayerRule } from "./layer_rule.ts";

/** Layers that work in training only. */
const TRAINING = `
ActivityRegularization AlphaDropout Dropout GaussianDropout GaussianNoise SpatialDropout1D
SpatialDropout2D`.trim().split(/\s+/);

/** Layers that join their inputs two by two. */
const JOINS: Readonly<Record<string, string>> = {
  Add: "AddV2",
  Subtract: "Sub",
  Multiply: "Mul",
  Maximum: "Maximum",
  Minimum: "Minimum",
};

/** Layers that are one operator. */
const SINGLE: Readonly<Record<string, string>> = {
  ELU: "Elu",
  LeakyReLU: "LeakyRelu",
  Softmax: "Softmax",
};

/** Activation and its relatives, BatchNormalization, Add and its relatives, Dropout. */
export const pointwiseLayers: Readonly<Record<string, LayerRule>> = {
  Activation: (layer) => activated(layer, layer.inputs[0], layer.config["activation"]),
  ReLU: (layer) => add(layer, layer.config["max_value"] === 6 ? "Relu6" : "Relu", layer.inputs),
  PReLU: (layer) => {
    const alpha = layer.writer.weight(layer.layer, "alpha", [NaN]);
    return add(layer, "Prelu", [layer.inputs[0], alpha]);
  },
  BatchNormalization: (layer) => {
    const names = ["gamma", "beta", "moving_mean", "moving_variance"];
    const statistics = names.map((name) => layer.writer.weight(layer.layer, name, [NaN]));
    const axis = [layer.config["axis"]].flat()[0];
    const data_format = axis === 1 || channelsFirst(layer) ? "NCHW" : "NHWC";
    return add(layer, "FusedBatchNormV3", [layer.inputs[0], ...statistics], { data_format });
  },
  Average: (layer) => {
    const count = layer.writer.numbers(`${layer.path}/count`, [layer.inputs.length], true);
    return add(layer, "RealDiv", [joined(layer, "AddV2"), count]);
  },
  ...Object.fromEntries(TRAINING.map((type) => [type, ({ inputs }: Layer) => inputs])),
  ...Object.fromEntries(
    Object.entries(JOINS).map(([type, op]) => [type, (layer: Layer) => joined(layer, op)]),
  ),
  ...Object.fromEntries(
    Object.entries(SINGLE).map((
      [type, op],
    ) => [type, (layer: Layer) => add(layer, op, layer.inputs)]),
  ),
};

/** One operator for each input after the first. */
function joined({ writer, path, inputs }: Layer, op: string): string {
  return inputs.slice(1).reduce(
    (sum, input, i) => writer.add(`${path}/${op}_${i}`, op, [sum, input]),
    inputs[0],
  );
}
