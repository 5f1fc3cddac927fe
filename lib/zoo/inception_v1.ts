/** C: Inception V1 (GoogLeNet) as in the TF-Slim graph: 84 operators. */

import {
  averagePool,
  concat,
  conv,
  type Handle,
  maxPool,
  type Network,
  output,
  reshape,
  softmax,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

/** Filters of one module: 1x1; 1x1 then 3x3; 1x1 then 3x3; pool then 1x1. */
type Module = readonly [
  name: string,
  b0: number,
  b1: readonly [number, number],
  b2: readonly [number, number],
  b3: number,
];

// Szegedy et al., "Going Deeper with Convolutions" (2015), table 1, with the names of TF-Slim.
const stages: readonly (readonly Module[])[] = [
  [
    ["Mixed_3b", 64, [96, 128], [16, 32], 32],
    ["Mixed_3c", 128, [128, 192], [32, 96], 64],
  ],
  [
    ["Mixed_4b", 192, [96, 208], [16, 48], 64],
    ["Mixed_4c", 160, [112, 224], [24, 64], 64],
    ["Mixed_4d", 128, [128, 256], [24, 64], 64],
    ["Mixed_4e", 112, [144, 288], [32, 64], 64],
    ["Mixed_4f", 256, [160, 320], [32, 128], 128],
  ],
  [
    ["Mixed_5b", 256, [160, 320], [32, 128], 128],
    ["Mixed_5c", 384, [192, 384], [48, 128], 128],
  ],
];
const CLASSES = 1001;

/**
 * Inception V1. The graph has 58 CONV_2D (57 in the body, of which TF-Slim makes the "5x5" ones 3x3,
 * and the classifier), 13 MAX_POOL_2D, 9 CONCATENATION, 1 AVERAGE_POOL_2D, 2 RESHAPE, 1 SOFTMAX.
 */
export const inceptionV1: ZooNetwork = zooNetwork({
  id: "C",
  name: "Inception V1",
  summary: "image classification, nine modules of four branches; TF-Slim's graph, poster's Fig. 2",
  inputSize: 224,
  draw(net, image, { width }) {
    const filters = scaled(width);
    const rectified = (x: Handle, name: string, count: number, kernel: number, stride = 1) =>
      conv(net, x, { name, filters: filters(count), kernel, stride, activation: "relu" });

    let x = rectified(image, "Conv2d_1a_7x7", 64, 7, 2);
    x = maxPool(net, x, { name: "MaxPool_2a_3x3", kernel: 3, stride: 2 });
    x = rectified(x, "Conv2d_2b_1x1", 64, 1);
    x = rectified(x, "Conv2d_2c_3x3", 192, 3);
    const pools = ["MaxPool_3a_3x3", "MaxPool_4a_3x3", "MaxPool_5a_2x2"];
    stages.forEach((modules, stage) => {
      const kernel = stage < 2 ? 3 : 2;
      x = maxPool(net, x, { name: pools[stage], kernel, stride: 2 });
      for (const module of modules) x = mixed(net, x, module, rectified);
    });

    x = averagePool(net, x, {
      name: "Logits/AvgPool_0a_7x7",
      kernel: [x.shape[1], x.shape[2]],
      padding: "valid",
    });
    x = conv(net, x, { name: "Logits/Conv2d_0c_1x1", filters: CLASSES, kernel: 1, deviation: 4 });
    x = reshape(net, x, [1, CLASSES], { name: "Logits/SpatialSqueeze" });
    x = softmax(net, x, { name: "Predictions/Softmax" });
    output(net, reshape(net, x, [1, CLASSES], { name: "Predictions/Reshape_1" }));
  },
});

function mixed(
  net: Network,
  x: Handle,
  [name, b0, b1, b2, b3]: Module,
  rectified: (x: Handle, name: string, count: number, kernel: number) => Handle,
): Handle {
  const branches = [rectified(x, `${name}/Branch_0/Conv2d_0a_1x1`, b0, 1)];
  [b1, b2].forEach(([reduced, wide], i) => {
    const branch = `${name}/Branch_${i + 1}`;
    const narrow = rectified(x, `${branch}/Conv2d_0a_1x1`, reduced, 1);
    branches.push(rectified(narrow, `${branch}/Conv2d_0b_3x3`, wide, 3));
  });
  const pooled = maxPool(net, x, { name: `${name}/Branch_3/MaxPool_0a_3x3`, kernel: 3 });
  branches.push(rectified(pooled, `${name}/Branch_3/Conv2d_0b_1x1`, b3, 1));
  return concat(net, branches, { name: `${name}/concat` });
}
