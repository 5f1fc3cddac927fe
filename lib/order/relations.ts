/** Which operators must run before which, through any number of steps: transitive, as rows of bits. */

import type { Accounting } from "../tmm/mod.ts";

/** Ancestors and descendants of every operator, one row of `words` 32-bit words per operator. */
export interface Relations {
  /** Words per row. */
  readonly words: number;
  /** Row `o`: the operators that run before operator `o` in every order (`o` itself is not among them). */
  readonly ancestors: Uint32Array;
  /** Row `o`: the operators that run after operator `o` in every order. */
  readonly descendants: Uint32Array;
}

const known = new WeakMap<Accounting["predecessors"], Relations>();

/** The relations behind an accounting: n operators take n * n / 4 bytes. Computed once per graph. */
export function relationsOf({ predecessors, successors }: Accounting): Relations {
  const found = known.get(predecessors);
  if (found) return found;
  const count = predecessors.length;
  const words = Math.max(1, Math.ceil(count / 32));
  const closure = (neighbours: readonly (readonly number[])[], order: Iterable<number>) => {
    const rows = new Uint32Array(count * words);
    for (const o of order) {
      for (const near of neighbours[o]) {
        for (let w = 0; w < words; w++) rows[o * words + w] |= rows[near * words + w];
        rows[o * words + (near >>> 5)] |= 1 << (near & 31);
      }
    }
    return rows;
  };
  const forwards = predecessors.map((_, o) => o); // ids are a valid order
  const ancestors = closure(predecessors, forwards);
  const descendants = closure(successors, forwards.toReversed());
  const relations = { words, ancestors, descendants };
  known.set(predecessors, relations);
  return relations;
}

/** Whether `after` runs after `before` in every order. */
export function runsAfter(relations: Relations, after: number, before: number): boolean {
  const { words, descendants } = relations;
  return ((descendants[before * words + (after >>> 5)] >>> (after & 31)) & 1) === 1;
}
