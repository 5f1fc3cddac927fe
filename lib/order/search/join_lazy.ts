/** Joins lines of operators into units: the series-parallel reduction of Liu (1987), for any graph. */

import type { Accounting } from "../../tmm/mod.ts";
import { lazyUnits } from "./lazy.ts";
import { unitSpaceOf } from "./unit_costs.ts";
import { reversed } from "./unit_space.ts";
import { joinUnits, type Units } from "./units.ts";

/**
 * Joins, until nothing changes, each lazy unit with the only unit that waits for it, and each unit
 * that is lazy with time reversed with the only one that it waits for.
 *
 * Each join is lossless because the first of the two loses nothing by running just before the second
 * (or the second just after the first), see `lazy.ts`. On a line of operators this is Liu's
 * decomposition into hills and valleys: what remains separate are segments between which stopping can
 * pay, each with a lower hill and a higher valley than the one before (or the reverse, on the way
 * down). Kayaaslan et al. (2018) do the same for series-parallel graphs; here the neighbours of a line
 * may be anything.
 */
export function joinLazy(accounting: Accounting, units: Units): Units {
  for (let joined = units;;) {
    const space = unitSpaceOf(accounting, joined);
    const early = lazyUnits(space);
    const late = lazyUnits(reversed(space));
    const taken = new Set<number>();
    const pairs: [number, number][] = [];
    joined.members.forEach((_, unit) => {
      const { before, after } = joined;
      const pair: [number, number] | undefined = early[unit] && after[unit].length === 1
        ? [unit, after[unit][0]]
        : late[unit] && before[unit].length === 1
        ? [before[unit][0], unit]
        : undefined;
      if (pair === undefined || pair.some((one) => taken.has(one))) return;
      pair.forEach((one) => taken.add(one));
      pairs.push(pair);
    });
    if (pairs.length === 0) return joined;
    joined = joinUnits(joined, pairs);
  }
}
