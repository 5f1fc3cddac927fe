/** ONNX operators between real numbers and the integers that stand for them; gradients. */

import { dimsAt, dtypeAt, isGiven } from "../operands.ts";
import type { OperatorRule } from "../rule.ts";
import { elementTypeOf } from "./element_types.ts";

const UINT8 = 2;

/** Domains under which Brevitas, QONNX and FINN write their quantisers: real numbers remain. */
const QUANTISERS = ["onnx.brevitas", "qonnx.custom_op.general", "finn.custom_op.general"].flatMap(
  (domain) => ["BipolarQuant", "IntQuant", "Quant", "Trunc"].map((name) => `${domain}.${name}`),
);

/** QuantizeLinear, DequantizeLinear, DynamicQuantizeLinear; quantisers; Gradient. */
export const onnxQuantizationRules: readonly OperatorRule[] = [
  {
    types: ["QuantizeLinear"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: (query) => [
      isGiven(query, 2) ? dtypeAt(query, 2) : elementTypeOf(query, "output_dtype", UINT8),
    ],
  },
  {
    types: ["DequantizeLinear"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: (query) => [dtypeAt(query, 1)],
  },
  {
    types: ["DynamicQuantizeLinear"],
    shapes: (query) => [dimsAt(query, 0), [], []],
    dtypes: () => ["uint8", "float32", "uint8"],
  },
  { types: QUANTISERS, shapes: (query) => [dimsAt(query, 0)] },
  {
    // One derivative per input that it names, of its shape.
    types: ["ai.onnx.preview.training.Gradient"],
    shapes: (query) => query.operator.outputs.map((_, place) => dimsAt(query, place)),
    dtypes: (query) => query.operator.outputs.map((_, place) => dtypeAt(query, place)),
  },
];
