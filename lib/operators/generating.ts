/** Operators that make values out of a few numbers. */

import { constantAt, fail, type Query, scalarAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** FILL, RANGE, random numbers. */
export const generatingRules: readonly OperatorRule[] = [
  {
    types: ["FILL", "RANDOM_UNIFORM", "RANDOM_STANDARD_NORMAL"],
    shapes: (query) => [constantAt(query, 0)],
  },
  { types: ["RANGE"], shapes: (query) => [[rangeLength(query)]] },
];

function rangeLength(query: Query): number {
  const [start, limit, delta] = [0, 1, 2].map((place) => scalarAt(query, place));
  if (delta === 0) return fail("its step is zero");
  return Math.max(0, Math.ceil((limit - start) / delta));
}
