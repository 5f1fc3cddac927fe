/** Random small graphs for property tests: several outputs, unread tensors, pins, scratch, sharing. */

import fc from "fast-check";
import { createGraph, type Graph, type Tensor } from "../lib/graph/mod.ts";
import { activationsOnly, type Allowance, type MemoryModel } from "../lib/tmm/mod.ts";

/** A random graph and a memory model with random scratch and sharing on it. */
export interface RandomCase {
  readonly graph: Graph;
  readonly memory: MemoryModel;
}

/** A small deterministic generator of numbers in [0, 1) (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An arbitrary for fast-check: a case that is made from a seed, so that a failure prints it. */
export function randomGraph(
  options: { maxOperators: number; minOperators?: number },
): fc.Arbitrary<RandomCase> {
  return fc.nat({ max: 2 ** 31 - 1 }).map((seed) => {
    const made = makeCase(seed, options.minOperators ?? 1, options.maxOperators);
    return Object.assign(made, { [fc.toStringMethod]: () => `case of seed ${seed}` });
  });
}

/** The case of a seed. */
export function makeCase(seed: number, minOperators: number, maxOperators: number): RandomCase {
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const tensors: Tensor[] = [];
  const newTensor = () => {
    const bytes = 1 + below(20);
    tensors.push({
      name: `t${tensors.length}`,
      dtype: "uint8",
      shape: [bytes],
      bytes,
      role: "activation",
    });
    return tensors.length - 1;
  };
  const inputs = Array.from({ length: 1 + below(3) }, newTensor);
  const count = minOperators + below(maxOperators - minOperators + 1);
  const operators = Array.from({ length: count }, (_, o) => {
    const known = tensors.length;
    const reads = Array.from({ length: 1 + below(3) }, () => {
      // Half of the time near the end, so that long chains appear beside bushy graphs.
      return random() < 0.5 ? below(known) : Math.max(0, known - 1 - below(3));
    });
    const writes = Array.from({ length: random() < 0.8 ? 1 : 2 }, newTensor);
    return { type: "OP", name: `op${o}`, attributes: {}, inputs: reads, outputs: writes };
  });
  const outputs = tensors.map((_, id) => id).filter(() => random() < 0.15);
  if (!outputs.includes(tensors.length - 1)) outputs.push(tensors.length - 1);
  const controlEdges = count > 1 && random() < 0.3
    ? [[0, 1 + below(count - 1)] as [number, number]]
    : [];
  const graph = createGraph({
    name: `r${seed}`,
    tensors,
    operators,
    inputs,
    outputs,
    controlEdges,
  });

  const scratch = operators.map(() => random() < 0.2 ? [1 + below(15)] : []);
  const sharing = operators.map(({ inputs, outputs }): Allowance[] =>
    [...new Set(inputs)].flatMap((input) =>
      outputs.flatMap((output) => {
        if (random() < 0.5) return [];
        const exact = random() < 0.5;
        return [{ input, output, distance: exact ? 0 : below(12) - 4, exact }];
      })
    )
  );
  const memory: MemoryModel = {
    ...activationsOnly,
    name: "random",
    scratchOf: (operator) => scratch[graph.operators.indexOf(operator)],
    sharingOf: (operator) => sharing[graph.operators.indexOf(operator)],
  };
  return { graph, memory };
}

/** A random valid order of a graph, the same for the same seed. */
export function randomOrder(graph: Graph, seed: number): number[] {
  const random = generator(seed);
  const done = new Set<number>();
  const order: number[] = [];
  const producer = new Map(graph.operators.flatMap((op, o) => op.outputs.map((id) => [id, o])));
  while (order.length < graph.operators.length) {
    const available = graph.operators.map((_, o) => o).filter((o) =>
      !done.has(o) &&
      graph.operators[o].inputs.every((id) => !producer.has(id) || done.has(producer.get(id)!)) &&
      graph.controlEdges.every(([before, after]) => after !== o || done.has(before))
    );
    const next = available[Math.floor(random() * available.length)];
    done.add(next);
    order.push(next);
  }
  return order;
}
