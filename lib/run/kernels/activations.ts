/** RELU, RELU6, RELU_N1_TO_1, RELU_0_TO_1, LEAKY_RELU, HARD_SWISH, ELU. */

import { clamp, quantizeMultiplier, roundAway, scaleInt32 } from "../arithmetic.ts";
import { roundingDivideByPowerOfTwo, roundingDoublingHighMul16 } from "../arithmetic.ts";
import { shortMultiplier } from "../arithmetic.ts";
import { type Call, inputOf, type Kernel, numberOf } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";
import { type Unary, unaryKernel } from "./unary.ts";

const round = Math.fround;

/** Scales and zero points of input and output. */
function quantizationOf(call: Call) {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const [low, high] = rangeOf(output.tensor);
  return {
    inputScale: scaleOf(call, input),
    outputScale: scaleOf(call, output),
    inputZero: zeroPointOf(input),
    outputZero: zeroPointOf(output),
    low,
    high,
  };
}

function relu(call: Call): Unary {
  const { inputScale, outputScale, inputZero, outputZero, low, high } = quantizationOf(call);
  const { multiplier, shift } = quantizeMultiplier(round(inputScale / outputScale));
  const least = Math.max(low, outputZero);
  return (x) => clamp(outputZero + scaleInt32(x - inputZero, multiplier, shift), least, high);
}

/** Limits stored values without scaling them: the input's scale counts for both. */
function limit(least: number, most: number) {
  return (call: Call): Unary => {
    const { inputScale, inputZero, low, high } = quantizationOf(call);
    const stored = (real: number) =>
      clamp(roundAway(round(real / inputScale)) + inputZero, low, high);
    const [from, to] = [stored(least), stored(most)];
    return (x) => clamp(x, from, to);
  };
}

function bounded(least: number, most: number): Kernel {
  const integer = limit(least, most);
  return unaryKernel({
    "float32,float32": () => (x) => clamp(x, least, most),
    "int8,int8": integer,
    "uint8,uint8": integer,
    "int16,int16": integer,
  });
}

/** Prepares RELU for float32, int8, uint8 and int16. */
export const reluKernel: Kernel = unaryKernel({
  "float32,float32": () => (x) => x < 0 ? 0 : x,
  "int8,int8": relu,
  "uint8,uint8": relu,
  "int16,int16": relu,
});

/** Prepares RELU6 for float32, int8, uint8 and int16. */
export const relu6Kernel: Kernel = bounded(0, 6);

/** Prepares RELU_N1_TO_1 for float32, int8, uint8 and int16. */
export const reluN1To1Kernel: Kernel = bounded(-1, 1);

/** Prepares RELU_0_TO_1 for float32, int8, uint8 and int16. */
export const relu0To1Kernel: Kernel = bounded(0, 1);

function leakyRelu(call: Call): Unary {
  const { inputScale, outputScale, inputZero, outputZero, low, high } = quantizationOf(call);
  const alpha = numberOf(call, "alpha");
  const slope = round(round(inputScale * alpha) / outputScale);
  const below = quantizeMultiplier(Math.abs(slope));
  const above = quantizeMultiplier(round(inputScale / outputScale));
  return (x) => {
    const value = x - inputZero;
    const { multiplier, shift } = value >= 0 ? above : below;
    const scaled = scaleInt32(value, multiplier, shift);
    return clamp(outputZero + (value < 0 && slope < 0 ? -scaled : scaled), low, high);
  };
}

/** Prepares LEAKY_RELU for float32, int8, uint8 and int16. */
export const leakyReluKernel: Kernel = unaryKernel({
  "float32,float32": (call) => {
    const alpha = numberOf(call, "alpha");
    return (x) => x > 0 ? x : round(x * alpha);
  },
  "int8,int8": leakyRelu,
  "uint8,uint8": leakyRelu,
  "int16,int16": leakyRelu,
});

/** x * relu6(x + 3) / 6 in int16: once at 1/128 of the input's scale, once with 3 as 32768. */
function hardSwish(call: Call): Unary {
  const { inputScale, outputScale, inputZero, outputZero, low, high } = quantizationOf(call);
  const fineScale = round(inputScale / 128);
  const output = quantizeMultiplier(round(fineScale / outputScale));
  const reluish = quantizeMultiplier(round(fineScale / round(3 / 32768)));
  const outputFactor = shortMultiplier(output.multiplier);
  const reluishFactor = shortMultiplier(reluish.multiplier);
  const shiftLeft = (x: number, bits: number) => clamp(x * 2 ** bits, -32768, 32767);
  return (x) => {
    const fine = ((x - inputZero) * 128) << 16 >> 16;
    const value = roundingDoublingHighMul16(fine, outputFactor);
    let gate = reluish.shift > 0 ? shiftLeft(fine, reluish.shift - 1) : fine;
    gate = roundingDoublingHighMul16(gate, reluishFactor);
    if (reluish.shift > 0) gate = shiftLeft(gate, 1);
    if (reluish.shift < 0) gate = roundingDivideByPowerOfTwo(gate, -reluish.shift);
    gate = (gate + 32768) >> 1; // now 0 to 1 as int16
    const product = gate === -32768 && value === -32768 ? 32767 : Math.trunc(gate * value / 32768);
    return clamp(roundingDivideByPowerOfTwo(product, -output.shift) + outputZero, low, high);
  };
}

/** Prepares HARD_SWISH for float32, int8 and uint8. */
export const hardSwishKernel: Kernel = unaryKernel({
  "float32,float32": () => (x) => round(round(x * clamp(round(x + 3), 0, 6)) / 6),
  "int8,int8": hardSwish,
  "uint8,uint8": hardSwish,
});

/** Prepares ELU for float32. */
export const eluKernel: Kernel = unaryKernel({
  "float32,float32": () => (x) => x < 0 ? Math.expm1(x) : x,
});
