/** I: EAST, a text detector: ResNet-50, a branch that merges its stages from deep to shallow, two heads. */

import {
  add,
  concat,
  conv,
  type Handle,
  logistic,
  maxPool,
  multiplyBy,
  type Network,
  output,
  pad,
  resizeBilinear,
  subtract,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

// He et al., "Deep Residual Learning" (2016), table 1, in TF-Slim's form: the last unit of a block has the stride.
const BLOCKS: readonly (readonly [depth: number, units: number, stride: number])[] = [
  [256, 3, 2],
  [512, 4, 2],
  [1024, 6, 2],
  [2048, 3, 1],
];
// Zhou et al., "EAST" (2017), section 3.2: filters of the merging stages, the deepest first.
const MERGES = [128, 64, 32];
const LARGEST_DISTANCE = 512; // pixels from a point to the edges of its box
const ACTIVATION = "relu";

/**
 * EAST as the widely used TensorFlow implementation (argman/EAST) draws it, from the image whose mean
 * has been taken away. In int8, distances and angle share one scale, as they share one tensor.
 */
export const east: ZooNetwork = zooNetwork({
  id: "I",
  name: "EAST",
  summary: "text detection, ResNet-50 with merged stages, score and geometry",
  inputSize: 320,
  published: { timeReductionMs: 0.28 },
  draw(net, image, { width }) {
    const filters = scaled(width, 4);
    const stages = resnet50(net, image, filters);
    let merged = doubled(net, stages[0], "resize_0");
    MERGES.forEach((count, i) => {
      const both = concat(net, [merged, stages[i + 1]], { name: `feature_fusion/concat_${i}` });
      const convolved = (x: Handle, name: string, kernel: number) =>
        conv(net, x, { name, filters: filters(count), kernel, activation: ACTIVATION });
      const narrow = convolved(both, `feature_fusion/Conv_${2 * i}`, 1);
      merged = convolved(narrow, `feature_fusion/Conv_${2 * i + 1}`, 3);
      merged = i < MERGES.length - 1
        ? doubled(net, merged, `resize_${i + 1}`)
        : convolved(merged, "feature_fusion/Conv_6", 3);
    });
    heads(net, merged);
  },
});

function heads(net: Network, x: Handle): void {
  const probability = (name: string, filters: number) =>
    logistic(net, conv(net, x, { name, filters, kernel: 1 }), { name: `${name}/Sigmoid` });
  const score = probability("feature_fusion/Conv_7", 1);
  const distances = multiplyBy(net, probability("feature_fusion/Conv_8", 4), LARGEST_DISTANCE, {
    name: "feature_fusion/mul",
  });
  const turned = subtract(net, probability("feature_fusion/Conv_9", 1), 0.5, {
    name: "feature_fusion/sub",
  });
  const angle = multiplyBy(net, turned, Math.PI / 2, { name: "feature_fusion/mul_1" });
  output(net, score, concat(net, [distances, angle], { name: "feature_fusion/concat_3" }));
}

/** ResNet-50: the outputs at strides 32, 16, 8 and 4. */
function resnet50(net: Network, image: Handle, filters: (count: number) => number): Handle[] {
  let x = strided(net, image, { name: "conv1", filters: filters(64), kernel: 7 });
  x = maxPool(net, x, { name: "pool1", kernel: 3, stride: 2 });
  const stages = [x];
  BLOCKS.forEach(([depth, units, stride], i) => {
    for (let unit = 1; unit <= units; unit++) {
      const name = `block${i + 1}/unit_${unit}`;
      x = bottleneck(net, x, name, filters(depth), unit === units ? stride : 1);
    }
    if (i !== 2) stages.unshift(x);
  });
  return stages;
}

function bottleneck(
  net: Network,
  x: Handle,
  name: string,
  depth: number,
  stride: number,
): Handle {
  const narrow = depth / 4;
  let y = conv(net, x, {
    name: `${name}/conv1`,
    filters: narrow,
    kernel: 1,
    activation: ACTIVATION,
  });
  const second = { name: `${name}/conv2`, filters: narrow, kernel: 3 };
  y = stride === 1 ? conv(net, y, { ...second, activation: ACTIVATION }) : strided(net, y, second);
  y = conv(net, y, { name: `${name}/conv3`, filters: depth, kernel: 1 });
  let shortcut = x;
  if (x.shape[3] !== depth) {
    shortcut = conv(net, x, { name: `${name}/shortcut`, filters: depth, kernel: 1, stride });
  } else if (stride > 1) {
    shortcut = maxPool(net, x, { name: `${name}/shortcut`, kernel: 1, stride });
  }
  return add(net, shortcut, y, { name, activation: ACTIVATION });
}

/** A convolution of stride 2 with symmetric padding, which the format can only say by a PAD. */
function strided(
  net: Network,
  x: Handle,
  { name, filters, kernel }: { name: string; filters: number; kernel: number },
): Handle {
  const before = Math.floor((kernel - 1) / 2);
  const padded = pad(net, x, [before, kernel - 1 - before], { name: `${name}/Pad` });
  const settings = { stride: 2, padding: "valid", activation: ACTIVATION } as const;
  return conv(net, padded, { name, filters, kernel, ...settings });
}

function doubled(net: Network, x: Handle, name: string): Handle {
  return resizeBilinear(net, x, [2 * x.shape[1], 2 * x.shape[2]], { name });
}
