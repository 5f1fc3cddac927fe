/** Layers that work on each element for itself: sums, scalings, activations, requantisation. */

import {
  addOperator,
  addTensor,
  type Handle,
  type NameOptions,
  type Network,
  nextName,
  valuesOf,
} from "./network.ts";
import {
  activated,
  type Activation,
  normalRange,
  probabilityRange,
  sumRange,
  type ValueRange,
} from "./value_range.ts";
import { fused } from "./windows.ts";

/** ADD of two tensors of one shape. */
export function add(
  net: Network,
  a: Handle,
  b: Handle,
  { name, activation = "none" }: NameOptions & { readonly activation?: Activation } = {},
): Handle {
  const values = activated(sumRange(valuesOf(net, a), valuesOf(net, b)), activation);
  return addOperator(net, "ADD", [a, b], { name, shape: a.shape, values }, fused(activation));
}

/**
 * A batch norm that nothing before it can absorb, as converters leave it: MUL and ADD by one number
 * per channel, the ADD with the activation.
 */
export function batchNorm(
  net: Network,
  x: Handle,
  { name = nextName(net, "batch_norm"), activation = "none" }:
    & NameOptions
    & { readonly activation?: Activation } = {},
): Handle {
  const { mean, deviation } = valuesOf(net, x);
  const channels = [x.shape[x.shape.length - 1]];
  const factor = 2 / deviation;
  const scale = addTensor(net, `${name}/scale`, channels, {
    kind: "vector",
    low: 0.7 * factor,
    high: 1.3 * factor,
  });
  const scaled = addOperator(net, "MUL", [x, scale], {
    name: `${name}/mul`,
    shape: x.shape,
    values: normalRange(mean * factor, 2),
  }, fused("none"));
  const shift = addTensor(net, `${name}/shift`, channels, {
    kind: "vector",
    low: -mean * factor - 1,
    high: -mean * factor + 1,
  });
  return addOperator(net, "ADD", [scaled, shift], {
    name: `${name}/add`,
    shape: x.shape,
    values: activated(normalRange(0, 2), activation),
  }, fused(activation));
}

/** MUL by a number. */
export function multiplyBy(
  net: Network,
  x: Handle,
  factor: number,
  { name = nextName(net, "MUL") }: NameOptions = {},
): Handle {
  const values = linear(valuesOf(net, x), factor, 0);
  return addOperator(net, "MUL", [x, scalar(net, `${name}/y`, factor)], {
    name,
    shape: x.shape,
    values,
  }, fused("none"));
}

/** SUB of a number. */
export function subtract(
  net: Network,
  x: Handle,
  number: number,
  { name = nextName(net, "SUB") }: NameOptions = {},
): Handle {
  const values = linear(valuesOf(net, x), 1, -number);
  return addOperator(net, "SUB", [x, scalar(net, `${name}/y`, number)], {
    name,
    shape: x.shape,
    values,
  }, fused("none"));
}

function scalar(net: Network, name: string, value: number): Handle {
  return addTensor(net, name, [], { kind: "vector", low: value, high: value });
}

function linear(range: ValueRange, factor: number, shift: number): ValueRange {
  return {
    low: Math.min(0, range.low * factor + shift),
    high: Math.max(0, range.high * factor + shift),
    mean: range.mean * factor + shift,
    deviation: range.deviation * Math.abs(factor),
  };
}

/** RELU as an operator of its own. */
export function relu(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  const values = activated(valuesOf(net, x), "relu");
  return addOperator(net, "RELU", [x], { name, shape: x.shape, values });
}

/** LOGISTIC: each element for itself to a probability. */
export function logistic(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  return addOperator(net, "LOGISTIC", [x], { name, shape: x.shape, values: probabilityRange });
}

/** SOFTMAX over the last dimension. */
export function softmax(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  const end = { name, shape: x.shape, values: probabilityRange };
  return addOperator(net, "SOFTMAX", [x], end, { beta: 1 });
}

/**
 * QUANTIZE, where converters give an int8 tensor the quantisation of what it will stand beside.
 * In float32 there is nothing to do.
 */
export function requantize(net: Network, x: Handle, { name }: NameOptions = {}): Handle {
  if (net.dtype === "float32") return x;
  return addOperator(net, "QUANTIZE", [x], { name, shape: x.shape, values: valuesOf(net, x) });
}
