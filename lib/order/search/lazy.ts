/** Lazy units: those that need not run before the first unit that waits for them. */

import type { Cost, OpenInput, UnitSpace } from "./unit_space.ts";
import { weighIf } from "./unit_space.ts";

/** Open inputs up to which all ways to die are looked at; a unit with more counts as not lazy. */
const MOST_OPEN = 6;

/**
 * Which units are lazy: run just before the first unit that waits for them, they cost nothing.
 *
 * A unit u is lazy if something waits for it, it never leaves fewer live bytes than there were
 * (whichever of its inputs die), and it never needs more than it leaves and a unit that waits for it
 * then needs. Take a schedule with other units between u and the first that waits for u, and delay u.
 * Every set B in between has u no longer: live(B) <= live(B + u), and no need grows: an input that
 * died there because u had run before is paid for by what u would have left (fact 3 of
 * `unit_space.ts`). u itself then needs no more than the unit after it.
 *
 * Operators that free nothing (a float16 model has a DEQUANTIZE for every weight) are lazy; so is
 * what expands. With time reversed, the same is true of a unit that always frees what it adds, and
 * runs just after the last unit that it waits for.
 */
export function lazyUnits(space: UnitSpace): boolean[] {
  const costs = space.steps.map((_, unit) => costsOf(space, unit));
  return costs.map((own, unit) => {
    if (own === undefined || space.after[unit].length === 0) return false;
    if (own.some(({ change }) => change < 0)) return false;
    const above = Math.max(...own.map(({ rise, change }) => rise - change));
    return space.after[unit].every((next) =>
      costs[next]?.every(({ rise }) => above <= rise) ?? false
    );
  });
}

/** The costs of a unit for every choice of the open inputs that die with it. */
function costsOf({ steps, forward }: UnitSpace, unit: number): Cost[] | undefined {
  const open = steps[unit].flatMap((step) => step.open);
  if (open.length > MOST_OPEN) return undefined;
  return Array.from({ length: 2 ** open.length }, (_, choice) => {
    const dead = new Set<OpenInput>(open.filter((_, i) => (choice >> i) & 1));
    const cost: Cost = { rise: 0, change: 0 };
    weighIf(steps[unit], cost, (input) => dead.has(input));
    if (forward) return cost;
    return { rise: cost.rise - cost.change, change: -cost.change };
  });
}
