/** Deterministic inputs: a stream of pseudo-random numbers for each input of a graph. */

import { type DType, elementsOf, type Graph } from "../graph/mod.ts";
import { elementBytes, viewOf } from "./elements.ts";

/** splitmix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014). */
function splitmix64(seed: bigint): () => bigint {
  let state = seed;
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let mixed = state;
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = BigInt.asUintN(64, (mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  };
}

/** How a draw becomes an element. */
const ELEMENT_OF: Partial<Record<DType, (draw: bigint) => number | bigint>> = {
  float32: (draw) => Number(BigInt.asIntN(32, draw)) / 2 ** 31,
  int32: (draw) => Number(draw % 10n),
  int64: (draw) => draw % 10n,
  bool: (draw) => Number(draw & 1n),
};

/**
 * Bytes for every input of a graph. The stream of input i starts at 1000003 * seed + i + 1 (so that
 * seed 1 is the usual one); float32 is in [-1, 1), int32 and int64 in 0 to 9, bool 0 or 1, and of all
 * other types each byte is a draw's bits 24 to 31.
 */
export function seededInputs(graph: Graph, seed: number = 1): Uint8Array[] {
  return graph.inputs.map((id, place) => {
    const { dtype, shape, bytes } = graph.tensors[id];
    const next = splitmix64(BigInt(1000003 * seed + place + 1));
    const filled = new Uint8Array(bytes);
    const elementOf = ELEMENT_OF[dtype];
    if (elementOf === undefined || elementBytes(dtype) === 0) {
      for (let i = 0; i < bytes; i++) filled[i] = Number((next() >> 24n) & 0xffn);
      return filled;
    }
    const elements = viewOf(dtype, filled.buffer, 0, bytes);
    for (let i = 0; i < elementsOf(shape); i++) elements[i] = elementOf(next());
    return filled;
  });
}
