/** L2_NORMALIZATION over the last dimension. */

import { clamp, scaleInt32 } from "../arithmetic.ts";
import { inverseSquareRoot } from "../fixed_point.ts";
import { expectTypes, inputOf, type Kernel, numbers } from "../kernel.ts";
import { zeroPointOf } from "../quantization.ts";

const round = Math.fround;

/** Prepares L2_NORMALIZATION for float32 and int8. */
export const l2NormalizationKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const types = ["float32,float32", "int8,int8"];
  const isReal = expectTypes(call, [input, call.outputs[0]], types) === types[0];
  const scalerOf = isReal ? realScaler : storedScaler;
  const as = isReal ? round : (value: number) => value;
  const zero = isReal ? 0 : zeroPointOf(input);
  const depth = input.tensor.shape.at(-1)!;
  const x = numbers(input);
  const y = numbers(call.outputs[0]);
  const { watch } = call;
  return () => {
    for (let row = 0; row < x.length; row += depth) {
      watch?.reads(0, row, depth);
      let sum = 0;
      for (let i = row; i < row + depth; i++) {
        sum = as(sum + as((x[i] - zero) ** 2));
      }
      const scaled = scalerOf(sum);
      for (let i = row; i < row + depth; i++) {
        watch?.reads(0, i, 1);
        y[i] = scaled(x[i] - zero);
        watch?.writes(0, i, 1);
      }
    }
  };
};

function realScaler(squares: number): (x: number) => number {
  const norm = Math.max(round(Math.sqrt(squares)), round(1e-6));
  return (x) => x / norm;
}

/** The output's scale is 1/128. */
function storedScaler(squares: number): (x: number) => number {
  const { multiplier, shift } = inverseSquareRoot(squares);
  return (x) => clamp(scaleInt32(x, multiplier, shift + 7), -128, 127);
}
