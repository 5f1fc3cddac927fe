/** The operations on the edges of a cell, as the papers' code expands them, batch norms folded where they can be. */

import {
  averagePool,
  batchNorm,
  concat,
  conv,
  depthwise,
  dropFirst,
  type Handle,
  maxPool,
  type Network,
  relu,
} from "./builder.ts";
import type { CellOperation } from "./genotypes.ts";

/** Where an operation stands. */
interface Place {
  readonly name: string;
  readonly stride: number;
}

type Draw = (net: Network, x: Handle, place: Place) => Handle;

const drawings: Readonly<Record<CellOperation, Draw>> = {
  avg_pool_3x3: (net, x, place) => averagePool(net, x, { ...place, kernel: 3 }),
  max_pool_3x3: (net, x, place) => maxPool(net, x, { ...place, kernel: 3 }),
  sep_conv_3x3: (net, x, place) => separableTwice(net, x, place, 3),
  sep_conv_5x5: (net, x, place) => separableTwice(net, x, place, 5),
  sep_conv_7x7: (net, x, place) => separableTwice(net, x, place, 7),
  dil_conv_3x3: (net, x, { name, stride }) => {
    const rectified = relu(net, x, { name: `${name}/relu` });
    const window = { kernel: 3, stride, dilation: 2 };
    const y = depthwise(net, rectified, { name: `${name}/depthwise`, ...window });
    return conv(net, y, { name: `${name}/pointwise`, filters: x.shape[3], kernel: 1 });
  },
  conv_7x1_1x7: (net, x, { name, stride }) => {
    const filters = x.shape[3];
    const rectified = relu(net, x, { name: `${name}/relu` });
    const flat = { name: `${name}/1x7`, kernel: [1, 7], stride: [1, stride] } as const;
    const high = { name: `${name}/7x1`, kernel: [7, 1], stride: [stride, 1] } as const;
    return conv(net, conv(net, rectified, { filters, ...flat }), { filters, ...high });
  },
  skip_connect: (net, x, { name, stride }) =>
    stride === 1 ? x : factorizedReduction(net, x, name, x.shape[3]),
};

/** Appends the operation of an edge; it keeps the number of channels. */
export function applyOperation(
  net: Network,
  x: Handle,
  operation: CellOperation,
  place: Place,
): Handle {
  return drawings[operation](net, x, place);
}

/**
 * Halves the size without losing every second pixel: half of the channels from the even rows and
 * columns, half from the odd ones.
 */
export function factorizedReduction(
  net: Network,
  x: Handle,
  name: string,
  filters: number,
): Handle {
  const rectified = relu(net, x, { name: `${name}/relu` });
  const half = { filters: filters / 2, kernel: 1, stride: 2, padding: "valid" } as const;
  const even = conv(net, rectified, { name: `${name}/conv_1`, ...half });
  const shifted = dropFirst(net, rectified, { name: `${name}/slice` });
  const odd = conv(net, shifted, { name: `${name}/conv_2`, ...half });
  return batchNorm(net, concat(net, [even, odd], { name: `${name}/concat` }), {
    name: `${name}/bn`,
  });
}

function separableTwice(
  net: Network,
  x: Handle,
  { name, stride }: Place,
  kernel: number,
): Handle {
  const filters = x.shape[3];
  let y = relu(net, x, { name: `${name}/relu` });
  y = depthwise(net, y, { name: `${name}/depthwise_1`, kernel, stride });
  y = conv(net, y, { name: `${name}/pointwise_1`, filters, kernel: 1, activation: "relu" });
  y = depthwise(net, y, { name: `${name}/depthwise_2`, kernel });
  return conv(net, y, { name: `${name}/pointwise_2`, filters, kernel: 1 });
}
