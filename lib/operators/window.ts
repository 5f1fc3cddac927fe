/** Windows that slide over one spatial dimension: how many fit, and where each begins to read. */

import { fail, perPosition, type Query } from "./query.ts";

/** A window along one dimension. */
export interface Window {
  /** Positions of the input. */
  readonly input: number;
  /** Taps of the window. */
  readonly taps: number;
  readonly stride: number;
  /** Positions from one tap to the next. */
  readonly dilation: number;
  /** "SAME" keeps `ceil(input / stride)` positions and pads; "VALID" stays inside. */
  readonly padding: string;
}

/** A window of an operator. @throws {Unknown} If its numbers make no sense. */
export function windowOf(
  { operator }: Query,
  parts: Omit<Window, "padding">,
): Window {
  const padding = operator.attributes["padding"];
  if (padding !== "SAME" && padding !== "VALID") return fail("its padding is not known");
  for (const value of [parts.taps, parts.stride, parts.dilation]) {
    if (!(Number.isInteger(value) && value > 0)) {
      return fail("its window or stride is not positive");
    }
  }
  return { ...parts, padding };
}

/** Number of positions of a window. @throws {Unknown} If it does not fit once. */
export function positionsOf({ input, taps, stride, dilation, padding }: Window): number {
  const reach = (taps - 1) * dilation + 1;
  const positions = padding === "SAME"
    ? Math.ceil(input / stride)
    : Math.floor((input + stride - reach) / stride);
  return positions > 0 ? positions : fail(`a window of ${reach} does not fit into ${input}`);
}

/**
 * Per position of the window: the first input position inside the image that it reads, or -1.
 *
 * @param positions Positions that the kernel runs over: those of its output.
 */
export function firstReads(window: Window, positions: number): number[] {
  const { input, taps, stride, dilation } = window;
  const before = paddingBefore(window);
  return perPosition(positions, (c) => {
    const start = c * stride - before;
    const skipped = start < 0 ? Math.ceil(-start / dilation) : 0;
    const first = start + skipped * dilation;
    return skipped < taps && first < input ? first : -1;
  });
}

/** Rows or columns of padding before the image: the smaller half of what SAME needs in total. */
function paddingBefore(window: Window): number {
  const { input, taps, stride, dilation } = window;
  const total = (positionsOf(window) - 1) * stride + (taps - 1) * dilation + 1 - input;
  return Math.floor(Math.max(0, total) / 2);
}
