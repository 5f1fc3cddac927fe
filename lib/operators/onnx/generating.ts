/** ONNX operators that make tensors, or find positions in them. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsAt, dimsFrom, dtypeAt, isGiven, valueAt, valuesAt } from "../operands.ts";
import { axisIn, numberOf, numbersOf, type Query, type Shape } from "../query.ts";
import { rangeRules } from "../ranges.ts";
import type { OperatorRule } from "../rule.ts";
import { ELEMENT_TYPES, elementTypeOf } from "./element_types.ts";

const FLOAT = 1;

/** ConstantOfShape, Range, OneHot, EyeLike, Random*; NonZero, NonMaxSuppression, Unique. */
export const onnxGeneratingRules: readonly OperatorRule[] = [
  {
    types: ["ConstantOfShape"],
    shapes: (query) => [valuesAt(query, 0)],
    dtypes: (query) => [ELEMENT_TYPES[numberOf(query, "value.type", FLOAT)] ?? "float32"],
    values: (query) => {
      const [value = 0] = numbersOf(query, "value");
      return new Array<number>(elementsOf(valuesAt(query, 0))).fill(value);
    },
  },
  ...rangeRules,
  {
    types: ["RandomNormal", "RandomUniform"],
    shapes: (query) => [numbersOf(query, "shape")],
    dtypes: (query) => [elementTypeOf(query, "dtype", FLOAT)],
  },
  {
    types: ["EyeLike", "RandomNormalLike", "RandomUniformLike", "Bernoulli"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: (query) =>
      query.operator.attributes["dtype"] === undefined
        ? [dtypeAt(query, 0)]
        : [elementTypeOf(query, "dtype")],
  },
  { types: ["OptionalHasElement"], shapes: () => [[]], dtypes: () => ["bool"] },
  {
    types: ["NonZero"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      return [[Math.max(1, input.length), elementsOf(input)]];
    },
    dtypes: () => ["int64"],
    atMost: () => true,
  },
  {
    types: ["NonMaxSuppression"],
    shapes: (query) => [[mostBoxes(query), 3]],
    dtypes: () => ["int64"],
    atMost: () => true,
  },
  {
    types: ["Unique"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axis = query.operator.attributes["axis"];
      const count = axis === undefined
        ? elementsOf(input)
        : input[axisIn(input.length, Number(axis))];
      const unique = axis === undefined ? [count] : input;
      return [unique, [count], [axis === undefined ? elementsOf(input) : count], [count]];
    },
    dtypes: (query) => [dtypeAt(query, 0), "int64", "int64", "int64"],
    atMost: () => true,
  },
];

/** Boxes [batch, boxes, 4], scores [batch, classes, boxes]: per batch and class, at most input 2. */
function mostBoxes(query: Query): number {
  const [batch, boxes] = dimsFrom(query, 0, 3);
  const [, classes]: Shape = dimsFrom(query, 1, 3);
  return batch * classes * (isGiven(query, 2) ? Math.min(boxes, valueAt(query, 2)) : 0);
}
