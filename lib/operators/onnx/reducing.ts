/** ONNX operators that reduce axes: sums, extremes, and where they are. */

import {
  axesIn,
  dimsAt,
  dtypeAt,
  inputOrSetting,
  isGiven,
  valueAt,
  valuesAt,
} from "../operands.ts";
import { fail, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { axisOf } from "./reshaping.ts";

/** What some reductions make of known numbers. */
const NUMBERS: Record<string, (values: readonly number[]) => number> = {
  ReduceMax: (values) => Math.max(...values),
  ReduceMin: (values) => Math.min(...values),
  ReduceProd: (values) => values.reduce((product, value) => product * value, 1),
  ReduceSum: (values) => values.reduce((sum, value) => sum + value, 0),
};

/** Reduce*, ArgMax, ArgMin, TopK. */
export const onnxReducingRules: readonly OperatorRule[] = [
  {
    types: "L1 L2 LogSum LogSumExp Mean SumSquare".split(" ").map((name) => `Reduce${name}`),
    shapes: (query) => [reduced(query)],
  },
  ...Object.entries(NUMBERS).map(([type, compute]): OperatorRule => ({
    types: [type],
    shapes: (query) => [reduced(query)],
    values: (query) => {
      if (dimsAt(query, 0).length > 1) return fail("only lists of numbers are looked at");
      return [compute(valuesAt(query, 0))];
    },
  })),
  {
    types: ["ArgMax", "ArgMin"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axis = axisOf(query, input, 0);
      const keeps = numberOf(query, "keepdims", 1) === 1;
      return [input.toSpliced(axis, 1, ...(keeps ? [1] : []))];
    },
    dtypes: () => ["int64"],
  },
  {
    types: ["TopK"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const count = isGiven(query, 1) ? valueAt(query, 1) : numberOf(query, "k");
      const shape = input.with(axisOf(query, input, -1), count);
      return [shape, shape];
    },
    dtypes: (query) => [dtypeAt(query, 0), "int64"],
  },
];

/** No axes stand for all of them, unless `noop_with_empty_axes` is set. */
function reduced(query: Query): Shape {
  const input = dimsAt(query, 0);
  const given = inputOrSetting(query, 1, "axes");
  if (given.length === 0 && numberOf(query, "noop_with_empty_axes", 0) === 1) return input;
  const axes = new Set(given.length > 0 ? axesIn(input.length, given) : input.keys());
  if (numberOf(query, "keepdims", 1) === 1) return input.map((size, d) => axes.has(d) ? 1 : size);
  return input.filter((_, d) => !axes.has(d));
}
