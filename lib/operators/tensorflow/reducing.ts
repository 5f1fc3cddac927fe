/** TensorFlow operators that reduce axes: sums, extremes, and where they are. */

import { axesIn, dimsAt, dimsFrom, dtypeAt, isGiven, valueAt, valuesAt } from "../operands.ts";
import { axisIn, fail, flagOf, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { dtypeOf } from "./settings.ts";

/** What reductions make of known numbers. */
const NUMBERS: Record<string, (values: readonly number[]) => number> = {
  Max: (values) => Math.max(...values),
  Min: (values) => Math.min(...values),
  Prod: (values) => values.reduce((product, value) => product * value, 1),
  Sum: (values) => values.reduce((sum, value) => sum + value, 0),
};

/** Mean, Sum, ...; ArgMax, ArgMin; TopK. */
export const tensorflowReducingRules: readonly OperatorRule[] = [
  { types: ["Mean", "All", "Any", "EuclideanNorm"], shapes: (query) => [reduced(query)] },
  ...Object.entries(NUMBERS).map(([type, compute]): OperatorRule => ({
    types: [type],
    shapes: (query) => [reduced(query)],
    values: (query) => {
      if (dimsAt(query, 0).length > 1) return fail("only lists of numbers are looked at");
      return reduced(query).length === 0
        ? [compute(valuesAt(query, 0))]
        : fail("it keeps its rank");
    },
  })),
  {
    types: ["ArgMax", "ArgMin"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      return [input.toSpliced(axisIn(input.length, valueAt(query, 1)), 1)];
    },
    dtypes: (query) => [dtypeOf(query, "output_type", "int64")],
  },
  {
    types: ["TopK", "TopKV2"],
    shapes: (query) => {
      const count = isGiven(query, 1) ? valueAt(query, 1) : numberOf(query, "k");
      const shape: Shape = [...dimsFrom(query, 0, 1).slice(0, -1), count];
      return [shape, shape];
    },
    dtypes: (query) => [dtypeAt(query, 0), "int32"],
  },
  { types: ["L2Loss"], shapes: () => [[]] },
];

/** No axes (an empty list) reduce nothing. */
function reduced(query: Query): Shape {
  const input = dimsAt(query, 0);
  const axes = new Set(axesIn(input.length, valuesAt(query, 1)));
  if (flagOf(query, "keep_dims")) return input.map((size, d) => axes.has(d) ? 1 : size);
  return input.filter((_, d) => !axes.has(d));
}
