/** E: NASNet-A mobile (4 @ 1056), the hosted `nasnet_mobile`, in TF-Slim's form. */

import {
  add,
  averagePool,
  batchNorm,
  concat,
  conv,
  depthwise,
  dropFirst,
  fullyConnected,
  type Handle,
  maxPool,
  type Network,
  output,
  pad,
  relu,
  softmax,
  spatialMean,
} from "./builder.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

const CLASSES = 1001;
const STEM = 32;
const FILTERS = 44;
const CELLS_PER_STAGE = 4;

/**
 * NASNet-A mobile. Each cell is drawn in the order of TF-Slim's code: the two inputs, the five
 * combinations one after the other, the concatenation. A tensor is rectified once, however many
 * layers ask for it, and a RELU that alone reads a convolution's or a batch norm's result is part of it.
 */
export const nasnetMobile: ZooNetwork = zooNetwork({
  id: "E",
  name: "NASNet mobile",
  summary: "image classification, 16 cells found by search; TF-Slim's NASNet-A 4 @ 1056",
  inputSize: 224,
  draw(net, image, { width }) {
    const filters = scaled(width, 4);
    const rectify = rectifier(net);
    const stem = conv(net, image, {
      name: "conv0",
      filters: filters(STEM),
      kernel: 3,
      stride: 2,
      padding: "valid",
      activation: "relu",
    });
    const first = reductionCell(net, "cell_stem_0", stem, stem, filters(FILTERS) / 4, rectify);
    let previous = first;
    let current = reductionCell(net, "cell_stem_1", stem, first, filters(FILTERS) / 2, rectify);
    let index = 0;
    for (let stage = 0; stage < 3; stage++) {
      const count = filters(FILTERS) * 2 ** stage;
      if (stage > 0) {
        const name = `reduction_cell_${stage - 1}`;
        [previous, current] = [
          current,
          reductionCell(net, name, previous, current, count, rectify),
        ];
      }
      for (let i = 0; i < CELLS_PER_STAGE; i++) {
        const name = `cell_${index++}`;
        [previous, current] = [current, normalCell(net, name, previous, current, count, rectify)];
      }
    }
    let x = spatialMean(net, rectify(current), { name: "final_layer/Mean" });
    x = fullyConnected(net, x, { name: "final_layer/FC", units: CLASSES, deviation: 4 });
    output(net, softmax(net, x, { name: "final_layer/predictions" }));
  },
});

type Rectify = (x: Handle) => Handle;

/** RELU once per tensor; nothing for what is rectified already. */
function rectifier(net: Network): Rectify {
  const known = new Map<number, Handle>();
  return (x) => {
    const last = net.operators.find(({ output }) => output === x.id);
    if (last?.attributes.fused_activation_function === "RELU") return x;
    const found = known.get(x.id) ?? relu(net, x, { name: `${net.tensors[x.id].name}/Relu` });
    known.set(x.id, found);
    return found;
  };
}

// Zoph et al., "Learning Transferable Architectures" (2018), figure 4, NASNet-A: normal cell, left.
function normalCell(
  net: Network,
  name: string,
  previous: Handle,
  current: Handle,
  filters: number,
  rectify: Rectify,
): Handle {
  const below = fit(net, `${name}/prev`, previous, current, filters, rectify, "none");
  const here = conv(net, rectify(current), { name: `${name}/1x1`, filters, kernel: 1 });
  const separable = (x: Handle, kernel: number, at: string) =>
    separableTwice(net, rectify(x), `${name}/${at}`, { kernel, stride: 1, filters });
  const average = (x: Handle, at: string) =>
    averagePool(net, x, { name: `${name}/${at}`, kernel: 3 });
  const combine = (i: number, left: Handle, right: Handle) =>
    add(net, left, right, { name: `${name}/comb_iter_${i}` });

  const sums = [
    combine(0, separable(here, 5, "comb_iter_0/left"), separable(below, 3, "comb_iter_0/right")),
    combine(1, separable(below, 5, "comb_iter_1/left"), separable(below, 3, "comb_iter_1/right")),
    combine(2, average(here, "comb_iter_2/left"), below),
    combine(3, average(below, "comb_iter_3/left"), average(below, "comb_iter_3/right")),
    combine(4, separable(here, 3, "comb_iter_4/left"), here),
  ];
  return concat(net, [below, ...sums], { name: `${name}/cell_output` });
}

