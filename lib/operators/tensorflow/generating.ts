/** TensorFlow operators that make tensors, or find positions in them. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsAt, dimsFrom, dtypeAt, valueAt, valuesAt } from "../operands.ts";
import type { Query } from "../query.ts";
import { rangeRules } from "../ranges.ts";
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
  ...rangeRules,
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

/** At most as many as there are boxes, and as it is told. */
function mostBoxes(query: Query): number {
  const [boxes] = dimsFrom(query, 0, 1);
  const most = valueAt(query, 2);
  return Number.isNaN(boxes) ? most : Math.min(boxes, most);
}
