/** ONNX operators that compute each output element from the input elements in the same place. */

import {
  dimsAt,
  dtypeAt,
  indexIn,
  isGiven,
  joinedDims,
  valueAt,
  valuesAt,
  valuesOver,
} from "../operands.ts";
import { fail, inputAt, numberOf, type Query, type Shape } from "../query.ts";
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

/** What an operator makes of one element of each operand. */
export type Numbers = (...operands: number[]) => number;

const truth = (holds: boolean) => holds ? 1 : 0;

/** The same, with what they make of known numbers. */
const UNARY_NUMBERS: Record<string, Numbers> = {
  Abs: Math.abs,
  Ceil: Math.ceil,
  Floor: Math.floor,
  Identity: (x) => x,
  Neg: (x) => -x,
  Reciprocal: (x) => 1 / x,
  Round: (x) => Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x),
};

/** Sums and the like of any number of operands, with what they make of known numbers. */
const NUMBERS: Record<string, Numbers> = {
  Add: (a, b) => a + b,
  Sub: (a, b) => a - b,
  Mul: (a, b) => a * b,
  Div: (a, b) => a / b,
  Pow: (a, b) => a ** b,
  Max: Math.max,
  Min: Math.min,
  Sum: (...operands) => operands.reduce((sum, operand) => sum + operand, 0),
};

const COMPARISONS: Record<string, (a: number, b: number) => boolean> = {
  Equal: (a, b) => a === b,
  Greater: (a, b) => a > b,
  GreaterOrEqual: (a, b) => a >= b,
  Less: (a, b) => a < b,
  LessOrEqual: (a, b) => a <= b,
  And: (a, b) => a !== 0 && b !== 0,
  Or: (a, b) => a !== 0 || b !== 0,
  Xor: (a, b) => (a !== 0) !== (b !== 0),
};

/** Elementwise operators, with and without broadcasting. */
export const onnxElementwiseRules: readonly OperatorRule[] = [
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
  {
    types: ["Mod"],
    shapes: (query) => [broadcast(query)],
    // The sign is the divisor's, unless `fmod` asks for that of the dividend.
    values: (query) =>
      combined(query, (a, b) => numberOf(query, "fmod", 0) === 1 ? a % b : ((a % b) + b) % b),
  },
  ...Object.entries(COMPARISONS).map(([type, holds]): OperatorRule => ({
    types: [type],
    shapes: (query) => [broadcast(query)],
    dtypes: () => ["bool"],
    values: (query) => combined(query, (a, b) => Number.isNaN(a + b) ? NaN : truth(holds(a, b))),
  })),
  {
    types: ["Not"],
    shapes: (query) => [dimsAt(query, 0)],
    values: (query) => valuesAt(query, 0).map((value) => Number.isNaN(value) ? NaN : truth(!value)),
  },
  {
    types: ["IsNaN", "IsInf"],
    shapes: (query) => [dimsAt(query, 0)],
    dtypes: () => ["bool"],
  },
  {
    types: ["Where"],
    shapes: (query) => [broadcast(query)],
    dtypes: (query) => [dtypeAt(query, 1)],
    values: (query) =>
      combined(query, (condition, a, b) => Number.isNaN(condition) ? NaN : condition ? a : b),
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
        toBool && !Number.isNaN(value) ? truth(value !== 0) : whole ? Math.trunc(value) : value
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

/** Operators up to opset 6 broadcast their second operand to the first, at an axis that they name. */
function broadcast(query: Query): Shape {
  if (query.operator.attributes["broadcast"] === 1) return dimsAt(query, 0);
  return joinedDims(query.operator.inputs.map((_, place) => dimsAt(query, place)));
}

/** A number as the type of the first input holds it: integers are cut, float32 is rounded. */
export function stored(query: Query, value: number): number {
  const { dtype } = inputAt(query, 0);
  return /int/.test(dtype) ? Math.trunc(value) : dtype === "float32" ? Math.fround(value) : value;
}

/** What a function makes of the known numbers of all operands, broadcast to the output. */
export function combined(query: Query, compute: Numbers): readonly number[] {
  const shapes = query.operator.inputs.map((_, place) => dimsAt(query, place));
  if (query.operator.attributes["broadcast"] === 1) return fail("its broadcast is of an old form");
  const operands = shapes.map((_, place) => valuesAt(query, place));
  return valuesOver(joinedDims(shapes), (position) => {
    const own = shapes.map((shape, place) => {
      const inside = position.slice(position.length - shape.length);
      return operands[place][indexIn(shape, inside.map((at, d) => shape[d] === 1 ? 0 : at))];
    });
    return compute(...own);
  });
}
