/** Layers with weights: functions that append an operator and its constants to a network and return its output. */

import {
  addOperator,
  addTensor,
  type Handle,
  type NameOptions,
  type Network,
  nextName,
  valuesOf,
} from "./network.ts";
import { activated, type Activation, normalRange, type ValueRange } from "./value_range.ts";
import { fused, pair, windowAttributes, windowed, type WindowOptions } from "./windows.ts";

/** Settings of a layer that computes weighted sums. */
export interface SumOptions extends NameOptions {
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
  const { name = nextName(net, "CONV_2D") } = options;
  const [height, width] = pair(options.kernel);
  const channels = x.shape[3];
  const shape = [filters, height, width, channels];
  const weights = weightsFor(net, x, shape, height * width * channels, 0, { ...options, name });
  return addOperator(net, "CONV_2D", [x, ...weights.constants], {
    name,
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
  const { name = nextName(net, "DEPTHWISE_CONV_2D") } = options;
  const [height, width] = pair(options.kernel);
  const channels = x.shape[3];
  const weights = weightsFor(net, x, [1, height, width, channels], height * width, 3, {
    ...options,
    name,
  });
  return addOperator(net, "DEPTHWISE_CONV_2D", [x, ...weights.constants], {
    name,
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
  const { units, activation = "none", name = nextName(net, "FULLY_CONNECTED") } = options;
  const size = x.shape[1];
  const weights = weightsFor(net, x, [units, size], size, 0, { ...options, name });
  return addOperator(net, "FULLY_CONNECTED", [x, ...weights.constants], {
    name,
    shape: [1, units],
    values: weights.values,
  }, fused(activation));
}

function weightsFor(
  net: Network,
  x: Handle,
  shape: readonly number[],
  fanIn: number,
  channelDimension: number,
  { name, activation = "none", deviation = 2 }: SumOptions,
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
