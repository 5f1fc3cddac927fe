/** What a rule is that tells of which values the pixels of an operator's output come. */

import type { Operator, Tensor } from "../graph/mod.ts";
import { elementBytes } from "./elements.ts";
import type { Values } from "./values.ts";

/** The value of each pixel of a tensor, in row-major order. */
export type Pixels = readonly number[];

/** What a rule for an operator type looks at. */
export interface PixelQuery {
  readonly operator: Operator;
  readonly values: Values;
  /** Absent inputs are `undefined`. */
  readonly inputs: readonly (Tensor | undefined)[];
  readonly outputs: readonly Tensor[];
  /** The pixels of an input that is there. */
  pixelsAt(place: number): Pixels;
  /** The value of an input as a whole. */
  wholeAt(place: number): number;
  /**
   * The value of all that the operator computes by, besides shapes and what it reads; and of what a
   * rule adds to that, or takes care of itself and leaves out: names of attributes.
   */
  label(added: readonly unknown[], without?: string): number;
}

/** Pixels of the output of an operator; `undefined` where the rule does not fit it. */
export type PixelRule = (query: PixelQuery) => Pixels | undefined;

/** Elements along the last dimension; 1 for a scalar. */
export function depthOf({ shape }: Tensor): number {
  return shape.at(-1) ?? 1;
}

/** How many pixels a tensor has. */
export function pixelCount({ shape }: Tensor): number {
  return shape.slice(0, -1).reduce((product, size) => product * size, 1);
}

/** The bytes that padding writes into an element; `undefined` for types that are not padded. */
export function zeroOf({ dtype, quantization }: Tensor): Uint8Array | undefined {
  const bytes = new Uint8Array(dtype === "int4" ? 0 : elementBytes(dtype));
  if (dtype === "int8" || dtype === "uint8") bytes[0] = quantization?.zeroPoints[0] ?? 0;
  return bytes.length === 0 ? undefined : bytes;
}

/** Bytes of an element, as often as a pixel has elements. */
export function repeated(bytes: Uint8Array, count: number): Uint8Array {
  const pixel = new Uint8Array(bytes.length * count);
  for (let i = 0; i < count; i++) pixel.set(bytes, i * bytes.length);
  return pixel;
}
