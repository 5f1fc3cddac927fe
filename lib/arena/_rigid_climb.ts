/** Improves a placement of groups by small changes around its top. */

import type { RigidFitter, Turns } from "./_rigid_fit.ts";

/** Groups in places, and by which turns they got there. */
export interface Fitted extends Turns {
  readonly arena: number;
  /** Per group: its offset. */
  readonly starts: Float64Array;
}

/**
 * The best that small changes lead to. With the ceiling just under the best arena, the group that
 * rises above it goes earlier, or what is in its way changes its turn or its side. What is as good is
 * kept, too.
 */
export function climb(
  start: Fitted,
  fitter: RigidFitter,
  { iterations, goal }: { readonly iterations: number; readonly goal: number },
): Fitted {
  const { heights, forbidden: { first, other } } = fitter;
  const count = heights.length;
  const random = randomBelow();
  let best = start;
  const order = start.order.slice();
  const isHigh = start.isHigh.slice();
  for (let i = 0; i < iterations && best.arena > goal; i++) {
    order.set(best.order);
    isHigh.set(best.isHigh);
    const ceiling = i % 4 === 0 ? goal + random(best.arena - goal) : best.arena - 1;
    const top = order.find((g) => best.starts[g] + heights[g] === best.arena)!;
    const near = first[top + 1] - first[top];
    const neighbour = () =>
      near > 0 && random(8) > 0 ? other[first[top] + random(near)] : random(count);
    const moved = i % 2 === 0 ? top : neighbour();
    const at = order.indexOf(moved);
    const to = random(i % 2 === 0 ? Math.max(1, at) : count);
    if (to < at) order.copyWithin(to + 1, to, at);
    else order.copyWithin(at, at + 1, to + 1);
    order[to] = moved;
    const turned = i % 5 === 0 ? top : neighbour();
    if (i % 3 > 0) isHigh[turned] ^= 1;
    const arena = fitter.fit({ order, isHigh }, ceiling, best.arena);
    if (arena > best.arena) continue;
    best = { order: order.slice(), isHigh: isHigh.slice(), arena, starts: fitter.starts.slice() };
  }
  return best;
}

/** Whole numbers below a limit, always in the same sequence: a linear congruence (Numerical Recipes). */
function randomBelow(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = Math.imul(state, 1664525) + 1013904223 | 0;
    return Math.floor((state >>> 0) / 2 ** 32 * limit);
  };
}
