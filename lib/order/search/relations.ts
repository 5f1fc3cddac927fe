/** What must run before what, through any number of steps: the transitive closure, as rows of bits. */

import { wordsFor } from "./bits.ts";

/** Per node its direct neighbours. */
export type Neighbours = readonly (readonly number[])[];

/** Ancestors and descendants of every node, one row of `words` 32-bit words per node. */
export interface Relations {
  /** Words per row. */
  readonly words: number;
  /** Row `o`: the nodes that run before node `o` in every order (`o` itself is not among them). */
  readonly ancestors: Uint32Array;
  /** Row `o`: the nodes that run after node `o` in every order. */
  readonly descendants: Uint32Array;
}

const known = new WeakMap<Neighbours, Relations>();

/**
 * The relations behind lists of direct neighbours; ids stand in a valid order. n nodes take n * n / 4
 * bytes. Computed once per list.
 */
export function relationsOf(before: Neighbours, after: Neighbours): Relations {
  const found = known.get(before);
  if (found) return found;
  const words = wordsFor(before.length);
  const forwards = before.map((_, o) => o);
  const relations = {
    words,
    ancestors: closure(before, forwards, words),
    descendants: closure(after, forwards.toReversed(), words),
  };
  known.set(before, relations);
  return relations;
}

/** Whether `after` runs after `before` in every order. */
export function runsAfter(relations: Relations, after: number, before: number): boolean {
  const { words, descendants } = relations;
  return ((descendants[before * words + (after >>> 5)] >>> (after & 31)) & 1) === 1;
}

function closure(near: Neighbours, order: readonly number[], words: number): Uint32Array {
  const rows = new Uint32Array(near.length * words);
  for (const o of order) {
    for (const other of near[o]) {
      for (let w = 0; w < words; w++) rows[o * words + w] |= rows[other * words + w];
      rows[o * words + (other >>> 5)] |= 1 << (other & 31);
    }
  }
  return rows;
}
