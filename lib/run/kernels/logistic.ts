/** LOGISTIC and TANH. */

import { clamp, roundAway, roundingDivideByPowerOfTwo, scaleInt32 } from "../arithmetic.ts";
import { splitFloat } from "../arithmetic.ts";
import { logistic, tanh } from "../fixed_point.ts";
import { type Call, inputOf, type Kernel } from "../kernel.ts";
import { scaleOf, zeroPointOf } from "../quantization.ts";
import { logisticInt16, tanhInt16 } from "./sigmoid_table.ts";
import { type Unary, unaryKernel } from "./unary.ts";

const round = Math.fround;

/** The logistic function in float32, with the reference kernel's shortcuts at both ends. */
export function logisticReal(x: number): number {
  if (x > 16.619047164916992) return 1;
  if (x < -9) return round(Math.exp(x));
  return round(1 / round(1 + round(Math.exp(-x))));
}

/** 8-bit input as Q4.27, and from which distance to the zero point on the function is flat. */
function inQ4(call: Call) {
  const input = inputOf(call, 0);
  const { fraction, exponent } = splitFloat(scaleOf(call, input) * 2 ** 27);
  const multiplier = roundAway(fraction * 2 ** 31);
  const radius = Math.floor(15 * 2 ** 27 / 2 ** exponent);
  const zero = zeroPointOf(input);
  return { radius, zero, scale: (x: number) => scaleInt32(x - zero, multiplier, exponent) };
}

function logisticInt8(call: Call): Unary {
  const { radius, zero, scale } = inQ4(call);
  return (x) => {
    if (x - zero <= -radius) return -128;
    if (x - zero >= radius) return 127;
    const result = roundingDivideByPowerOfTwo(logistic(scale(x), 4), 23);
    return clamp(result - 128, -128, 127);
  };
}

function tanhInt8(call: Call): Unary {
  const { radius, zero, scale } = inQ4(call);
  return (x) => {
    if (x - zero <= -radius) return -128;
    if (x - zero >= radius) return 127;
    return clamp(roundingDivideByPowerOfTwo(tanh(scale(x), 4), 24), -128, 127);
  };
}

/** uint8 (which TensorFlow Lite Micro does not know): the float function of every stored value. */
function byFloat(of: Unary) {
  return (call: Call): Unary => {
    const input = inputOf(call, 0);
    const [output] = call.outputs;
    const inverse = round(1 / scaleOf(call, output));
    return (x) => {
      const real = of(round(scaleOf(call, input) * (x - zeroPointOf(input))));
      return clamp(roundAway(round(real * inverse)) + zeroPointOf(output), 0, 255);
    };
  };
}

/**
 * int16 input as a multiple of 2^-12 / 3 (the steps of the table): the factor and the right shift.
 * A factor of 0 stands for an input that already counts in powers of two.
 */
function tableStep(call: Call, exactShifts: readonly number[]) {
  const scale = scaleOf(call, inputOf(call, 0));
  const log2 = round(round(Math.log(scale)) * round(1 / round(Math.log(2))));
  const power = 12 + roundAway(log2);
  if (Math.abs(log2 - roundAway(log2)) < 1e-3 && exactShifts.includes(power)) {
    return { factor: 0, shift: power };
  }
  let factor = scale * 4096 * 3;
  let shift = 0;
  for (; factor <= 32767 / 2 && shift <= 30; shift++) factor *= 2;
  return { factor: Math.trunc(factor), shift };
}

/** Prepares LOGISTIC for float32, int8, uint8 and int16. */
export const logisticKernel: Kernel = unaryKernel({
  "float32,float32": () => logisticReal,
  "int8,int8": logisticInt8,
  "uint8,uint8": byFloat(logisticReal),
  "int16,int16": (call) => {
    const { factor, shift } = tableStep(call, [0]);
    return (x) => logisticInt16(x, factor, shift);
  },
});

/** Prepares TANH for float32, int8, uint8 and int16. */
export const tanhKernel: Kernel = unaryKernel({
  "float32,float32": () => Math.tanh,
  "int8,int8": tanhInt8,
  "uint8,uint8": byFloat(Math.tanh),
  "int16,int16": (call) => {
    const { factor, shift } = tableStep(call, [0, 1]);
    return (x) => tanhInt16(x, factor, shift);
  },
});
