/** Networks that stack the cells of a genotype, at the sizes of the architecture search literature. */

import {
  add,
  averagePool,
  concat,
  conv,
  fullyConnected,
  type Handle,
  type Network,
  output,
  relu,
  reshape,
} from "./builder.ts";
import { applyOperation, factorizedReduction } from "./cell_operations.ts";
import {
  AMOEBANET_A,
  type CellGenotype,
  DARTS,
  type Genotype,
  NASNET_A,
  PNASNET,
} from "./genotypes.ts";
import { scaled } from "./width.ts";
import { type ZooNetwork, zooNetwork } from "./zoo_network.ts";

/** How cells are stacked: two of them, after a third and two thirds, halve the size. */
interface Stacking {
  readonly suffix: string;
  readonly inputSize: number;
  readonly cells: number;
  readonly filters: number;
  readonly classes: number;
  /** Draws what stands before the first cell: the older and the newer input. */
  stem(net: Network, image: Handle, filters: number): readonly [Handle, Handle];
}

/** `NetworkCIFAR` of quark0/darts: 20 cells, 36 filters. */
const cifar: Stacking = {
  suffix: "cifar",
  inputSize: 32,
  cells: 20,
  filters: 36,
  classes: 10,
  stem(net, image, filters) {
    const x = conv(net, image, { name: "stem", filters: 3 * filters, kernel: 3 });
    return [x, x];
  },
};

/** `NetworkImageNet` of quark0/darts: 14 cells, 48 filters. */
const imagenet: Stacking = {
  suffix: "imagenet",
  inputSize: 224,
  cells: 14,
  filters: 48,
  classes: 1000,
  stem(net, image, filters) {
    const halved = { kernel: 3, stride: 2 };
    const activation = "relu";
    let x = conv(net, image, { name: "stem0/0", filters: filters / 2, ...halved, activation });
    x = conv(net, x, { name: "stem0/1", filters, ...halved });
    const rectified = relu(net, x, { name: "stem1/relu" });
    return [x, conv(net, rectified, { name: "stem1", filters, ...halved })];
  },
};

/** NASNet-A, AmoebaNet-A, PNASNet and DARTS (second order), each at CIFAR and at ImageNet size. */
export const cellNetworks: readonly ZooNetwork[] = [
  stacked("nasnet-a", "NASNet-A", NASNET_A, cifar),
  stacked("nasnet-a", "NASNet-A", NASNET_A, imagenet),
  stacked("amoebanet-a", "AmoebaNet-A", AMOEBANET_A, cifar),
  stacked("amoebanet-a", "AmoebaNet-A", AMOEBANET_A, imagenet),
  stacked("pnasnet", "PNASNet", PNASNET, cifar),
  stacked("pnasnet", "PNASNet", PNASNET, imagenet),
  stacked("darts", "DARTS", DARTS, cifar),
  stacked("darts", "DARTS", DARTS, imagenet),
];

function stacked(id: string, name: string, genotype: Genotype, stacking: Stacking): ZooNetwork {
  const { suffix, inputSize, cells, classes } = stacking;
  return zooNetwork({
    id: `${id}-${suffix}`,
    name: `${name} ${suffix}`,
    summary: `${cells} cells found by search; as quark0/darts stacks them for ${suffix}`,
    inputSize,
    draw(net, image, { width }) {
      let filters = scaled(width, 4)(stacking.filters);
      let [older, newer] = stacking.stem(net, image, filters);
      const reductions = [Math.floor(cells / 3), Math.floor(2 * cells / 3)];
      for (let i = 0; i < cells; i++) {
        const reduces = reductions.includes(i);
        if (reduces) filters *= 2;
        const cell = reduces ? genotype.reduction : genotype.normal;
        const next = drawCell(net, `cell${i}`, [older, newer], cell, filters, reduces ? 2 : 1);
        [older, newer] = [newer, next];
      }
      const [, height, columns, channels] = newer.shape;
      const pool = { kernel: [height, columns], padding: "valid" } as const;
      const pooled = averagePool(net, newer, { name: "global_pooling", ...pool });
      const flat = reshape(net, pooled, [1, channels], { name: "view" });
      output(net, fullyConnected(net, flat, { name: "classifier", units: classes, deviation: 4 }));
    },
  });
}

function drawCell(
  net: Network,
  name: string,
  [older, newer]: readonly [Handle, Handle],
  { steps, concat: joined }: CellGenotype,
  filters: number,
  stride: number,
): Handle {
  const squeezed = (x: Handle, at: string) =>
    conv(net, relu(net, x, { name: `${at}/relu` }), { name: at, filters, kernel: 1 });
  const states = [
    older.shape[1] === newer.shape[1]
      ? squeezed(older, `${name}/preprocess0`)
      : factorizedReduction(net, older, `${name}/preprocess0`, filters),
    squeezed(newer, `${name}/preprocess1`),
  ];
  steps.forEach((edges, step) => {
    const at = `${name}/step${step}`;
    const [left, right] = edges.map(([operation, state], side) => {
      const settings = { name: `${at}/${side}`, stride: state < 2 ? stride : 1 };
      return applyOperation(net, states[state], operation, settings);
    });
    states.push(add(net, left, right, { name: at }));
  });
  return concat(net, joined.map((state) => states[state]), { name: `${name}/concat` });
}
