/** TensorFlow operators that compute each output element from the input elements in the same place. */

import { dimsAt, dtypeAt, joinedDims, valuesAt } from "../operands.ts";
import {
  broadcast,
  broadcastRules,
  chosen,
  comparisonRules,
  opposite,
  roundEven,
  unaryRules,
} from "../numbers.ts";
import type { OperatorRule } from "../rule.ts";
import { dtypeOf } from "./settings.ts";

/** An output of the shape of the first input; further inputs are parameters. */
const UNARY = `
Acos Acosh Asin Asinh Atan Atanh BiasAdd BiasAddV1 BitwiseNot ClipByValue Cos Cosh
Cumsum Cumprod Digamma Elu Erf Erfc Exp Expm1 Inv Invert LeakyRelu Lgamma Log Log1p LogSoftmax
MatrixBandPart Relu Relu6 Reverse ReverseSequence ReverseV2 Rint Rsqrt Selu Sigmoid Sign Sin Sinh
Softmax Softplus Softsign Sqrt Tan Tanh`.trim().split(/\s+/);

/** All inputs are broadcast to the output. */
const BROADCAST = `
Atan2 BitwiseAnd BitwiseOr BitwiseXor DivNoNan LeftShift MulNoNan Prelu RightShift
SquaredDifference Xdivy Xlogy`.trim().split(/\s+/);

/** Elementwise operators, with and without broadcasting; casts and selections. */
export const tensorflowElementwiseRules: readonly OperatorRule[] = [
  { types: UNARY, shapes: (query) => [dimsAt(query, 0)] },
  ...unaryRules({
    Abs: Math.abs,
    Ceil: Math.ceil,
    Floor: Math.floor,
    Neg: (x) => -x,
    OnesLike: () => 1,
    Reciprocal: (x) => 1 / x,
    Round: roundEven,
    Square: (x) => x * x,
    ZerosLike: () => 0,
  }),
  { types: BROADCAST, shapes: (query) => [broadcast(query)] },
  ...broadcastRules({
    Add: (a, b) => a + b,
    AddV2: (a, b) => a + b,
    AddN: (...terms) => terms.reduce((sum, term) => sum + term, 0),
    Sub: (a, b) => a - b,
    Mul: (a, b) => a * b,
    Div: (a, b) => a / b,
    RealDiv: (a, b) => a / b,
    TruncateDiv: (a, b) => Math.trunc(a / b),
    FloorDiv: (a, b) => Math.floor(a / b),
    FloorMod: (a, b) => a - b * Math.floor(a / b),
    Mod: (a, b) => a % b,
    Pow: (a, b) => a ** b,
    Maximum: Math.max,
    Minimum: Math.min,
  }),
  ...comparisonRules({
    Equal: (a, b) => a === b,
    NotEqual: (a, b) => a !== b,
    Greater: (a, b) => a > b,
    GreaterEqual: (a, b) => a >= b,
    Less: (a, b) => a < b,
    LessEqual: (a, b) => a <= b,
    LogicalAnd: (a, b) => a !== 0 && b !== 0,
    LogicalOr: (a, b) => a !== 0 || b !== 0,
  }),
  { types: ["LogicalNot"], shapes: (query) => [dimsAt(query, 0)], values: opposite },
  {
    types: ["IsNan", "IsInf", "IsFinite"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: () => ["bool"],
  },
  {
    types: ["Cast"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: (query) => [dtypeOf(query, "DstT")],
    values: (query) => {
      const whole = /int/.test(dtypeOf(query, "DstT"));
      return valuesAt(query, 0).map((value) => whole ? Math.trunc(value) : value);
    },
  },
  {
    // The condition may be one flag per row or one for all: it does not widen the operands.
    types: ["Select"],
    shapes: (query) => [joinedDims([dimsAt(query, 1), dimsAt(query, 2)])],
    dtypes: (query) => [dtypeAt(query, 1)],
    values: chosen,
  },
  {
    types: ["SelectV2"],
    shapes: (query) => [broadcast(query)],
    dtypes: (query) => [dtypeAt(query, 1)],
    values: chosen,
  },
];
