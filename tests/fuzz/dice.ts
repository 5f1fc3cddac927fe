/** Random choices that a seed repeats. */

import { generator } from "../random_graph.ts";

/** A source of choices. */
export interface Dice {
  /** A whole number from 0 to below a limit. */
  below(limit: number): number;
  /** One of a list. */
  pick<T>(list: readonly T[]): T;
  /** True once in so many times. */
  oneIn(count: number): boolean;
}

/** The choices of a seed. */
export function diceOf(seed: number): Dice {
  const random = generator(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return {
    below,
    pick: (list) => list[below(list.length)],
    oneIn: (count) => below(count) === 0,
  };
}

/** Whole numbers at which 8, 16, 32 and 53 bits and signs end. */
export const EDGES: readonly number[] = [
  ...[0, 1, 2, 3, 4, 7, 8, 15, 16, 255, 256, 0x7fff, 0x8000, 0xffff, 0x10000, 0xffffff],
  ...[2 ** 31 - 16, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 4, 2 ** 32 - 2, 2 ** 32 - 1],
];
