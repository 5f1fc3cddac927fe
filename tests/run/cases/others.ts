/** Random operators that reduce, that remember, and that look at shapes only. */

import type { DType } from "../../../lib/graph/mod.ts";
import {
  type CaseMaker,
  type Dice,
  image,
  ints,
  like,
  oneOperator,
  type Part,
  part,
  realOrStored,
  shapeOf,
} from "./parts.ts";

const reduce = (type: string, dtypes: readonly DType[]): CaseMaker => (dice) => {
  const dtype = dice.of(dtypes);
  const shape = dice.of([shapeOf(dice), image(dice)]);
  const axes = dice.of([[0], [shape.length - 1], shape.length === 4 ? [1, 2] : [0]]);
  const out = shape.map((size, d) => axes.includes(d) ? 1 : size);
  const input = part(dice, dtype, shape);
  const output = type.startsWith("REDUCE") ? like(input, dtype, out) : part(dice, dtype, out);
  return oneOperator(type, { keep_dims: true }, [input, ints(...axes)], [output]);
};

const extreme = (type: string): CaseMaker => (dice) => {
  const shape = shapeOf(dice, 3);
  const axis = dice.between(0, 2);
  return oneOperator(type, {}, [part(dice, realOrStored(dice), shape), ints(axis)], [
    { shape: shape.toSpliced(axis, 1), dtype: "int32" },
  ]);
};

/** Weights that must be constants: small stored values. */
const weights = (dtype: DType, ...shape: number[]): Part => ({
  shape,
  dtype,
  values: dtype === "float32" ? [0] : [1, 2, 3, 250],
  scales: [0.01],
});

const lstm: CaseMaker = (dice) => {
  const isReal = dice.of([true, false]);
  const [of, cell, biasOf] = isReal
    ? ["float32", "float32", "float32"] as const
    : ["int8", "int16", "int32"] as const;
  const [batches, steps, size, units] = [1, 1, 1, 1].map(() => dice.between(1, 3));
  const timeMajor = dice.of([true, false]);
  const [first, second] = timeMajor ? [steps, batches] : [batches, steps];
  const none = [undefined, undefined, undefined];
  return oneOperator("UNIDIRECTIONAL_SEQUENCE_LSTM", {
    fused_activation_function: "TANH",
    cell_clip: 0,
    proj_clip: 0,
    time_major: timeMajor,
  }, [
    part(dice, of, [first, second, size]),
    ...Array.from({ length: 4 }, () => weights(of, units, size)),
    ...Array.from({ length: 4 }, () => weights(of, units, units)),
    ...none,
    ...Array.from({ length: 4 }, () => weights(biasOf, units)),
    ...none.slice(1),
    { ...part(dice, of, [batches, units]), variable: true },
    { shape: [batches, units], dtype: cell, scales: [2 ** -11], variable: true },
    ...none,
    undefined,
  ], [part(dice, of, [first, second, units])]);
};

const svdf: CaseMaker = (dice) => {
  const isReal = dice.of([true, false]);
  const [of, memory] = isReal ? ["float32", "float32"] as const : ["int8", "int16"] as const;
  const [batches, size, units, rank, steps] = [1, 1, 1, 1, 1].map(() => dice.between(1, 3));
  const filters = units * rank;
  return oneOperator("SVDF", { rank, fused_activation_function: "NONE" }, [
    part(dice, of, [batches, size]),
    part(dice, of, [filters, size]),
    part(dice, memory, [filters, steps]),
    dice.of([{ shape: [units], dtype: isReal ? "float32" as const : "int32" as const }, undefined]),
    { ...part(dice, memory, [batches, steps * filters]), variable: true },
  ], [part(dice, of, [batches, units])]);
};

/** Operators whose output depends on a shape or on one element. */
const made =
  (type: string, inputs: (dice: Dice) => { parts: Part[]; out: number[] }): CaseMaker => (dice) => {
    const { parts, out } = inputs(dice);
    return oneOperator(type, {}, parts, [{ shape: out, dtype: "int32" }]);
  };

/** Makers by operator type. */
export const OTHERS: Readonly<Record<string, CaseMaker>> = {
  UNIDIRECTIONAL_SEQUENCE_LSTM: lstm,
  SVDF: svdf,
  MEAN: reduce("MEAN", ["float32", "int8"]),
  SUM: reduce("SUM", ["float32", "int8"]),
  REDUCE_MAX: reduce("REDUCE_MAX", ["float32", "int8"]),
  REDUCE_MIN: reduce("REDUCE_MIN", ["float32", "int8"]),
  REDUCE_PROD: reduce("REDUCE_PROD", ["float32"]),
  REDUCE_ALL: reduce("REDUCE_ALL", ["bool"]),
  REDUCE_ANY: reduce("REDUCE_ANY", ["bool"]),
  ARG_MAX: extreme("ARG_MAX"),
  ARG_MIN: extreme("ARG_MIN"),
  SHAPE: made("SHAPE", (dice) => {
    const shape = shapeOf(dice);
    return { parts: [part(dice, "int8", shape)], out: [shape.length] };
  }),
  RANK: made("RANK", (dice) => ({ parts: [part(dice, "int8", shapeOf(dice))], out: [] })),
  ZEROS_LIKE: made("ZEROS_LIKE", (dice) => {
    const shape = shapeOf(dice);
    return { parts: [{ shape, dtype: "int32" }], out: shape };
  }),
  FILL: made("FILL", (dice) => {
    const shape = shapeOf(dice);
    return { parts: [ints(...shape), { shape: [], dtype: "int32" }], out: shape };
  }),
};
