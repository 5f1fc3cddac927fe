/** New int32 constants of an outline, each stored once. */

import type { OutlineTensor } from "./outline.ts";

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
    const data = new Uint8Array(Int32Array.from(values).buffer);
    const key = keyOf(data, shape);
    const id = known.get(key);
    if (id !== undefined) return id;
    const name = `[${values}]`;
    const tensor = { name, dtype: "int32", shape, bytes: data.length, role: "constant" } as const;
    known.set(key, tensors.push({ ...tensor, data }) - 1);
    return tensors.length - 1;
  };
}
