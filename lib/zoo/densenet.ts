/** F: DenseNet-121: 58 layers that each read all before them, so that 62 batch norms have nothing to fold into. */

import {
  averagePool,
  batchNorm,
  concat,
  conv,
  type Handle,
  maxPool,
  type Network,
  output,
  reshape,
  softmax,
  spatialMean,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 1000;

// Huang et al., "Densely Connected Convolutional Networks" (2017), table 1, DenseNet-121.
const BLOCKS = [6, 12, 24, 16];
const GROWTH = 32;
const STEM = 64;

/**
 * DenseNet-121; `width` is a factor on the growth rate and the stem. A batch norm after a convolution
 * is part of it; one after a concatenation or a pool stays as MUL and ADD.
 */
export const densenet121: ZooNetwork = zooNetwork({
  id: "F",
  name: "DenseNet-121",
  summary: "image classification, dense blocks in which each layer reads all before it",
  inputSize: 224,
  published: { peakReductionPercent: 38.06, timeReductionMs: 4.9 },
  draw(net, image, { width }) {
    const filters = scaled(width, 2);
    let x = conv(net, image, {
      name: "conv1",
      filters: filters(STEM),
      kernel: 7,
      stride: 2,
      activation: "relu",
    });
    x = maxPool(net, x, { name: "pool1", kernel: 3, stride: 2 });
    BLOCKS.forEach((layers, block) => {
      const stage = block + 2; // the paper counts from the stem
      for (let layer = 1; layer <= layers; layer++) {
        x = denseLayer(net, x, `conv${stage}_${layer}`, filters(GROWTH));
      }
      if (block < BLOCKS.length - 1) x = transition(net, x, `conv${stage}_blk`);
    });
    x = batchNorm(net, x, { name: "conv5_blk/bn", activation: "relu" });
    x = spatialMean(net, x, { name: "pool5", keepDimensions: true });
    x = conv(net, x, { name: "fc6", filters: CLASSES, kernel: 1, deviation: 4 });
    x = reshape(net, x, [1, CLASSES], { name: "Reshape" });
    output(net, softmax(net, x, { name: "softmax" }));
  },
});

/** The bottleneck form: 1x1 to four growth rates, 3x3 to one, beside all that was there. */
function denseLayer(net: Network, x: Handle, name: string, growth: number): Handle {
  const activation = "relu";
  let y = batchNorm(net, x, { name: `${name}/x1/bn`, activation });
  y = conv(net, y, { name: `${name}/x1`, filters: 4 * growth, kernel: 1, activation });
  y = conv(net, y, { name: `${name}/x2`, filters: growth, kernel: 3 });
  return concat(net, [x, y], { name: `${name}/concat` });
}

/** Half the channels, half the size. */
function transition(net: Network, x: Handle, name: string): Handle {
  let y = batchNorm(net, x, { name: `${name}/bn`, activation: "relu" });
  y = conv(net, y, { name, filters: Math.floor(x.shape[3] / 2), kernel: 1 });
  return averagePool(net, y, { name: `${name}/pool`, kernel: 2, stride: 2, padding: "valid" });
}
