/** AVERAGE_POOL_2D, MAX_POOL_2D, L2_POOL_2D. */

import { clamp } from "../arithmetic.ts";
import { type Call, expectTypes, inputOf, type Kernel, numberOf, numbers } from "../kernel.ts";
import { textOf } from "../kernel.ts";
import { realRange, storedRange } from "../quantization.ts";
import { eachPosition, windowOf } from "./window.ts";

/** How a pool goes through a window. */
interface Pool {
  readonly start: number;
  add(result: number, value: number): number;
  finish(result: number, count: number): number;
}

const round = Math.fround;

const REAL: Record<string, Pool> = {
  average: { start: 0, add: (sum, x) => round(sum + x), finish: (sum, n) => round(sum / n) },
  max: { start: -Infinity, add: (most, x) => most < x ? x : most, finish: (most) => most },
  l2: {
    start: 0,
    add: (sum, x) => round(sum + round(x * x)),
    finish: (sum, n) => round(Math.sqrt(round(sum / n))),
  },
};

const INTEGER: Record<string, Pool> = {
  average: {
    start: 0,
    add: (sum, x) => sum + x,
    // Halves away from zero, by way of truncation.
    finish: (sum, n) => Math.trunc((sum + (sum > 0 ? n >> 1 : -(n >> 1))) / n),
  },
  max: REAL.max,
};

/** Prepares AVERAGE_POOL_2D for float32, int8, uint8 and int16. */
export const averagePool2d: Kernel = (call) => pool(call, "average");

/** Prepares MAX_POOL_2D for float32, int8, uint8 and int16. */
export const maxPool2d: Kernel = (call) => pool(call, "max");

/** Prepares L2_POOL_2D for float32. */
export const l2Pool2d: Kernel = (call) => pool(call, "l2");

function pool(call: Call, kind: "average" | "max" | "l2"): () => void {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const integers = kind === "l2" ? [] : ["int8,int8", "uint8,uint8", "int16,int16"];
  const real = expectTypes(call, [input, output], ["float32,float32", ...integers])
    .startsWith("float32");
  const { start, add, finish } = (real ? REAL : INTEGER)[kind];
  const activation = textOf(call, "fused_activation_function");
  const [low, high] = real ? realRange(call, activation) : storedRange(call, output, activation);
  const height = numberOf(call, "filter_height");
  const window = windowOf(call, input, output, [height, numberOf(call, "filter_width")]);
  const { inHeight, inWidth, inDepth } = window;
  const x = numbers(input);
  const y = numbers(output);
  const { watch } = call;
  return () =>
    eachPosition(window, (batch, originY, originX, { top, bottom, left, right }, out) => {
      const count = (bottom - top) * (right - left);
      for (let channel = 0; channel < inDepth; channel++) {
        let result = start;
        for (let ky = top; ky < bottom; ky++) {
          const row = (batch * inHeight + originY + ky) * inWidth + originX;
          for (let kx = left; kx < right; kx++) {
            const from = (row + kx) * inDepth + channel;
            watch?.reads(0, from, 1);
            result = add(result, x[from]);
          }
        }
        y[out + channel] = clamp(finish(result, count), low, high);
        watch?.writes(0, out + channel, 1);
      }
    });
}
