/** ABS, NEG, EXP, LOG, SIN, COS, SQRT, RSQRT, SQUARE, CEIL, FLOOR, ROUND, LOGICAL_NOT. */

import { clamp, quantizeMultiplier, scaleInt32 } from "../arithmetic.ts";
import { inverseSquareRoot } from "../fixed_point.ts";
import { type Call, inputOf, type Kernel } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";
import { realKernel, type Unary, unaryKernel } from "./unary.ts";

const round = Math.fround;

function abs(call: Call): Unary {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  if (input.tensor.quantization === undefined) return Math.abs;
  const [inputScale, outputScale] = [scaleOf(call, input), scaleOf(call, output)];
  const [inputZero, outputZero] = [zeroPointOf(input), zeroPointOf(output)];
  const { multiplier, shift } = quantizeMultiplier(round(inputScale / outputScale));
  const [low, high] = rangeOf(output.tensor);
  return (x) => {
    const value = Math.abs(x - inputZero);
    const scaled = inputScale === outputScale ? value : scaleInt32(value, multiplier, shift);
    return clamp(scaled + outputZero, low, high);
  };
}

/** Prepares ABS for float32, int8 and int16. */
export const absKernel: Kernel = unaryKernel({
  "float32,float32": () => Math.abs,
  "int8,int8": abs,
  "int16,int16": abs,
});

function inverseRoot(call: Call): Unary {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const zero = zeroPointOf(input);
  const scale = 1 / round(round(Math.sqrt(scaleOf(call, input))) * scaleOf(call, output));
  const { multiplier, shift } = quantizeMultiplier(scale);
  const [low, high] = rangeOf(output.tensor);
  return (x) => {
    const value = x - zero;
    if (value <= 0) return high; // 1 / 0; a negative value is the model's fault
    const root = inverseSquareRoot(value);
    const data = scaleInt32(1, root.multiplier, root.shift + 20);
    return clamp(scaleInt32(data, multiplier, shift - 20) + zeroPointOf(output), low, high);
  };
}

/** Prepares RSQRT for float32 and int8. */
export const rsqrtKernel: Kernel = unaryKernel({
  "float32,float32": () => (x) => round(1 / round(Math.sqrt(x))),
  "int8,int8": inverseRoot,
});

/** Halves go to the even neighbour. */
function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest < 0.5 || (rest === 0.5 && floor % 2 === 0) ? floor : floor + 1;
}

/** Prepares NEG for float32. */
export const negKernel: Kernel = realKernel((x) => -x);
/** Prepares EXP for float32. */
export const expKernel: Kernel = realKernel(Math.exp);
/** Prepares LOG for float32. */
export const logKernel: Kernel = realKernel(Math.log);
/** Prepares SIN for float32. */
export const sinKernel: Kernel = realKernel(Math.sin);
/** Prepares COS for float32. */
export const cosKernel: Kernel = realKernel(Math.cos);
/** Prepares SQRT for float32. */
export const sqrtKernel: Kernel = realKernel(Math.sqrt);
/** Prepares SQUARE for float32. */
export const squareKernel: Kernel = realKernel((x) => x * x);
/** Prepares CEIL for float32. */
export const ceilKernel: Kernel = realKernel(Math.ceil);
/** Prepares FLOOR for float32. */
export const floorKernel: Kernel = realKernel(Math.floor);
/** Prepares ROUND for float32. */
export const roundKernel: Kernel = realKernel(roundToEven);
/** Prepares LOGICAL_NOT. */
export const logicalNotKernel: Kernel = unaryKernel({ "bool,bool": () => (x) => x ? 0 : 1 });