// The same figure, reduction cell, right.
function reductionCell(
  net: Network,
  name: string,
  previous: Handle,
  current: Handle,
  filters: number,
  rectify: Rectify,
): Handle {
  const below = fit(net, `${name}/prev`, previous, current, filters, rectify, "relu");
  const here = conv(net, rectify(current), { name: `${name}/1x1`, filters, kernel: 1 });
  const separable = (x: Handle, kernel: number, stride: number, at: string) =>
    separableTwice(net, rectify(x), `${name}/${at}`, { kernel, stride, filters });
  const pool = { kernel: 3, stride: 2 };
  const combine = (i: number, left: Handle, right: Handle) =>
    add(net, left, right, { name: `${name}/comb_iter_${i}` });

  const first = combine(
    0,
    separable(here, 5, 2, "comb_iter_0/left"),
    separable(below, 7, 2, "comb_iter_0/right"),
  );
  const second = combine(
    1,
    maxPool(net, here, { name: `${name}/comb_iter_1/left`, ...pool }),
    separable(below, 7, 2, "comb_iter_1/right"),
  );
  const third = combine(
    2,
    averagePool(net, here, { name: `${name}/comb_iter_2/left`, ...pool }),
    separable(below, 5, 2, "comb_iter_2/right"),
  );
  const fourth = combine(
    3,
    second,
    averagePool(net, first, { name: `${name}/comb_iter_3/right`, kernel: 3 }),
  );
  const fifth = combine(
    4,
    separable(first, 3, 1, "comb_iter_4/left"),
    maxPool(net, here, { name: `${name}/comb_iter_4/right`, ...pool }),
  );
  return concat(net, [second, third, fourth, fifth], { name: `${name}/cell_output` });
}

/** The older input of a cell, brought to the size and the channels of the newer one. */
function fit(
  net: Network,
  name: string,
  previous: Handle,
  current: Handle,
  filters: number,
  rectify: Rectify,
  activation: "none" | "relu",
): Handle {
  if (previous.id === current.id) return current;
  const x = rectify(previous);
  if (previous.shape[1] === current.shape[1]) {
    return conv(net, x, { name: `${name}_1x1`, filters, kernel: 1, activation });
  }
  const path = (from: Handle, i: number) => {
    const pool = { name: `${name}/AvgPool_${i}`, kernel: 1, stride: 2, padding: "valid" } as const;
    const half = averagePool(net, from, pool);
    return conv(net, half, { name: `${name}/path${i}_conv`, filters: filters / 2, kernel: 1 });
  };
  const even = path(x, 1);
  const shifted = dropFirst(net, pad(net, x, [0, 1], { name: `${name}/Pad` }), {
    name: `${name}/strided_slice`,
  });
  const both = concat(net, [even, path(shifted, 2)], { name: `${name}/concat` });
  return batchNorm(net, both, { name: `${name}/final_path_bn`, activation });
}

/** Two separable convolutions, of which the first has the stride. */
function separableTwice(
  net: Network,
  x: Handle,
  name: string,
  { kernel, stride, filters }: { kernel: number; stride: number; filters: number },
): Handle {
  let y = depthwise(net, x, { name: `${name}/depthwise_1`, kernel, stride });
  y = conv(net, y, { name: `${name}/pointwise_1`, filters, kernel: 1, activation: "relu" });
  y = depthwise(net, y, { name: `${name}/depthwise_2`, kernel });
  return conv(net, y, { name: `${name}/pointwise_2`, filters, kernel: 1 });
}
