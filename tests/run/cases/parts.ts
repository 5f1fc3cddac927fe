/** Random operands, and graphs of one operator on them. */

import {
  ABSENT,
  type Attributes,
  bytesOf,
  createGraph,
  type DType,
  type Graph,
  type Tensor,
} from "../../../lib/graph/mod.ts";
import { generator } from "../../random_graph.ts";

/** Random choices from a seed. */
export interface Dice {
  /** An integer from `low` to `high`, both included. */
  between(low: number, high: number): number;
  of<T>(choices: readonly T[]): T;
}

export function diceOf(seed: number): Dice {
  const random = generator(seed);
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
  return { between, of: (choices) => choices[between(0, choices.length - 1)] };
}

/** An operand: an activation, or a constant with values. */
export interface Part {
  readonly shape: readonly number[];
  readonly dtype: DType;
  /** Makes it a constant: its values, again and again where there are fewer than elements. */
  readonly values?: readonly number[];
  readonly variable?: boolean;
  readonly scales?: readonly number[];
  readonly zeroPoint?: number;
}

/** What makes a random graph of one operator type from dice. */
export type CaseMaker = (dice: Dice) => Graph;

export const STORED: readonly DType[] = ["int8", "uint8", "int16"];

/** A quantised operand where the type is an integer. */
export function part(dice: Dice, dtype: DType, shape: readonly number[]): Part {
  if (!STORED.includes(dtype)) return { shape, dtype };
  const zeroPoint = dtype === "int16" ? 0 : dice.between(0, 5);
  return { shape, dtype, scales: [Math.fround(0.02 + dice.between(0, 90) / 1000)], zeroPoint };
}

export const like = (
  { scales, zeroPoint }: Part,
  dtype: DType,
  shape: readonly number[],
): Part => ({
  shape,
  dtype,
  scales,
  zeroPoint,
});
export const ints = (...values: number[]): Part => ({
  shape: [values.length],
  dtype: "int32",
  values,
});

function constantBytes({ dtype, shape, values = [] }: Part): Uint8Array {
  if (dtype === "int32") return new Uint8Array(Int32Array.from(values).buffer);
  if (dtype === "int64") {
    const elements = bytesOf(dtype, shape) / 8;
    const wide = Array.from({ length: elements }, (_, i) => BigInt(values[i % values.length]));
    return new Uint8Array(BigInt64Array.from(wide).buffer);
  }
  return new Uint8Array(bytesOf(dtype, shape)).map((_, i) => values[i % values.length]);
}

export function oneOperator(
  type: string,
  attributes: Attributes,
  inputs: readonly (Part | undefined)[],
  outputs: readonly Part[],
): Graph {
  const tensors = [...inputs, ...outputs].flatMap((given, id): Tensor[] =>
    given === undefined ? [] : [{
      name: `t${id}`,
      dtype: given.dtype,
      shape: given.shape,
      bytes: bytesOf(given.dtype, given.shape),
      role: given.values ? "constant" : given.variable ? "variable" : "activation",
      ...given.values && { data: constantBytes(given) },
      ...given.scales && {
        quantization: {
          scales: given.scales,
          zeroPoints: given.scales.map(() => given.zeroPoint ?? 0),
          dimension: 0,
        },
      },
    }]
  );
  let next = 0;
  const ids = inputs.map((given) => given === undefined ? ABSENT : next++);
  const outputIds = outputs.map(() => next++);
  return createGraph({
    name: type,
    tensors,
    operators: [{ type, name: type, attributes, inputs: ids, outputs: outputIds }],
    inputs: ids.filter((id) => id !== ABSENT && tensors[id].role === "activation"),
    outputs: outputIds,
  });
}

export const shapeOf = (dice: Dice, rank = dice.between(1, 4)) =>
  Array.from({ length: rank }, () => dice.between(1, 4));
export const image = (dice: Dice) => [
  dice.between(1, 2),
  dice.between(2, 6),
  dice.between(2, 6),
  dice.between(1, 4),
];
export const realOrStored = (dice: Dice) => dice.of<DType>(["float32", ...STORED]);
