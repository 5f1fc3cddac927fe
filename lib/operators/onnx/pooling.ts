/** Pools of ONNX, images in NCHW order. */

import { dimsFrom, dtypeAt } from "../operands.ts";
import { numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { slid } from "./windows.ts";

/** MaxPool, AveragePool, LpPool; the global ones. */
export const onnxPoolingRules: readonly OperatorRule[] = [
  {
    types: ["MaxPool"],
    shapes: (query) => [pooled(query), pooled(query)],
    dtypes: (query) => [dtypeAt(query, 0), "int64"],
  },
  {
    types: ["AveragePool", "LpPool", "com.microsoft.QLinearAveragePool"],
    shapes: (query) => [pooled(query)],
  },
  {
    types: ["GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool"],
    shapes: (query) => [dimsFrom(query, 0, 2).map((size, d) => d < 2 ? size : 1)],
  },
];

function pooled(query: Query): Shape {
  const [batch, channels, ...sizes] = dimsFrom(query, 0, 3);
  return [batch, channels, ...slid(query, sizes, numbersOf(query, "kernel_shape"))];
}
