/** Sliding windows: output sizes, and their attributes in the words of the schema. */

import type { NameOptions } from "./network.ts";
import type { Activation } from "./value_range.ts";

/** Settings that layers with a sliding window have in common. */
export interface WindowOptions extends NameOptions {
  /** Height and width of the window, or one number for both. */
  readonly kernel: number | readonly [height: number, width: number];
  /** Step of the window downwards and to the right, or one number for both; 1 by default. */
  readonly stride?: number | readonly [height: number, width: number];
  /** `same` (the default) keeps the size up to the stride; `valid` drops what the window does not fill. */
  readonly padding?: "same" | "valid";
}

/** Both sides of a window. */
export function pair(
  size: number | readonly [number, number],
): readonly [height: number, width: number] {
  return typeof size === "number" ? [size, size] : size;
}

/** Batch, height and width after a window has passed over an NHWC shape. */
export function windowed(
  shape: readonly number[],
  kernel: readonly [number, number],
  stride: number | readonly [number, number],
  padding: "same" | "valid",
  dilation = 1,
): number[] {
  const steps = pair(stride).map((step, axis) => {
    const size = shape[1 + axis];
    if (padding === "same") return Math.ceil(size / step);
    const reach = (kernel[axis] - 1) * dilation + 1;
    if (reach > size) {
      throw new RangeError(`Cannot slide a window: wanted at most ${size} cells, came ${reach}`);
    }
    return Math.floor((size - reach) / step) + 1;
  });
  return [shape[0], ...steps];
}

/** The attributes of a window, as the schema names them. */
export function windowAttributes(
  stride: number | readonly [number, number],
  padding: "same" | "valid",
): { padding: string; stride_w: number; stride_h: number } {
  const [stride_h, stride_w] = pair(stride);
  return { padding: padding.toUpperCase(), stride_w, stride_h };
}

/** The attribute of a fused activation, as the schema names it. */
export function fused(activation: Activation): { fused_activation_function: string } {
  return { fused_activation_function: activation.toUpperCase() };
}
