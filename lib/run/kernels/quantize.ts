/** QUANTIZE and DEQUANTIZE. */

import { halfToNumber } from "../../graph/mod.ts";
import { clamp, quantizeMultiplier, roundAway, scaleInt32 } from "../arithmetic.ts";
import { type Call, inputOf, type Kernel } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";
import { type Unary, unaryKernel, type UnaryTypes } from "./unary.ts";

const round = Math.fround;

/** Reals to stored values. */
function quantize(call: Call): Unary {
  const [output] = call.outputs;
  const scale = scaleOf(call, output);
  const zero = zeroPointOf(output);
  const [low, high] = rangeOf(output.tensor);
  return (x) => clamp(roundAway(round(x / scale)) + zero, low, high);
}

/** Stored values to stored values at another scale. */
function requantize(call: Call): Unary {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const { multiplier, shift } = quantizeMultiplier(scaleOf(call, input) / scaleOf(call, output));
  const [inputZero, outputZero] = [zeroPointOf(input), zeroPointOf(output)];
  const [low, high] = rangeOf(output.tensor);
  return (x) => clamp(scaleInt32(x - inputZero, multiplier, shift) + outputZero, low, high);
}

const STORED = ["int8", "uint8", "int16", "int32"];

/** Prepares QUANTIZE from float32 and between int8, uint8, int16 and int32. */
export const quantizeKernel: Kernel = unaryKernel({
  ...Object.fromEntries(STORED.map((to): [string, UnaryTypes[string]] => [
    `float32,${to}`,
    quantize,
  ])),
  ...Object.fromEntries(
    STORED.flatMap((from) =>
      STORED.map((to): [string, UnaryTypes[string]] => [`${from},${to}`, requantize])
    ),
  ),
});

/** Stored values to reals, in float64 and rounded at the end. */
function dequantize(call: Call): Unary {
  const input = inputOf(call, 0);
  const scale = scaleOf(call, input);
  const zero = zeroPointOf(input);
  return (x) => scale * (x - zero);
}

/** Prepares DEQUANTIZE from int8, uint8, int16 and float16. */
export const dequantizeKernel: Kernel = unaryKernel({
  "int8,float32": dequantize,
  "uint8,float32": dequantize,
  "int16,float32": dequantize,
  "float16,float32": () => halfToNumber,
});
