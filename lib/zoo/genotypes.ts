/** Cells of the literature on architecture search, as the code of DARTS (quark0/darts) writes them down. */

/** What stands on an edge of a cell. */
export type CellOperation =
  | "avg_pool_3x3"
  | "conv_7x1_1x7"
  | "dil_conv_3x3"
  | "max_pool_3x3"
  | "sep_conv_3x3"
  | "sep_conv_5x5"
  | "sep_conv_7x7"
  | "skip_connect";

/** An operation and the state that it reads: 0 the older input, 1 the newer, then the steps from 2 on. */
export type CellEdge = readonly [operation: CellOperation, state: number];

/** A cell: each step adds two edges, the cell's output joins some of the states. */
export interface CellGenotype {
  /** The steps, in order. */
  readonly steps: readonly (readonly [CellEdge, CellEdge])[];
  /** The states whose channels the output has. */
  readonly concat: readonly number[];
}

/** A network's two cells. */
export interface Genotype {
  /** The cell that keeps the size. */
  readonly normal: CellGenotype;
  /** The cell that halves it: edges from its two inputs have stride 2. */
  readonly reduction: CellGenotype;
}

/** Zoph et al., "Learning Transferable Architectures" (2018). */
export const NASNET_A: Genotype = {
  normal: {
    steps: [
      [["sep_conv_5x5", 1], ["sep_conv_3x3", 0]],
      [["sep_conv_5x5", 0], ["sep_conv_3x3", 0]],
      [["avg_pool_3x3", 1], ["skip_connect", 0]],
      [["avg_pool_3x3", 0], ["avg_pool_3x3", 0]],
      [["sep_conv_3x3", 1], ["skip_connect", 1]],
    ],
    concat: [2, 3, 4, 5, 6],
  },
  reduction: {
    steps: [
      [["sep_conv_5x5", 1], ["sep_conv_7x7", 0]],
      [["max_pool_3x3", 1], ["sep_conv_7x7", 0]],
      [["avg_pool_3x3", 1], ["sep_conv_5x5", 0]],
      [["skip_connect", 3], ["avg_pool_3x3", 2]],
      [["sep_conv_3x3", 2], ["max_pool_3x3", 1]],
    ],
    concat: [4, 5, 6],
  },
};

/** Real et al., "Regularized Evolution" (2019). */
export const AMOEBANET_A: Genotype = {
  normal: {
    steps: [
      [["avg_pool_3x3", 0], ["max_pool_3x3", 1]],
      [["sep_conv_3x3", 0], ["sep_conv_5x5", 2]],
      [["sep_conv_3x3", 0], ["avg_pool_3x3", 3]],
      [["sep_conv_3x3", 1], ["skip_connect", 1]],
      [["skip_connect", 0], ["avg_pool_3x3", 1]],
    ],
    concat: [4, 5, 6],
  },
  reduction: {
    steps: [
      [["avg_pool_3x3", 0], ["sep_conv_3x3", 1]],
      [["max_pool_3x3", 0], ["sep_conv_7x7", 2]],
      [["sep_conv_7x7", 0], ["avg_pool_3x3", 1]],
      [["max_pool_3x3", 0], ["max_pool_3x3", 1]],
      [["conv_7x1_1x7", 0], ["sep_conv_3x3", 5]],
    ],
    concat: [3, 4, 6],
  },
};

const pnasnetCell: CellGenotype = {
  steps: [
    [["sep_conv_5x5", 0], ["max_pool_3x3", 0]],
    [["sep_conv_7x7", 1], ["max_pool_3x3", 1]],
    [["sep_conv_5x5", 1], ["sep_conv_3x3", 1]],
    [["sep_conv_3x3", 4], ["max_pool_3x3", 1]],
    [["sep_conv_3x3", 0], ["skip_connect", 1]],
  ],
  concat: [2, 3, 4, 5, 6],
};

/** Liu et al., "Progressive Neural Architecture Search" (2018), PNASNet-5: one cell for both. */
export const PNASNET: Genotype = { normal: pnasnetCell, reduction: pnasnetCell };

/** Liu et al., "DARTS" (2019), second order. */
export const DARTS: Genotype = {
  normal: {
    steps: [
      [["sep_conv_3x3", 0], ["sep_conv_3x3", 1]],
      [["sep_conv_3x3", 0], ["sep_conv_3x3", 1]],
      [["sep_conv_3x3", 1], ["skip_connect", 0]],
      [["skip_connect", 0], ["dil_conv_3x3", 2]],
    ],
    concat: [2, 3, 4, 5],
  },
  reduction: {
    steps: [
      [["max_pool_3x3", 0], ["max_pool_3x3", 1]],
      [["skip_connect", 2], ["max_pool_3x3", 1]],
      [["max_pool_3x3", 0], ["skip_connect", 2]],
      [["skip_connect", 2], ["max_pool_3x3", 1]],
    ],
    concat: [2, 3, 4, 5],
  },
};
