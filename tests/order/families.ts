/** Generated families of networks of any size, for tests and benchmarks of scheduling. Bytes are made up. */

import { type Graph, sketchGraph } from "../../lib/graph/mod.ts";
import { activationsOnly, type MemoryModel } from "../../lib/tmm/mod.ts";
import { generator } from "../random_graph.ts";

/** Element-wise operators may write over an input of the same size that dies with them. */
export const elementwiseInPlace: MemoryModel = {
  ...activationsOnly,
  name: "element-wise in place",
  sharingOf: ({ type, inputs, outputs: [output] }, { tensors }) => {
    if (type !== "RELU" && type !== "ADD") return [];
    return inputs.filter((input) => tensors[input].bytes === tensors[output].bytes)
      .map((input) => ({ input, output, distance: 0, exact: true }));
  },
};

/** Collects operators over named tensors; every tensor has one producer. */
class Builder {
  readonly #tensors: Record<string, number> = {};
  readonly #operators: { type: string; inputs: string[]; outputs: string[] }[] = [];
  #count = 0;

  input(bytes: number): string {
    return this.#tensor(bytes);
  }

  add(type: string, inputs: string[], bytes: number): string {
    const output = this.#tensor(bytes);
    this.#operators.push({ type, inputs, outputs: [output] });
    return output;
  }

  bytesOf(tensor: string): number {
    return this.#tensors[tensor];
  }

  graph(name: string, inputs: string[], outputs: string[]): Graph {
    return sketchGraph({
      name,
      tensors: this.#tensors,
      operators: this.#operators,
      inputs,
      outputs,
    });
  }

  #tensor(bytes: number): string {
    const name = `t${this.#count++}`;
    this.#tensors[name] = bytes;
    return name;
  }
}

/**
 * A chain of cells as in Inception V1, 9 operators each: a 1x1 branch, two that shrink and expand,
 * one that pools, and a concatenation. The sizes vary from cell to cell.
 */
export function inceptionChain(cells: number): Graph {
  const build = new Builder();
  const input = build.input(3000);
  let x = build.add("CONV_2D", [input], 6400);
  for (let cell = 0; cell < cells; cell++) {
    const unit = 100 + 7 * (cell % 5);
    const reduced = (bytes: number) => build.add("CONV_2D", [x], bytes);
    const branches = [
      reduced(16 * unit),
      build.add("CONV_2D", [reduced(24 * unit)], 32 * unit),
      build.add("CONV_2D", [reduced(4 * unit)], 8 * unit),
      build.add("CONV_2D", [build.add("MAX_POOL_2D", [x], build.bytesOf(x))], 8 * unit),
    ];
    x = build.add("CONCATENATION", branches, 64 * unit);
    if (cell % 4 === 3) x = build.add("MAX_POOL_2D", [x], 6400);
  }
  return build.graph(`inception-${cells}`, [input], [x]);
}

/**
 * `branches` branches of `length` operators between one fork and a tree of additions, of random
 * sizes.
 */
export function parallelBranches(branches: number, length: number, seed: number): Graph {
  const random = generator(seed);
  const build = new Builder();
  const input = build.input(64);
  const x = build.add("CONV_2D", [input], 100);
  let ends = Array.from({ length: branches }, () => {
    let y = x;
    for (let i = 0; i < length; i++) y = build.add("CONV_2D", [y], 10 + Math.floor(random() * 90));
    return y;
  });
  while (ends.length > 1) {
    ends = ends.flatMap((end, i) => {
      if (i % 2 === 1) return [];
      const other = ends[i + 1];
      if (other === undefined) return [end];
      return [build.add("ADD", [end, other], Math.max(build.bytesOf(end), build.bytesOf(other)))];
    });
  }
  return build.graph(`branches-${branches}x${length}`, [input], ends);
}

/** `branches` identical branches, each a line of tensors of these sizes, between one fork and one join. */
export function identicalBranches(branches: number, sizes: readonly number[]): Graph {
  const build = new Builder();
  const input = build.input(8);
  const x = build.add("CONV_2D", [input], 20);
  const ends = Array.from(
    { length: branches },
    () => sizes.reduce((y, bytes) => build.add("CONV_2D", [y], bytes), x),
  );
  const y = build.add("FULLY_CONNECTED", ends, 10);
  return build.graph(`identical-${branches}x${sizes.length}`, [input], [y]);
}

/**
 * Two towers on one input, `layers` layers each; a layer's weights are expanded before use (as in
 * float16 files) and read by both towers.
 */
export function sharedWeights(layers: number, seed: number): Graph {
  const random = generator(seed);
  const build = new Builder();
  const input = build.input(40);
  let [left, right] = [input, input];
  for (let layer = 0; layer < layers; layer++) {
    const weights = build.add("DEQUANTIZE", [], 5 + Math.floor(random() * 30));
    left = build.add("CONV_2D", [left, weights], 10 + Math.floor(random() * 60));
    right = build.add("CONV_2D", [right, weights], 10 + Math.floor(random() * 60));
  }
  const y = build.add("ADD", [left, right], 10);
  return build.graph(`shared-weights-${layers}`, [input], [y]);
}

