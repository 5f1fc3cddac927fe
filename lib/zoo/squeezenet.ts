/** B: SqueezeNet 1.1, and 1.0 beside it: fire modules, of which each ends in a concatenation. */

import {
  averagePool,
  concat,
  conv,
  type Handle,
  maxPool,
  type Network,
  output,
  requantize,
  reshape,
  softmax,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 1001;

// Iandola et al., "SqueezeNet" (2016), table 1: filters of the squeeze layer and of each expand layer.
const FIRES: readonly (readonly [squeeze: number, expand: number])[] = [
  [16, 64],
  [16, 64],
  [32, 128],
  [32, 128],
  [48, 192],
  [48, 192],
  [64, 256],
  [64, 256],
];

/** What differs between the versions: the first layer, and after which fire modules a pool stands. */
interface Version {
  readonly first: {
    readonly filters: number;
    readonly kernel: number;
    readonly padding: "same" | "valid";
  };
  readonly poolsAfter: readonly number[];
}

/** SqueezeNet 1.1: a smaller first window and earlier pools, 2.4 times fewer multiplications than 1.0. */
export const squeezenet: ZooNetwork = versioned("B", "SqueezeNet 1.1", {
  first: { filters: 64, kernel: 3, padding: "valid" },
  poolsAfter: [3, 5],
});

/** SqueezeNet 1.0, the hosted `squeezenet`. */
export const squeezenet10: ZooNetwork = versioned("B-1.0", "SqueezeNet 1.0", {
  first: { filters: 96, kernel: 7, padding: "same" },
  poolsAfter: [4, 8],
});

function versioned(id: string, name: string, { first, poolsAfter }: Version): ZooNetwork {
  return zooNetwork({
    id,
    name,
    summary: "image classification, eight fire modules of two branches; as converters give it",
    inputSize: 224,
    draw(net, image, { width }) {
      const filters = scaled(width);
      let x = conv(net, image, {
        ...first,
        name: "conv1",
        filters: filters(first.filters),
        stride: 2,
        activation: "relu",
      });
      x = maxPool(net, x, { name: "maxpool1", kernel: 3, stride: 2, padding: "valid" });
      FIRES.forEach(([squeeze, expand], i) => {
        const fire = i + 2; // the paper counts from the first layer
        x = fireModule(net, x, `fire${fire}`, filters(squeeze), filters(expand));
        if (!poolsAfter.includes(fire)) return;
        x = maxPool(net, x, { name: `maxpool${fire}`, kernel: 3, stride: 2, padding: "valid" });
      });
      x = conv(net, x, {
        name: "conv10",
        filters: CLASSES,
        kernel: 1,
        activation: "relu",
        deviation: 6,
      });
      const [, height, columns] = x.shape;
      x = averagePool(net, x, { name: "pool10", kernel: [height, columns], padding: "valid" });
      x = reshape(net, x, [1, CLASSES], { name: "flatten" });
      output(net, softmax(net, x, { name: "softmax_tensor" }));
    },
  });
}

function fireModule(
  net: Network,
  x: Handle,
  name: string,
  squeeze: number,
  expand: number,
): Handle {
  const activation = "relu";
  const narrow = conv(net, x, { name: `${name}/squeeze`, filters: squeeze, kernel: 1, activation });
  const wide = conv(net, narrow, { name: `${name}/e3x3`, filters: expand, kernel: 3, activation });
  const flat = conv(net, narrow, {
    name: `${name}/e1x1`,
    filters: expand,
    kernel: 1,
    activation,
    deviation: 1.5, // a range of its own, so that there is something to requantise
  });
  const alike = requantize(net, flat, { name: `${name}/e1x1_requantized` });
  return concat(net, [alike, wide], { name: `${name}/concat` });
}
