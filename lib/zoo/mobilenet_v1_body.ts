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
  /** Ends with 512 channels at stride 16, as PoseNet does, instead of 1024 at stride 32. */
  readonly lastStageKept?: boolean;
}

/** One convolution and 13 pairs of depthwise and pointwise convolutions: the output of each pair. */
export function mobilenetV1Body(
  net: Network,
  image: Handle,
  { filters, lastStageKept = false }: BodyOptions,
): Handle[] {
  const activation = "relu6";
  const first = { filters: filters(32), kernel: 3, stride: 2, activation } as const;
  let x = conv(net, image, { name: "Conv2d_0", ...first });
  return LAYERS.map(([published, publishedStride], i) => {
    const kept = lastStageKept && published === 1024;
    const stride = kept ? 1 : publishedStride;
    const count = filters(kept ? 512 : published);
    const name = `Conv2d_${i + 1}`;
    x = depthwise(net, x, { name: `${name}_depthwise`, kernel: 3, stride, activation });
    x = conv(net, x, { name: `${name}_pointwise`, filters: count, kernel: 1, activation });
    return x;
  });
}
