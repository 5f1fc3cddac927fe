/** TensorFlow operators that make tensors, or find positions in them. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsAt, dimsFrom, dtypeAt, MOST_VALUES, valueAt, valuesAt } from "../operands.ts";
import { axisIn, fail, numberOf, type Query } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { dtypeOf } from "./settings.ts";

/** Fill, Range, OneHot, Random*; Where, NonMaxSuppression, Unique: as many as the data says. */
export const tensorflowGeneratingRules: readonly OperatorRule[] = [
  {
    types: ["Fill"],
    shapes: (query) => [valuesAt(query, 0)],
    dtypes: (query) => [dtypeAt(query, 1)],
    values: (query) => new Array<number>(elementsOf(valuesAt(query, 0))).fill(valueAt(query, 1)),
  },
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
  {
    types: ["RandomUniform", "RandomStandardNormal", "TruncatedNormal", "Empty"],
    shapes: (query) => [valuesAt(query, 0)],
    dtypes: (query) => [dtypeOf(query, "dtype")],
  },
  {
    types: ["Where"],
    shapes: (query) => [[elementsOf(dimsAt(query, 0)), dimsAt(query, 0).length]],
    dtypes: () => ["int64"],
    atMost: () => true,
  },
  {
    types: ["NonMaxSuppression", "NonMaxSuppressionV2", "NonMaxSuppressionV3"],
    shapes: (query) => [[mostBoxes(query)]],
    dtypes: () => ["int32"],
    atMost: () => true,
  },
  {
    types: ["NonMaxSuppressionV4"],
    shapes: (query) => [[mostBoxes(query)], []],
    dtypes: () => ["int32", "int32"],
    atMost: () => true,
  },
  {
    types: ["NonMaxSuppressionV5"],
    shapes: (query) => [[mostBoxes(query)], [mostBoxes(query)], []],
    dtypes: (query) => ["int32", dtypeAt(query, 1), "int32"],
    atMost: () => true,
  },
  {
    types: ["Unique", "UniqueV2"],
    shapes: (query) => [dimsAt(query, 0), dimsAt(query, 0)],
    dtypes: (query) => [dtypeAt(query, 0), dtypeOf(query, "out_idx", "int32")],
    atMost: () => true,
  },
];

/** As many numbers as the steps from start to limit. */
function rangeOf(query: Query): { start: number; step: number; count: number } {
  const [start, limit, step] = [0, 1, 2].map((place) => valueAt(query, place));
  if (step === 0) return fail("it makes steps of 0");
  return { start, step, count: Math.max(0, Math.ceil((limit - start) / step)) };
}

/** At most as many as there are boxes, and as it is told. */
function mostBoxes(query: Query): number {
  const [boxes] = dimsFrom(query, 0, 1);
  const most = valueAt(query, 2);
  return Number.isNaN(boxes) ? most : Math.min(boxes, most);
}
