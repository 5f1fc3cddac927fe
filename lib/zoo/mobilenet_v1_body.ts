/** The body of MobileNet V1, which several networks of the zoo share. */

import { conv, depthwise, type Handle, type Network } from "./builder.ts";

// Howard et al., "MobileNets" (2017), table 1: output channels and stride of the 13 separable layers.
const LAYERS: readonly (readonly [filters: number, stride: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [512, 1],
  [1024, 2],
  [1024, 1],
];

/** What differs between the bodies. */
export interface BodyOptions {
  /** Number of channels for a published number of channels. */
  readonly filters: (published: number) => number;
  /** Pixels of the input for one of the output: 32 as published; smaller ones leave out strides. */
  readonly outputStride?: 16 | 32;
}

/** One convolution and 13 pairs of depthwise and pointwise convolutions: the output of each pair. */
export function mobilenetV1Body(
  net: Network,
  image: Handle,
  { filters, outputStride = 32 }: BodyOptions,
): Handle[] {
  const activation = "relu6";
  let x = conv(net, image, {
    name: "Conv2d_0",
    filters: filters(32),
    kernel: 3,
    stride: 2,
    activation,
  });
  let reached = 2;
  return LAYERS.map(([count, published], i) => {
    const stride = reached * published > outputStride ? 1 : published;
    reached *= stride;
    const name = `Conv2d_${i + 1}`;
    x = depthwise(net, x, { name: `${name}_depthwise`, kernel: 3, stride, activation });
    x = conv(net, x, { name: `${name}_pointwise`, filters: filters(count), kernel: 1, activation });
    return x;
  });
}
