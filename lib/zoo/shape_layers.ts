/** Layers that move values or look at neighbours: pools, concatenations, changes of shape, and the ends of a network. */

import {
  addOperator,
  addTensor,
  type Handle,
  type NameOptions,
  type Network,
  nextName,
  valuesOf,
} from "./network.ts";
import { averageRange, imageRange, maximumRange, unionRange } from "./value_range.ts";
import { fused, pair, windowAttributes, windowed, type WindowOptions } from "./windows.ts";

/** An image that the caller writes, NHWC. */
export function input(net: Network, shape: readonly number[], name = "input"): Handle {
  const handle = addTensor(net, name, shape, { kind: "activation", values: imageRange });
  net.inputs.push(handle.id);
  return handle;
}

/** Marks tensors that the caller reads. */
export function output(net: Network, ...handles: Handle[]): void {
  net.outputs.push(...handles.map(({ id }) => id));
}

/** MAX_POOL_2D. */
export function maxPool(net: Network, x: Handle, options: WindowOptions): Handle {
  return pool(net, "MAX_POOL_2D", x, options, maximumRange);
}

/** AVERAGE_POOL_2D. */
export function averagePool(net: Network, x: Handle, options: WindowOptions): Handle {
  return pool(net, "AVERAGE_POOL_2D", x, options, averageRange);
}

function pool(
  net: Network,
  type: "MAX_POOL_2D" | "AVERAGE_POOL_2D",
  x: Handle,
  { kernel, stride = 1, padding = "same", name }: WindowOptions,
  rangeOf: typeof averageRange,
): Handle {
  const [height, width] = pair(kernel);
  return addOperator(net, type, [x], {
    name,
    shape: [...windowed(x.shape, [height, width], stride, padding), x.shape[3]],
    values: rangeOf(valuesOf(net, x), height * width),
  }, {
    ...windowAttributes(stride, padding),
    filter_width: width,
    filter_height: height,
    ...fused("none"),
  });
}

/** CONCATENATION along an axis; along the last by default. */
export function concat(
  net: Network,
  parts: readonly Handle[],
  { name, axis = parts[0].shape.length - 1 }: NameOptions & { readonly axis?: number } = {},
): Handle {
  const shape = [...parts[0].shape];
  shape[axis] = parts.reduce((sum, part) => sum + part.shape[axis], 0);
  const values = unionRange(
    parts.map((part) => ({ values: valuesOf(net, part), channels: part.shape[axis] })),
  );
  return addOperator(net, "CONCATENATION", parts, { name, shape, values }, {
    axis,
    ...fused("none"),
  });
}

/** RESHAPE to a given shape. */
export function reshape(
  net: Network,
  x: Handle,
  shape: readonly number[],
  { name = nextName(net, "RESHAPE") }: NameOptions = {},
): Handle {
  const constant = integers(net, `${name}/shape`, shape);
  const values = valuesOf(net, x);
  return addOperator(net, "RESHAPE", [x, constant], { name, shape, values }, { new_shape: shape });
}

/** MEAN over height and width of NHWC: `[1, channels]`, or `[1, 1, 1, channels]` if asked for. */
export function spatialMean(
  net: Network,
  x: Handle,
  { name = nextName(net, "MEAN"), keepDimensions = false }:
    & NameOptions
    & { readonly keepDimensions?: boolean } = {},
): Handle {
  const [batch, height, width, channels] = x.shape;
  const axes = integers(net, `${name}/axes`, [1, 2]);
  return addOperator(net, "MEAN", [x, axes], {
    name,
    shape: keepDimensions ? [batch, 1, 1, channels] : [batch, channels],
    values: averageRange(valuesOf(net, x), height * width),
  }, { keep_dims: keepDimensions });
}

/** PAD of height and width with zeros. */
export function pad(
  net: Network,
  x: Handle,
  [before, after]: readonly [before: number, after: number],
  { name = nextName(net, "PAD") }: NameOptions = {},
): Handle {
  const [batch, height, width, channels] = x.shape;
  const paddings = [0, 0, before, after, before, after, 0, 0];
  const constant = integers(net, `${name}/paddings`, paddings, [4, 2]);
  const shape = [batch, height + before + after, width + before + after, channels];
  return addOperator(net, "PAD", [x, constant], { name, shape, values: valuesOf(net, x) });
}

/** STRIDED_SLICE that leaves out the first row and the first column. */
export function dropFirst(
  net: Network,
  x: Handle,
  { name = nextName(net, "STRIDED_SLICE") }: NameOptions = {},
): Handle {
  const [batch, height, width, channels] = x.shape;
  const constants = [
    integers(net, `${name}/begin`, [0, 1, 1, 0]),
    integers(net, `${name}/end`, [0, 0, 0, 0]),
    integers(net, `${name}/strides`, [1, 1, 1, 1]),
  ];
  return addOperator(net, "STRIDED_SLICE", [x, ...constants], {
    name,
    shape: [batch, height - 1, width - 1, channels],
    values: valuesOf(net, x),
  }, { begin_mask: 0b1001, end_mask: 0b1111 });
}

/** RESIZE_BILINEAR to a given height and width. */
export function resizeBilinear(
  net: Network,
  x: Handle,
  size: readonly [height: number, width: number],
  { name = nextName(net, "RESIZE_BILINEAR"), alignCorners = false }:
    & NameOptions
    & { readonly alignCorners?: boolean } = {},
): Handle {
  const constant = integers(net, `${name}/size`, size);
  return addOperator(net, "RESIZE_BILINEAR", [x, constant], {
    name,
    shape: [x.shape[0], ...size, x.shape[3]],
    values: valuesOf(net, x),
  }, { align_corners: alignCorners, half_pixel_centers: false });
}

/** An int32 constant of one dimension, or `[rows, columns]` if given. */
export function integers(
  net: Network,
  name: string,
  values: readonly number[],
  shape: readonly number[] = [values.length],
): Handle {
  return addTensor(net, name, shape, { kind: "integers", values });
}
