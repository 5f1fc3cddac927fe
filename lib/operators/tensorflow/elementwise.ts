/** TensorFlow operators that compute each output element from the input elements in the same place. */

import { combined, type Numbers, stored } from "../onnx/elementwise.ts";
import { dimsAt, dtypeAt, joinedDims, valuesAt } from "../operands.ts";
import type { Query, Shape } from "../query.ts";
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

/** Unary ones with what they make of known numbers. */
const UNARY_NUMBERS: Record<string, Numbers> = {
  Abs: Math.abs,
  Ceil: Math.ceil,
  Floor: Math.floor,
  Neg: (x) => -x,
  OnesLike: () => 1,
  Reciprocal: (x) => 1 / x,
  Round: (x) => Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x),
  Square: (x) => x * x,
  ZerosLike: () => 0,
};

const floorMod: Numbers = (a, b) => a - b * Math.floor(a / b);

/** Sums and the like, with what they make of known numbers. */
const NUMBERS: Record<string, Numbers> = {
  Add: (a, b) => a + b,
  AddV2: (a, b) => a + b,
  AddN: (...terms) => terms.reduce((sum, term) => sum + term, 0),
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  RealDiv: (a, b) => a / b,
  TruncateDiv: (a, b) => Math.trunc(a / b),
  FloorDiv: (a, b) => Math.floor(a / b),
  FloorMod: floorMod,
  Mod: (a, b) => a % b,
  Pow: (a, b) => a ** b,
  Maximum: Math.max,
  Minimum: Math.min,
};

const COMPARISONS: Record<string, (a: number, b: number) => boolean> = {
  Equal: (a, b) => a === b,
  NotEqual: (a, b) => a !== b,
  Greater: (a, b) => a > b,
  GreaterEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessEqual: (a, b) => a <= b,
  LogicalAnd: (a, b) => a !== 0 && b !== 0,
  LogicalOr: (a, b) => a !== 0 || b !== 0,
};

/** Elementwise operators, with and without broadcasting; casts and selections. */
export const tensorflowElementwiseRules: readonly OperatorRule[] = [
  { types: UNARY, shapes: (query) => [dimsAt(query, 0)] },
  ...Object.entries(UNARY_NUMBERS).map(([type, compute]): OperatorRule => ({
    types: [type],
    shapes: (query) => [dimsAt(query, 0)],
    values: (query) => valuesAt(query, 0).map((value) => stored(query, compute(value))),
  })),
  { types: BROADCAST, shapes: (query) => [broadcast(query)] },
  ...Object.entries(NUMBERS).map(([type, compute]): OperatorRule => ({
    types: [type],
    shapes: (query) => [broadcast(query)],
    values: (query) => combined(query, compute).map((value) => stored(query, value)),
  })),
  ...Object.entries(COMPARISONS).map(([type, holds]): OperatorRule => ({
    types: [type],
    shapes: (query) => [broadcast(query)],
    dtypes: () => ["bool"],
    values: (query) => combined(query, (a, b) => Number.isNaN(a + b) ? NaN : Number(holds(a, b))),
  })),
  {
    types: ["LogicalNot"],
    shapes: (query) => [dimsAt(query, 0)],
    values: (query) => valuesAt(query, 0).map((value) => Number.isNaN(value) ? NaN : 1 - value),
  },
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

function broadcast(query: Query): Shape {
  return joinedDims(query.operator.inputs.map((_, place) => dimsAt(query, place)));
}

function chosen(query: Query): readonly number[] {
  return combined(query, (which, a, b) => Number.isNaN(which) ? NaN : which ? a : b);
}