/**
 * Randomly wired stages (Watts-Strogatz, each node joined to 4 others, rewired with probability
 * 0.75): a node adds what reaches it and runs ReLU and a separable convolution.
 */
export function randWire(nodes: number, stages: number, seed: number): Graph {
  const random = generator(seed);
  const build = new Builder();
  const input = build.input(3072);
  let x = build.add("CONV_2D", [input], 65536);
  for (let stage = 0; stage < stages; stage++) {
    const bytes = 131072 >> stage;
    const outputs: string[] = [];
    const read = new Set<string>();
    wattsStrogatz(nodes, random).forEach((before) => {
      const from = before.length > 0 ? before.map((node) => outputs[node]) : [x];
      from.forEach((tensor) => read.add(tensor));
      const sum = from.length > 1 ? build.add("ADD", from, build.bytesOf(from[0])) : from[0];
      const active = build.add("RELU", [sum], build.bytesOf(sum));
      const deep = build.add("DEPTHWISE_CONV_2D", [active], bytes);
      outputs.push(build.add("CONV_2D", [deep], bytes));
    });
    x = build.add("ADD", outputs.filter((tensor) => !read.has(tensor)), bytes);
  }
  const y = build.add("MEAN", [x], 10);
  return build.graph(`randwire-${nodes}x${stages}-s${seed}`, [input], [y]);
}

/** Per node: the nodes of lower number that it hears from. */
function wattsStrogatz(nodes: number, random: () => number): number[][] {
  const joined = Array.from({ length: nodes }, () => new Set<number>());
  for (let step = 1; step <= 2; step++) {
    for (let node = 0; node < nodes; node++) {
      let other = (node + step) % nodes;
      if (random() < 0.75 && joined[node].size < nodes - 1) {
        do other = Math.floor(random() * nodes); while (other === node || joined[node].has(other));
      }
      joined[node].add(other);
      joined[other].add(node);
    }
  }
  return joined.map((others, node) => [...others].filter((o) => o < node).sort((a, b) => a - b));
}

/**
 * One block of a cell: two transformed states, added. States 0 and 1 are the outputs of the two
 * cells before; state 2 + i is block i. `sep`: two separable convolutions, `conv`: one of 1x7 and
 * 7x1, `pool`, `skip`.
 */
type Block = readonly [operation: Operation, state: number, operation: Operation, state: number];
type Operation = "sep" | "conv" | "pool" | "skip";

/** Cells in the manner of the published genotypes: wiring as printed, operations in four kinds. */
export const genotypes: Readonly<Record<string, readonly Block[]>> = {
  "nasnet-a": [
    ["sep", 1, "skip", 1],
    ["sep", 0, "sep", 1],
    ["pool", 1, "skip", 0],
    ["pool", 0, "pool", 0],
    ["sep", 0, "sep", 0],
  ],
  "amoebanet-a": [
    ["pool", 0, "pool", 1],
    ["skip", 0, "sep", 1],
    ["sep", 3, "pool", 0],
    ["sep", 4, "skip", 0],
    ["sep", 0, "sep", 5],
  ],
  "darts-v2": [
    ["sep", 0, "sep", 1],
    ["sep", 0, "sep", 1],
    ["sep", 1, "skip", 0],
    ["skip", 0, "conv", 2],
  ],
};

/** A network of `cells` cells of one genotype; two of them, at a third and two thirds, halve the size. */
export function cellNetwork(genotype: string, cells: number): Graph {
  const build = new Builder();
  const input = build.input(3072);
  let bytes = 32 * 32 * 36;
  let [before, now] = [input, build.add("CONV_2D", [input], bytes)];
  before = now;
  for (let cell = 0; cell < cells; cell++) {
    const reduces = cell === Math.floor(cells / 3) || cell === Math.floor((2 * cells) / 3);
    if (reduces) bytes /= 2; // a quarter of the places, twice the channels
    [before, now] = [now, addCell(build, genotypes[genotype], before, now, bytes)];
  }
  const y = build.add("MEAN", [now], 10);
  return build.graph(`${genotype}-${cells}`, [input], [y]);
}

function addCell(
  build: Builder,
  blocks: readonly Block[],
  before: string,
  now: string,
  bytes: number,
): string {
  const squeeze = (x: string) =>
    build.add("CONV_2D", [build.add("RELU", [x], build.bytesOf(x))], bytes);
  const states = [squeeze(before), squeeze(now)];
  const read = new Set<number>();
  const apply = (operation: Operation, state: number) => {
    read.add(state);
    let x = states[state];
    if (operation === "skip") return x;
    if (operation === "pool") return build.add("AVERAGE_POOL_2D", [x], bytes);
    for (let i = 0; i < 2; i++) {
      x = build.add("RELU", [x], bytes);
      if (operation === "sep") x = build.add("DEPTHWISE_CONV_2D", [x], bytes);
      x = build.add("CONV_2D", [x], bytes);
    }
    return x;
  };
  for (const [left, from, right, other] of blocks) {
    states.push(build.add("ADD", [apply(left, from), apply(right, other)], bytes));
  }
  const loose = states.filter((_, state) => state > 1 && !read.has(state));
  return build.add("CONCATENATION", loose, loose.length * bytes);
}
