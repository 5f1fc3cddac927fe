/** The scheduler `beam`: keeps the few most promising sets of executed operators of each size. */

import type { Accounting } from "../tmm/mod.ts";
import { orderingOf } from "./ordering.ts";
import type { Ordering } from "./scheduler.ts";
import { beamOrder } from "./search/beam_order.ts";
import { joinLazy } from "./search/join_lazy.ts";
import { unitSpaceOf } from "./search/unit_costs.ts";
import { isTame } from "./search/unit_space.ts";
import { singleUnits } from "./search/units.ts";

/**
 * Joins operators that lose nothing by running together, then keeps the 16 best partial orders of
 * each length (fewer for graphs of over a thousand units). No proof, but time in proportion to the
 * size of the graph times its width, whatever its shape: for graphs on which `exact` runs out of
 * budget.
 */
export function beam(accounting: Accounting): Ordering {
  const single = singleUnits(accounting);
  const units = isTame(accounting) ? joinLazy(accounting, single) : single;
  const { order, states } = beamOrder(unitSpaceOf(accounting, units));
  return orderingOf(accounting, order.flatMap((unit) => units.members[unit]), states);
}
