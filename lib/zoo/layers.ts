/** Layers with weights: functions that append an operator and its constants to a network and return its output. */

import { addOperator, addTensor, type Handle, type Network, valuesOf } from "./network.ts";
import { activated, type Activation, normalRange, type ValueRange } from "./value_range.ts";
import { fused, pair, windowAttributes, windowed } from "./windows.ts";

/** Settings that layers with a sliding window have in common. */
export interface WindowOptions {
  /** Name of the output; a running number by default. */
  readonly name?: string;
  /** Height and width of the window, or one number for both. */
  readonly kernel: number | readonly [height: number, width: number];
  /** Step of the window in both directions; 1 by default. */
  readonly stride?: number;
  /** `same` (the default) keeps the size up to the stride; `valid` drops what the window does not fill. */
  readonly padding?: "same" | "valid";
}

/** Settings of a layer that computes weighted sums. */
export interface SumOptions {
  /** Name of the output; a running number by default. */
  readonly name?: string;
  /** Applied to the result; `none` by default. */
  readonly activation?: Activation;
  /** Standard deviation of the sums that random weights aim at; 2 by default. */
  readonly deviation?: number;
}

/** Settings of {@linkcode conv}. */
export interface ConvOptions extends WindowOptions, SumOptions {
  /** Number of output channels. */
  readonly filters: number;
  /** Distance of the window's cells; 1 by default. */
  readonly dilation?: number;
}

/** CONV_2D with a bias. */
export function conv(net: Network, x: Handle, options: ConvOptions): Handle {
  const { filters, stride = 1, padding = "same", dilation = 1, activation = "none" } = options;
  const [height, width] = pair(options.kernel);
  const channels = x.shape[3];
  const shape = [filters, height, width, channels];
  const weights = weightsFor(net, x, shape, height * width * channels, 0, options);
  return addOperator(net, "CONV_2D", [x, ...weights.constants], {
    name: options.name,
    shape: [...windowed(x.shape, [height, width], stride, padding, dilation), filters],
    values: weights.values,
  }, {
    ...windowAttributes(stride, padding),
    ...fused(activation),
    dilation_w_factor: dilation,
    dilation_h_factor: dilation,
  });
}

/** Settings of {@linkcode depthwise}. */
export interface DepthwiseOptions extends WindowOptions, SumOptions {
  /** Distance of the window's cells; 1 by default. */
  readonly dilation?: number;
}

/** DEPTHWISE_CONV_2D with a bias: each channel for itself. */
export function depthwise(net: Network, x: Handle, options: DepthwiseOptions): Handle {
  const { stride = 1, padding = "same", dilation = 1, activation = "none" } = options;
  const [height, width] = pair(options.kernel);
  const channels = x.shape[3];
  const weights = weightsFor(net, x, [1, height, width, channels], height * width, 3, options);
  return addOperator(net, "DEPTHWISE_CONV_2D", [x, ...weights.constants], {
    name: options.name,
    shape: [...windowed(x.shape, [height, width], stride, padding, dilation), channels],
    values: weights.values,
  }, {
    ...windowAttributes(stride, padding),
    depth_multiplier: 1,
    ...fused(activation),
    dilation_w_factor: dilation,
    dilation_h_factor: dilation,
  });
}

/** FULLY_CONNECTED with a bias, on `[1, n]`. */
export function fullyConnected(
  net: Network,
  x: Handle,
  options: SumOptions & { readonly units: number },
): Handle {
  const { units, activation = "none" } = options;
  const size = x.shape[1];
  const weights = weightsFor(net, x, [units, size], size, 0, options);
  return addOperator(net, "FULLY_CONNECTED", [x, ...weights.constants], {
    name: options.name,
    shape: [1, units],
    values: weights.values,
  }, fused(activation));
}

/**
 * A batch norm that nothing before it can absorb, as converters leave it: MUL and ADD by one number
 * per channel, the ADD with the activation.
 */
export function batchNorm(
  net: Network,
  x: Handle,
  { name = `batch_norm_${net.operators.length}`, activation = "none" }: Pick<
    SumOptions,
    "name" | "activation"
  > = {},
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

function weightsFor(
  net: Network,
  x: Handle,
  shape: readonly number[],
  fanIn: number,
  channelDimension: number,
  { name = `weighted_${net.operators.length}`, activation = "none", deviation = 2 }: SumOptions,
): { constants: Handle[]; values: ValueRange } {
  // A bias that takes away the mean, as batch norm would, leaves the deviation as what is summed up.
  const per = deviation / (valuesOf(net, x).deviation * Math.sqrt(fanIn));
  const filter = addTensor(net, `${name}/weights`, shape, {
    kind: "filter",
    deviation: per,
    channelDimension,
  });
  const bias = addTensor(net, `${name}/bias`, [shape[channelDimension]], {
    kind: "bias",
    input: x.id,
    filter: filter.id,
  });
  return { constants: [filter, bias], values: activated(normalRange(0, deviation), activation) };
}
