/** SVDF: a filter bank of rank-1 filters over a memory of the last steps. */

import { clamp, quantizeMultiplier, scaleInt32 } from "../arithmetic.ts";
import { type Call, expectTypes, inputOf, type Kernel, numberOf, numbers } from "../kernel.ts";
import { textOf } from "../kernel.ts";
import { rangeOf, realRange, scaleOf, zeroPointOf } from "../quantization.ts";

const round = Math.fround;

/** Arithmetic of one number type. */
interface Numerics {
  /** A sum and one more product of an input element and a feature weight. */
  feature(sum: number, x: number, weight: number): number;
  /** What the memory keeps of such a sum. */
  remember(sum: number): number;
  /** A sum and one more product of a remembered value and a time weight. */
  time(sum: number, remembered: number, weight: number): number;
  /** A sum of two. */
  plus(a: number, b: number): number;
  /** The output for a unit's sum. */
  finish(sum: number): number;
}

/**
 * Prepares SVDF (inputs: input, feature weights, time weights, bias, memory) for float32 and int8
 * with a memory of int8 or int16.
 */
export const svdfKernel: Kernel = (call) => {
  const [input, features, times, memory] = [0, 1, 2, 4].map((place) => inputOf(call, place));
  const [output] = call.outputs;
  const type = expectTypes(call, [input, features, times, memory, output], [
    "float32,float32,float32,float32,float32",
    "int8,int8,int8,int8,int8",
    "int8,int8,int16,int16,int8",
  ]);
  const numerics = type.startsWith("float32") ? realNumerics(call) : integerNumerics(call);
  const rank = numberOf(call, "rank");
  const [batches, inputSize] = input.tensor.shape;
  const [filters] = features.tensor.shape;
  const [, steps] = times.tensor.shape;
  const [x, w, t, state, y] = [input, features, times, memory, output].map(numbers);
  const bias = call.inputs[3] && numbers(call.inputs[3]);
  const sums = new Float64Array(batches * filters);
  const units = filters / rank;
  const { watch } = call;
  return () => {
    for (let i = 1; i < state.length; i++) state[i - 1] = state[i];
    for (let row = 0; row < batches * filters; row++) {
      const from = Math.floor(row / filters) * inputSize;
      const weight = (row % filters) * inputSize;
      watch?.reads(0, from, inputSize);
      watch?.reads(1, weight, inputSize);
      let sum = 0;
      for (let i = 0; i < inputSize; i++) sum = numerics.feature(sum, x[from + i], w[weight + i]);
      state[row * steps + steps - 1] = numerics.remember(sum);
    }
    for (let row = 0; row < batches * filters; row++) {
      const weight = (row % filters) * steps;
      watch?.reads(2, weight, steps);
      let sum = 0;
      for (let i = 0; i < steps; i++) {
        sum = numerics.time(sum, state[row * steps + i], t[weight + i]);
      }
      sums[row] = sum;
    }
    for (let out = 0; out < batches * units; out++) {
      if (bias) watch?.reads(3, out % units, 1);
      let sum = bias ? bias[out % units] : 0;
      for (let i = 0; i < rank; i++) sum = numerics.plus(sum, sums[out * rank + i]);
      y[out] = numerics.finish(sum);
      watch?.writes(0, out, 1);
    }
  };
};

function realNumerics(call: Call): Numerics {
  const [low, high] = realRange(call, textOf(call, "fused_activation_function"));
  const add = (sum: number, a: number, b: number) => round(sum + round(a * b));
  return {
    feature: add,
    remember: (sum) => sum,
    time: add,
    plus: (a, b) => round(a + b),
    finish: (sum) => clamp(sum, low, high),
  };
}

function integerNumerics(call: Call): Numerics {
  const [input, features, times, memory] = [0, 1, 2, 4].map((place) => inputOf(call, place));
  const [output] = call.outputs;
  const [inputScale, featureScale, timeScale, memoryScale, outputScale] = [
    input,
    features,
    times,
    memory,
    output,
  ].map((operand) => scaleOf(call, operand));
  const toMemory = quantizeMultiplier(round(round(inputScale * featureScale) / memoryScale));
  const toOutput = quantizeMultiplier(round(round(memoryScale * timeScale) / outputScale));
  const [inputZero, memoryZero, outputZero] = [input, memory, output].map(zeroPointOf);
  const [least, most] = rangeOf(memory.tensor);
  return {
    feature: (sum, x, weight) => sum + weight * (x - inputZero),
    remember: (sum) =>
      memoryZero + clamp(scaleInt32(sum | 0, toMemory.multiplier, toMemory.shift), least, most),
    time: (sum, remembered, weight) => (sum + weight * (remembered - memoryZero)) | 0,
    plus: (a, b) => (a + b) | 0,
    finish: (sum) =>
      clamp(scaleInt32(sum, toOutput.multiplier, toOutput.shift) + outputZero, -128, 127),
  };
}
