/** Keras layers that put elements elsewhere: shapes, padding, joining, resizing. */

import { listOf, refuse } from "./json.ts";
import {
  add,
  channelsFirst,
  type Layer,
  type LayerRule,
  numberIn,
  perDimension,
} from "./layer_rule.ts";

/** Concatenate, Flatten, Reshape, Permute, ZeroPadding, Cropping, UpSampling. */
export const movingLayers: Readonly<Record<string, LayerRule>> = {
  Concatenate: (layer) => {
    const axis = layer.writer.numbers(`${layer.path}/axis`, [numberIn(layer, "axis", -1)], true);
    return add(layer, "ConcatV2", [...layer.inputs, axis]);
  },
  Flatten: (layer) => add(layer, "Reshape", layer.inputs, { target_shape: [-1] }),
  Reshape: (layer) => {
    const target_shape = sizesIn(layer, layer.config["target_shape"], "target_shape");
    return add(layer, "Reshape", layer.inputs, { target_shape });
  },
  Permute: (layer) => {
    const order = [0, ...sizesIn(layer, layer.config["dims"], "dims")];
    const list = layer.writer.numbers(`${layer.path}/order`, order);
    return add(layer, "Transpose", [layer.inputs[0], list]);
  },
  ZeroPadding1D: (layer) => {
    const [sides] = sidesOf(layer, [layer.config["padding"] ?? 1], "padding");
    return padded(layer, [0, 0, ...sides, 0, 0]);
  },
  ZeroPadding2D: (layer) => {
    const pads = sidesOf(layer, layer.config["padding"] ?? 1, "padding").flat();
    return padded(layer, channelsFirst(layer) ? [0, 0, 0, 0, ...pads] : [0, 0, ...pads, 0, 0]);
  },
  Cropping2D: (layer) => {
    const [rows, columns] = sidesOf(layer, layer.config["cropping"] ?? 0, "cropping");
    // An end of 0 would cut everything: what reaches to the end is masked.
    const spatial = [rows, columns].map(([before, after]) => [before, -after]);
    const ranges = channelsFirst(layer) ? [[0, 0], [0, 0], ...spatial] : [[0, 0], ...spatial];
    const list = (name: string, values: readonly number[]) =>
      layer.writer.numbers(`${layer.path}/${name}`, values);
    return add(layer, "StridedSlice", [
      layer.inputs[0],
      list("begin", ranges.map(([begin]) => begin)),
      list("end", ranges.map(([, end]) => end)),
      list("strides", ranges.map(() => 1)),
    ], { end_mask: ranges.reduce((mask, [, end], d) => mask + (end === 0 ? 2 ** d : 0), 0) });
  },
  UpSampling2D: (layer) =>
    add(layer, "UpSampling2D", layer.inputs, {
      size: perDimension(layer, "size", 2, [2, 2]),
      data_format: channelsFirst(layer) ? "NCHW" : "NHWC",
    }),
};

function padded(layer: Layer, pads: readonly number[]): string {
  const list = layer.writer.numbers(`${layer.path}/paddings`, pads);
  return add(layer, "Pad", [layer.inputs[0], list]);
}

function sizesIn({ place }: Layer, value: unknown, name: string): readonly number[] {
  const where = `${place}.config.${name}`;
  return listOf(value, where).map((size) =>
    Number.isSafeInteger(size) ? size as number : refuse(where, "whole numbers", size)
  );
}

/** Before and after each dimension: one number for all, one each, or both of each. */
function sidesOf(layer: Layer, value: unknown, name: string): (readonly number[])[] {
  const dimensions: readonly unknown[] = Array.isArray(value) ? value : [value, value];
  return dimensions.map((side) => {
    const both = sizesIn(layer, Array.isArray(side) ? side : [side, side], name);
    return both.length === 2 ? both : refuse(`${layer.place}.config.${name}`, "pairs", value);
  });
}
