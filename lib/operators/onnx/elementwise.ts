/** ONNX operators that compute each output element from the input elements in the same place. */

import { dimsAt, dtypeAt, isGiven, joinedDims, valueAt, valuesAt } from "../operands.ts";
import {
  broadcast,
  broadcastRules,
  chosen,
  combined,
  comparisonRules,
  opposite,
  roundEven,
  unaryRules,
} from "../numbers.ts";
import { numberOf } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { elementTypeOf } from "./element_types.ts";

/** An output of the shape of the first input; further inputs are parameters. */
const UNARY = `
Acos Acosh Asin Asinh Atan Atanh BitwiseNot Celu Cos Cosh Elu Erf Exp Gelu HardSigmoid HardSwish
Hardmax LeakyRelu Log LogSoftmax LpNormalization LRN MeanVarianceNormalization Mish Relu
Selu Shrink Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Swish Tan Tanh ThresholdedRelu
com.microsoft.Gelu com.microsoft.QuickGelu com.microsoft.QLinearSigmoid
com.microsoft.QLinearLeakyRelu`.trim().split(/\s+/);

/** All inputs are broadcast to the output. */
const BROADCAST = ["BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "Mean", "PRelu"];

/** Elementwise operators, with and without broadcasting. */
export const onnxElementwiseRules: readonly OperatorRule[] = [
  { types: UNARY, shapes: (query) => [dimsAt(query, 0)] },
  ...unaryRules({
    Abs: Math.abs,
    Ceil: Math.ceil,
    Floor: Math.floor,
    Identity: (x) => x,
    Neg: (x) => -x,
    Reciprocal: (x) => 1 / x,
    Round: roundEven,
  }),
  { types: BROADCAST, shapes: (query) => [broadcast(query)] },
  ...broadcastRules({
    Add: (a, b) => a + b,
    Sub: (a, b) => a - b,
    Mul: (a, b) => a * b,
    Div: (a, b) => a / b,
    Pow: (a, b) => a ** b,
    Max: Math.max,
    Min: Math.min,
    Sum: (...operands) => operands.reduce((sum, operand) => sum + operand, 0),
  }),
  {
    types: ["Mod"],
    shapes: (query) => [broadcast(query)],
    // The sign is the divisor's, unless `fmod` asks for that of the dividend.
    values: (query) =>
      combined(query, (a, b) => numberOf(query, "fmod", 0) === 1 ? a % b : ((a % b) + b) % b),
  },
  ...comparisonRules({
    Equal: (a, b) => a === b,
    Greater: (a, b) => a > b,
    GreaterOrEqual: (a, b) => a >= b,
    Less: (a, b) => a < b,
    LessOrEqual: (a, b) => a <= b,
    And: (a, b) => a !== 0 && b !== 0,
    Or: (a, b) => a !== 0 || b !== 0,
    Xor: (a, b) => (a !== 0) !== (b !== 0),
  }),
  { types: ["Not"], shapes: (query) => [dimsAt(query, 0)], values: opposite },
  {
    types: ["IsNaN", "IsInf"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: () => ["bool"],
  },
  {
    types: ["Where"],
    shapes: (query) => [broadcast(query)],
    dtypes: (query) => [dtypeAt(query, 1)],
    values: chosen,
  },
  {
    types: ["Clip"],
    shapes: (query) => [dimsAt(query, 0)],
    values: (query) => {
      const limit = (place: number, name: string, fallback: number) =>
        isGiven(query, place) ? valueAt(query, place) : numberOf(query, name, fallback);
      const [least, most] = [limit(1, "min", -Infinity), limit(2, "max", Infinity)];
      return valuesAt(query, 0).map((value) => Math.min(Math.max(value, least), most));
    },
  },
  {
    types: ["Cast"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: (query) => [elementTypeOf(query, "to")],
    values: (query) => {
      const whole = /int/.test(elementTypeOf(query, "to"));
      const toBool = elementTypeOf(query, "to") === "bool";
      return valuesAt(query, 0).map((value) =>
        toBool && !Number.isNaN(value) ? Number(value !== 0) : whole ? Math.trunc(value) : value
      );
    },
  },
  {
    types: ["CastLike"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: (query) => [dtypeAt(query, 1)],
  },
  {
    types: ["com.microsoft.QLinearAdd", "com.microsoft.QLinearMul"],
    shapes: (query) => [joinedDims([dimsAt(query, 0), dimsAt(query, 3)])],
  },
];
