/** Weights of TensorFlow.js that are stored in fewer bits than the network computes with. */

import { type DType, elementsOf } from "../../graph/mod.ts";
import { MOST_VALUES, valuesOf } from "../../operators/mod.ts";
import type { JsonRecord } from "./json.ts";

/** How a weight is stored. */
export interface Quantized {
  /** The element type of what is stored. */
  readonly dtype: DType;
  /** The numbers of a small weight; `undefined` of others. */
  readonly numbers: (data: Uint8Array) => readonly number[] | undefined;
}

const NARROW = ["uint8", "uint16", "float16"] as const;

/**
 * What the field `quantization` of a manifest says; `undefined` where the weight is stored as it is.
 *
 * Source of the formula: `decodeWeights` of TensorFlow.js: stored number times `scale` plus `min`,
 * rounded where the weight is an integer; `float16` is only narrow.
 */
export function quantizedIn(
  { dtype: declared, scale = 1, min = 0 }: JsonRecord,
  kind: { readonly dtype: DType; readonly shape: readonly number[] },
): Quantized | undefined {
  const dtype = NARROW.find((name) => name === declared);
  if (dtype === undefined || dtype === kind.dtype) return undefined;
  const widened = (stored: number) => {
    if (dtype === "float16") return stored;
    const value = stored * Number(scale) + Number(min);
    return kind.dtype === "int32" ? Math.round(value) : value;
  };
  return {
    dtype,
    numbers: (data) => {
      if (elementsOf(kind.shape) > MOST_VALUES) return undefined;
      const tensor = {
        name: "",
        role: "constant",
        bytes: data.length,
        ...kind,
        dtype,
        data,
      } as const;
      return valuesOf(tensor)?.map(widened);
    },
  };
}
