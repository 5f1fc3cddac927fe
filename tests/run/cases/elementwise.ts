/** Random operators that treat every element alike. */

import type { Attributes, DType } from "../../../lib/graph/mod.ts";
import { type CaseMaker, oneOperator, part, realOrStored, shapeOf, STORED } from "./parts.ts";

const unary =
  (type: string, dtypes: readonly DType[], attributes: Attributes = {}): CaseMaker => (dice) => {
    const dtype = dice.of(dtypes);
    const shape = shapeOf(dice);
    return oneOperator(type, attributes, [part(dice, dtype, shape)], [part(dice, dtype, shape)]);
  };

/** Functions whose integer outputs have one scale and zero point: those of the whole range. */
const ranged = (
  type: string,
  fixed: Readonly<Record<string, readonly [scale: number, zeroPoint: number]>>,
  attributes: Attributes = {},
): CaseMaker =>
(dice) => {
  const dtype = dice.of<DType>(["float32", ...STORED]);
  const shape = shapeOf(dice);
  const [scale, zeroPoint] = fixed[dtype] ?? [1, 0];
  const output = { shape, dtype, ...dtype !== "float32" && { scales: [scale], zeroPoint } };
  return oneOperator(type, attributes, [part(dice, dtype, shape)], [output]);
};

const binary = (type: string, dtypes: readonly DType[], result?: DType): CaseMaker => (dice) => {
  const dtype = dice.of(dtypes);
  const shape = shapeOf(dice);
  const reduced = () =>
    dice.of([shape, shape.map((size) => dice.of([1, size])), shape.slice(dice.between(0, 1))]);
  const [a, b] = dice.of([true, false]) ? [shape, reduced()] : [reduced(), shape];
  const output = part(dice, result ?? dtype, shape);
  return oneOperator(type, { fused_activation_function: "NONE" }, [
    part(dice, dtype, a),
    part(dice, dtype, b),
  ], [output]);
};

const convert =
  (type: string, pairs: readonly (readonly [DType, DType])[]): CaseMaker => (dice) => {
    const [from, to] = dice.of(pairs);
    const shape = shapeOf(dice);
    return oneOperator(type, {}, [part(dice, from, shape)], [part(dice, to, shape)]);
  };

const select = (type: string): CaseMaker => (dice) => {
  const dtype = realOrStored(dice);
  const shape = shapeOf(dice);
  return oneOperator(type, {}, [
    { shape: dice.of([shape, shape.map((size) => dice.of([1, size]))]), dtype: "bool" },
    part(dice, dtype, shape),
    part(dice, dtype, dice.of([shape, [1]])),
  ], [part(dice, dtype, shape)]);
};

const realOnly = (...types: string[]) =>
  Object.fromEntries(types.map((type) => [type, unary(type, ["float32"])]));

/** Makers by operator type. */
export const ELEMENTWISE: Readonly<Record<string, CaseMaker>> = {
  ADD: binary("ADD", ["float32", "int8", "int16", "int32"]),
  SUB: binary("SUB", ["float32", "int8", "int32"]),
  MUL: binary("MUL", ["float32", "int8", "int16"]),
  DIV: binary("DIV", ["float32"]),
  MAXIMUM: binary("MAXIMUM", ["float32", "int8"]),
  SQUARED_DIFFERENCE: binary("SQUARED_DIFFERENCE", ["float32", "int8"]),
  PRELU: binary("PRELU", ["float32", "int8"]),
  ...Object.fromEntries(
    ["EQUAL", "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL"].map((type) => [
      type,
      binary(type, ["float32", "int8", "int32"], "bool"),
    ]),
  ),
  LOGICAL_AND: binary("LOGICAL_AND", ["bool"]),
  LOGICAL_OR: binary("LOGICAL_OR", ["bool"]),
  MINIMUM: binary("MINIMUM", ["float32", "int8"]),
  FLOOR_DIV: binary("FLOOR_DIV", ["float32"]),
  FLOOR_MOD: binary("FLOOR_MOD", ["float32"]),
  RELU: unary("RELU", ["float32", ...STORED]),
  RELU6: unary("RELU6", ["float32", ...STORED]),
  LEAKY_RELU: unary("LEAKY_RELU", ["float32", "int8", "int16"], { alpha: 0.5 }),
  LOGISTIC: ranged("LOGISTIC", {
    int8: [1 / 256, -128],
    uint8: [1 / 256, 0],
    int16: [2 ** -15, 0],
  }),
  TANH: ranged("TANH", { int8: [1 / 128, 0], uint8: [1 / 128, 128], int16: [2 ** -15, 0] }),
  HARD_SWISH: unary("HARD_SWISH", ["float32", "int8"]),
  ABS: unary("ABS", ["float32", "int8"]),
  RELU_N1_TO_1: unary("RELU_N1_TO_1", ["float32", "int8"]),
  RELU_0_TO_1: unary("RELU_0_TO_1", ["float32", "int8"]),
  RSQRT: unary("RSQRT", ["float32", "int8"]),
  LOGICAL_NOT: unary("LOGICAL_NOT", ["bool"]),
  ...realOnly("CEIL", "COS", "ELU", "EXP", "FLOOR", "LOG", "NEG", "ROUND", "SIN", "SQRT", "SQUARE"),
  SOFTMAX: ranged("SOFTMAX", { int8: [1 / 256, -128], uint8: [1 / 256, 0], int16: [2 ** -15, 0] }, {
    beta: 1,
  }),
  L2_NORMALIZATION: unary("L2_NORMALIZATION", ["float32", "int8"]),
  QUANTIZE: convert("QUANTIZE", [["float32", "int8"], ["int8", "int8"], ["int16", "int8"]]),
  DEQUANTIZE: convert("DEQUANTIZE", [["int8", "float32"], ["int16", "float32"]]),
  CAST: convert("CAST", [["int32", "float32"], ["float32", "int8"], ["int8", "int32"]]),
  SELECT: select("SELECT"),
  SELECT_V2: select("SELECT_V2"),
};
