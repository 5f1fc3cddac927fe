/** How often, how long and with which guide a search tries: many short turns, few long ones. */

import type { Guide } from "./_guide.ts";
import { randomNumbers } from "./_random.ts";

/** One attempt. */
export interface Turn {
  readonly guide: Guide;
  /** In units of the shortest turn. */
  readonly length: number;
}

/** Turns without end: at first with the plain guides, then with blurred ones. */
export function turns(seed: number): () => Turn {
  const random = randomNumbers(seed);
  const regions: Guide["region"][] = ["lowest", "fullest", "hardest"];
  const orders: Guide["order"][] = [
    ["total", "width", "area"],
    ["width", "area", "total"],
    ["area", "width", "total"],
  ];
  let turn = 0;
  return () => {
    const region = regions[++turn % regions.length];
    const length = luby(turn);
    if (turn <= 6) return { guide: { region, order: orders[turn % 2] }, length };
    const order = orders[Math.floor(random() * orders.length)];
    return { guide: { region, order, random }, length };
  };
}

/**
 * The sequence 1 1 2 1 1 2 4 1 1 2 1 1 2 4 8 ... from index 1, for searches that end soon or never:
 * no other sequence is better by more than a logarithm (Luby, Sinclair and Zuckerman 1993).
 */
function luby(index: number): number {
  let size = 1;
  while (2 * size - 1 < index) size *= 2;
  return 2 * size - 1 === index ? size : luby(index - size + 1);
}
