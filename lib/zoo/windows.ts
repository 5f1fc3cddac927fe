/** Sliding windows: output sizes, and the schema's numbers for padding and activation. */

import type { Activation } from "./value_range.ts";

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
  stride: number,
  padding: "same" | "valid",
  dilation = 1,
): number[] {
  const steps = [0, 1].map((axis) => {
    const size = shape[1 + axis];
    if (padding === "same") return Math.ceil(size / stride);
    const reach = (kernel[axis] - 1) * dilation + 1;
    if (reach > size) {
      throw new RangeError(`Cannot slide a window: wanted at most ${size} cells, came ${reach}`);
    }
    return Math.floor((size - reach) / stride) + 1;
  });
  return [shape[0], ...steps];
}

/** Value of the enumeration `Padding`. */
export function paddingCode(padding: "same" | "valid"): number {
  return padding === "same" ? 0 : 1;
}

/** Value of the enumeration `ActivationFunctionType`. */
export function activationCode(activation: Activation): number {
  return { none: 0, relu: 1, relu6: 3 }[activation];
}
