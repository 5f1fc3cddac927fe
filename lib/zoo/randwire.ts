/** RandWire: stages whose operators are wired at random, the hard case for ordering. */

import {
  add,
  averagePool,
  conv,
  depthwise,
  fullyConnected,
  type Handle,
  multiplyBy,
  type Network,
  output,
  relu,
  reshape,
} from "./builder.ts";
import { type WattsStrogatz, wattsStrogatz } from "./watts_strogatz.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CHANNELS = 78;
const LAST_CHANNELS = 1280;
const STAGES = 3;

/**
 * A RandWire network in the small regime of Xie et al., "Exploring Randomly Wired Neural Networks"
 * (2019): three random stages, each of half the size and twice the channels of the one before.
 *
 * A vertex sums what it reads, rectifies it and applies a separable convolution. The learned weights
 * of the sums, which change no size, are left out; a sum of many is a chain of ADD.
 */
export function randwire(
  size: "cifar" | "imagenet",
  { vertices = 32, neighbours = 4, rewiring = 0.75, seed = 0 }: Partial<WattsStrogatz> = {},
): ZooNetwork {
  const classes = size === "cifar" ? 10 : 1000;
  const usual = vertices === 32 && neighbours === 4 && rewiring === 0.75 && seed === 0;
  return zooNetwork({
    id: usual
      ? `randwire-${size}`
      : `randwire-${size}-${vertices}-${neighbours}-${rewiring}-${seed}`,
    name: `RandWire ${size}`,
    summary: `${STAGES} stages of ${vertices} vertices wired at random (seed ${seed})`,
    inputSize: size === "cifar" ? 32 : 224,
    draw(net, image, { width }) {
      const filters = scaled(width, 2);
      const stride = size === "cifar" ? 1 : 2;
      const first = {
        filters: filters(CHANNELS / 2),
        kernel: 3,
        stride,
        activation: "relu",
      } as const;
      let x = conv(net, image, { name: "conv1", ...first });
      x = conv(net, x, { name: "conv2", filters: filters(CHANNELS), kernel: 3, stride });
      for (let stage = 0; stage < STAGES; stage++) {
        const wiring = wattsStrogatz({ vertices, neighbours, rewiring, seed: seed + stage });
        x = randomStage(net, x, `stage${stage}`, wiring, filters(CHANNELS) * 2 ** stage);
      }
      x = conv(net, x, { name: "conv3", filters: filters(LAST_CHANNELS), kernel: 1 });
      const [, height, columns, channels] = x.shape;
      x = averagePool(net, x, { name: "pool", kernel: [height, columns], padding: "valid" });
      x = reshape(net, x, [1, channels], { name: "flatten" });
      output(net, fullyConnected(net, x, { name: "classifier", units: classes, deviation: 4 }));
    },
  });
}

/** Vertices without inputs read the stage's input, with stride 2; the output is the mean of all ends. */
function randomStage(
  net: Network,
  x: Handle,
  name: string,
  wiring: readonly (readonly number[])[],
  filters: number,
): Handle {
  const read = new Set(wiring.flat());
  const results: Handle[] = [];
  wiring.forEach((inputs, vertex) => {
    const at = `${name}/vertex${vertex}`;
    const total = inputs.length === 0 ? x : sum(net, inputs.map((i) => results[i]), at);
    const stride = inputs.length === 0 ? 2 : 1;
    let y = relu(net, total, { name: `${at}/relu` });
    y = depthwise(net, y, { name: `${at}/depthwise`, kernel: 3, stride });
    results.push(conv(net, y, { name: `${at}/pointwise`, filters, kernel: 1 }));
  });
  const ends = results.filter((_, vertex) => !read.has(vertex));
  const total = sum(net, ends, `${name}/end`);
  return ends.length === 1 ? total : multiplyBy(net, total, 1 / ends.length, {
    name: `${name}/mean`,
  });
}

function sum(net: Network, terms: readonly Handle[], name: string): Handle {
  return terms.reduce((total, term, i) => add(net, total, term, { name: `${name}/sum${i}` }));
}
