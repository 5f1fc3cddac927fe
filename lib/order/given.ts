/** The scheduler `given`: the order of the file, which is what an unmodified runtime executes. */

import { type Accounting, givenOrder } from "../tmm/mod.ts";
import { orderingOf } from "./ordering.ts";
import type { Ordering } from "./scheduler.ts";

/** Keeps the order of the file. The baseline that every other scheduler is compared with. */
export function given(accounting: Accounting): Ordering {
  return orderingOf(accounting, givenOrder(accounting.graph));
}
