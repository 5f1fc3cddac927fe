/** Keras layers with weights: convolutions, dense and recurrent ones, embeddings. */

import {
  add,
  channelsFirst,
  finish,
  imageList,
  type Layer,
  type LayerRule,
  numberIn,
  perDimension,
  windowSettings,
} from "./layer_rule.ts";

/** Convolutions in one and two dimensions, Dense, Embedding, LSTM, GRU, SimpleRNN. */
export const weightedLayers: Readonly<Record<string, LayerRule>> = {
  Conv2D: (layer) => {
    const filters = numberIn(layer, "filters");
    const taps = perDimension(layer, "kernel_size", 2);
    const kernel = layer.writer.weight(layer.layer, "kernel", [...taps, NaN, filters]);
    const value = add(layer, "Conv2D", [layer.inputs[0], kernel], convolution(layer));
    return finish(layer, value, filters);
  },
  DepthwiseConv2D: (layer) => {
    const value = depthwise(layer);
    return finish(layer, value, NaN);
  },
  SeparableConv2D: (layer) => {
    const filters = numberIn(layer, "filters");
    const pointwise = layer.writer.weight(layer.layer, "pointwise_kernel", [1, 1, NaN, filters]);
    const { data_format } = convolution(layer);
    const value = add(layer, "Conv2D", [depthwise(layer), pointwise], {
      data_format,
      padding: "VALID",
    });
    return finish(layer, value, filters);
  },
  Conv2DTranspose: (layer) => {
    const filters = numberIn(layer, "filters");
    const taps = perDimension(layer, "kernel_size", 2);
    const kernel = layer.writer.weight(layer.layer, "kernel", [...taps, filters, NaN]);
    const value = add(layer, "Conv2DTranspose", [layer.inputs[0], kernel], convolution(layer));
    return finish(layer, value, filters);
  },
  Conv1D: (layer) => {
    // An image of one row.
    const filters = numberIn(layer, "filters");
    const [taps] = perDimension(layer, "kernel_size", 1);
    const kernel = layer.writer.weight(layer.layer, "kernel", [taps, NaN, filters]);
    const [axis, first] = ["axis", "first"].map((name, i) =>
      layer.writer.numbers(`${layer.path}/${name}`, [i === 0 ? 1 : 0], true)
    );
    const image = layer.writer.add(`${layer.path}/image`, "ExpandDims", [layer.inputs[0], axis]);
    const filter = layer.writer.add(`${layer.path}/filter`, "ExpandDims", [kernel, first]);
    const [stride] = perDimension(layer, "strides", 1, [1]);
    const [dilation] = perDimension(layer, "dilation_rate", 1, [1]);
    const padding = String(layer.config["padding"] ?? "valid").toUpperCase();
    // What is causal is padded before the first step only: as many outputs as inputs.
    const value = add(layer, "Conv2D", [image, filter], {
      strides: [1, 1, stride, 1],
      dilations: [1, 1, dilation, 1],
      padding: padding === "CAUSAL" ? "SAME" : padding,
    });
    return finish(layer, add(layer, "Squeeze", [value], { squeeze_dims: [1] }), filters);
  },
  Dense: (layer) => {
    const units = numberIn(layer, "units");
    const kernel = layer.writer.weight(layer.layer, "kernel", [NaN, units]);
    return finish(layer, add(layer, "MatMul", [layer.inputs[0], kernel]), units);
  },
  Embedding: (layer) => {
    const shape = [numberIn(layer, "input_dim"), numberIn(layer, "output_dim")];
    const table = layer.writer.weight(layer.layer, "embeddings", shape);
    const axis = layer.writer.numbers(`${layer.path}/axis`, [0], true);
    return add(layer, "GatherV2", [table, layer.inputs[0], axis]);
  },
  LSTM: (layer) => recurrent(layer, 4),
  GRU: (layer) => recurrent(layer, 3),
  SimpleRNN: (layer) => recurrent(layer, 1),
};

function convolution(layer: Layer) {
  return {
    ...windowSettings(layer, perDimension(layer, "strides", 2, [1, 1])),
    dilations: imageList(layer, perDimension(layer, "dilation_rate", 2, [1, 1])),
    data_format: channelsFirst(layer) ? "NCHW" : "NHWC",
  };
}

function depthwise(layer: Layer): string {
  const multiplier = numberIn(layer, "depth_multiplier", 1);
  const taps = perDimension(layer, "kernel_size", 2);
  const kernel = layer.writer.weight(layer.layer, "depthwise_kernel", [...taps, NaN, multiplier]);
  return add(layer, "DepthwiseConv2dNative", [layer.inputs[0], kernel], convolution(layer));
}

/** One operator: its first output is the sequence or the last step, then come the states. */
function recurrent(layer: Layer, gates: number): string | string[] {
  const units = numberIn(layer, "units");
  const { writer, config } = layer;
  const kernel = writer.weight(layer.layer, "kernel", [NaN, gates * units]);
  const between = writer.weight(layer.layer, "recurrent_kernel", [units, gates * units]);
  const bias = config["use_bias"] === false
    ? []
    : [writer.weight(layer.layer, "bias", [gates * units])];
  const value = add(layer, layer.type, [layer.inputs[0], kernel, between, ...bias], {
    return_sequences: config["return_sequences"] === true,
  });
  if (config["return_state"] !== true) return value;
  const states = layer.type === "LSTM" ? [1, 2] : [1];
  return [value, ...states.map((state) => `${value}:${state}`)];
}
