/** Constants of int32, and those that an outline gets, each stored once. */

import type { Tensor } from "../graph/mod.ts";
import type { OutlineTensor } from "./outline.ts";

/** A constant of these values and this shape. */
export function int32Constant(
  values: readonly number[],
  shape: readonly number[],
): Tensor & { readonly data: Uint8Array } {
  const data = new Uint8Array(Int32Array.from(values).buffer);
  return {
    name: `[${values}]`,
    dtype: "int32",
    shape,
    bytes: data.length,
    role: "constant",
    data,
  };
}

/** The id of a constant of these values and this shape. */
export type Constants = (values: readonly number[], shape: readonly number[]) => number;

/** Finds constants among the new tensors of a list, or appends them. */
export function newConstants(tensors: OutlineTensor[]): Constants {
  const keyOf = (data: Uint8Array, shape: readonly number[]) => `${shape}:${data}`;
  const known = new Map<string, number>();
  tensors.forEach(({ table, data, dtype, shape }, id) => {
    if (table === undefined && data && dtype === "int32") known.set(keyOf(data, shape), id);
  });
  return (values, shape) => {
    const tensor = int32Constant(values, shape);
    const key = keyOf(tensor.data, shape);
    const id = known.get(key);
    if (id !== undefined) return id;
    known.set(key, tensors.push(tensor) - 1);
    return tensors.length - 1;
  };
}
