/** Keras layers that pool: windows in one and two dimensions, and whole images. */

import {
  add,
  channelsFirst,
  imageList,
  type Layer,
  type LayerRule,
  perDimension,
  windowSettings,
} from "./layer_rule.ts";

/** MaxPooling, AveragePooling; GlobalMaxPooling, GlobalAveragePooling. */
export const poolingLayers: Readonly<Record<string, LayerRule>> = {
  MaxPooling2D: (layer) => pooled(layer, "MaxPool"),
  AveragePooling2D: (layer) => pooled(layer, "AvgPool"),
  MaxPooling1D: (layer) => pooledRow(layer, "MaxPool"),
  AveragePooling1D: (layer) => pooledRow(layer, "AvgPool"),
  GlobalMaxPooling2D: (layer) => reduced(layer, "Max", 2),
  GlobalAveragePooling2D: (layer) => reduced(layer, "Mean", 2),
  GlobalMaxPooling1D: (layer) => reduced(layer, "Max", 1),
  GlobalAveragePooling1D: (layer) => reduced(layer, "Mean", 1),
};

function pooled(layer: Layer, op: string): string {
  const window = perDimension(layer, "pool_size", 2, [2, 2]);
  const strides = perDimension(layer, "strides", 2, window);
  return add(layer, op, layer.inputs, {
    ...windowSettings(layer, strides),
    ksize: imageList(layer, window),
  });
}

/** A sequence is an image of one row. */
function pooledRow(layer: Layer, op: string): string {
  const axis = layer.writer.numbers(`${layer.path}/axis`, [1], true);
  const [window] = perDimension(layer, "pool_size", 1, [2]);
  const [stride] = perDimension(layer, "strides", 1, [window]);
  const image = add(layer, "ExpandDims", [layer.inputs[0], axis]);
  const value = add(layer, op, [image], {
    ...windowSettings(layer, [1, stride]),
    strides: [1, 1, stride, 1],
    ksize: [1, 1, window, 1],
  });
  return add(layer, "Squeeze", [value], { squeeze_dims: [1] });
}

function reduced(layer: Layer, op: string, dimensions: number): string {
  const first = channelsFirst(layer) ? 2 : 1;
  const axes = Array.from({ length: dimensions }, (_, d) => first + d);
  const list = layer.writer.numbers(`${layer.path}/axes`, axes);
  const keep_dims = layer.config["keepdims"] === true;
  return add(layer, op, [layer.inputs[0], list], { keep_dims });
}
