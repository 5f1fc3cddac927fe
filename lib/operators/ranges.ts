/** Range and OneHot, which ONNX and TensorFlow define alike. */

import { dimsAt, dtypeAt, MOST_VALUES, valueAt } from "./operands.ts";
import { axisIn, fail, numberOf, type Query } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** The rules of both. */
export const rangeRules: readonly OperatorRule[] = [
  {
    types: ["Range"],
    shapes: (query) => [[rangeOf(query).count]],
    values: (query) => {
      const { start, step, count } = rangeOf(query);
      if (!(count <= MOST_VALUES)) return fail("the range is long, or not known");
      return Array.from({ length: count }, (_, i) => start + i * step);
    },
  },
  {
    types: ["OneHot"],
    shapes: (query) => {
      const indices = dimsAt(query, 0);
      const axis = axisIn(indices.length + 1, numberOf(query, "axis", -1));
      return [indices.toSpliced(axis, 0, valueAt(query, 1))];
    },
    dtypes: (query) => [dtypeAt(query, 2)],
  },
];

/** As many numbers as the steps from start to limit. */
function rangeOf(query: Query): { start: number; step: number; count: number } {
  const [start, limit, step] = [0, 1, 2].map((place) => valueAt(query, place));
  if (step === 0) return fail("it makes steps of 0");
  return { start, step, count: Math.max(0, Math.ceil((limit - start) / step)) };
}
