/** First fit in an order that is improved by small changes around the peak. */
import { fitterOf } from "./_fitter.ts";
import { type Pairs, pairsOf } from "./_pairs.ts";
import { randomNumbers } from "./_random.ts";
import { placementBound } from "./bound.ts";
import { FIT_ORDERS, fitOrder } from "./first_fit.ts";
import { checkProblem, type Placement, type PlacementProblem } from "./problem.ts";

/** How long and from where to climb. */
export interface HillClimbOptions {
  /** Placements to try. */
  readonly iterations?: number;
  /** Start of the sequence of pseudo-random numbers; the same seed gives the same placement. */
  readonly seed?: number;
  /** Stop as soon as the arena is no larger; by default the bound. */
  readonly goal?: number;
}

/**
 * Starts from the best named order of {@linkcode firstFit} and swaps buffers in it, as the Ethos-U
 * compiler does (ethos-u-vela, `hillclimb_allocation.py`):
 *
 * 1. The *critical* buffers are those that end at the top of the arena, those that these rest on,
 *    and so on down to offset 0.
 * 2. Swap a random critical buffer with another one in the order, and place all anew.
 * 3. Keep the new order unless the arena grew.
 *
 * Costs `iterations` first fits. Weakness: only one new order is looked at in each turn, and there
 * is no proof of anything unless the bound is met.
 *
 * @throws {RangeError} If a size, a range, an alignment or an overlap of the problem makes no sense.
 */
export function hillClimb(problem: PlacementProblem, options: HillClimbOptions = {}): Placement {
  checkProblem(problem);
  return climbOver(problem, pairsOf(problem), options);
}

/** {@linkcode hillClimb} for a caller that has the pairs of the problem, which take much memory. */
export function climbOver(
  problem: PlacementProblem,
  pairs: Pairs,
  options: HillClimbOptions,
): Placement {
  const { iterations = 500, seed = 1, goal = placementBound(problem) } = options;
  const fit = fitterOf(problem, pairs);
  const random = randomNumbers(seed);
  const starts = FIT_ORDERS.map((name) => fitOrder(problem, name));
  const placements = starts.map(fit);
  const least = Math.min(...placements.map(({ arena }) => arena));
  const start = placements.findIndex(({ arena }) => arena === least);
  const order = starts[start];
  let best = placements[start];
  let critical = criticalBuffers(problem, pairs, best);
  const position = new Int32Array(order.length);
  order.forEach((b, at) => position[b] = at);
  const swap = (a: number, b: number) => {
    [position[a], position[b]] = [position[b], position[a]];
    [order[position[a]], order[position[b]]] = [a, b];
  };
  for (let i = 0; i < iterations && best.arena > goal && critical.length > 1; i++) {
    const a = critical[Math.floor(random() * critical.length)];
    const b = critical[Math.floor(random() * critical.length)];
    if (a === b) continue;
    swap(a, b);
    const next = fit(order);
    if (next.arena <= best.arena) {
      best = next;
      critical = criticalBuffers(problem, pairs, best);
    } else swap(a, b);
  }
  return best;
}

/** The buffers at the top of the arena and those that hold them up. */
function criticalBuffers(
  { buffers }: PlacementProblem,
  { first, other, above }: Pairs,
  { offsets, arena }: Placement,
): number[] {
  const critical = buffers.map((_, b) => b)
    .filter((b) => buffers[b].bytes > 0 && offsets[b] + buffers[b].bytes === arena);
  const isCritical = new Set(critical);
  for (const b of critical) {
    const { alignment = 1 } = buffers[b];
    for (let e = first[b]; e < first[b + 1]; e++) {
      const gap = offsets[b] - (offsets[other[e]] + above[e]);
      if (gap < 0 || gap >= alignment || isCritical.has(other[e])) continue;
      isCritical.add(other[e]);
      critical.push(other[e]);
    }
  }
  return critical;
}
