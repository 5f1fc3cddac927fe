/** Layers without weights: pools, sums, concatenations, changes of shape, and the ends of a network. */

import type { WindowOptions } from "./layers.ts";
import { addOperator, addTensor, type Handle, type Network, valuesOf } from "./network.ts";
import {
  activated,
  type Activation,
  averageRange,
  imageRange,
  maximumRange,
  probabilityRange,
  sumRange,
  unionRange,
} from "./value_range.ts";
import { fused, pair, windowAttributes, windowed } from "./windows.ts";

/** The one setting that every layer has. */
export interface NameOptions {
  /** Name of the output; a running number by default. */
  readonly name?: string;
}

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

/** ADD of two tensors of one shape. */
export function add(
  net: Network,
  a: Handle,
  b: Handle,
  { name, activation = "none" }: NameOptions & { readonly activation?: Activation } = {},
): Handle {
  return addOperator(net, "ADD", [a, b], {
    name,
    shape: a.shape,
    values: activated(sumRange(valuesOf(net, a), valuesOf(net, b)), activation),
  }, fused(activation));
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

/** RELU as an operator of its own. */
export function relu(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  return addOperator(net, "RELU", [x], {
    name,
    shape: x.shape,
    values: activated(valuesOf(net, x), "relu"),
  });
}

/** RESHAPE to a given shape. */
export function reshape(
  net: Network,
  x: Handle,
  shape: readonly number[],
  { name }: NameOptions = {},
): Handle {
  const constant = integers(net, `${name ?? `reshape_${net.operators.length}`}/shape`, shape);
  const values = valuesOf(net, x);
  return addOperator(net, "RESHAPE", [x, constant], { name, shape, values }, { new_shape: shape });
}

/** MEAN over height and width of NHWC: `[1, channels]`. */
export function spatialMean(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  const axes = integers(net, `${name ?? `mean_${net.operators.length}`}/axes`, [1, 2]);
  return addOperator(net, "MEAN", [x, axes], {
    name,
    shape: [x.shape[0], x.shape[3]],
    values: averageRange(valuesOf(net, x), x.shape[1] * x.shape[2]),
  }, { keep_dims: false });
}

/** SOFTMAX over the last dimension. */
export function softmax(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  const end = { name, shape: x.shape, values: probabilityRange };
  return addOperator(net, "SOFTMAX", [x], end, { beta: 1 });
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
