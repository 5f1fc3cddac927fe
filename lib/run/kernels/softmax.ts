/** SOFTMAX over the last dimension. */

import {
  clamp,
  quantizeMultiplier,
  roundingDivideByPowerOfTwo,
  scaleInt32,
} from "../arithmetic.ts";
import { roundingDoublingHighMul } from "../arithmetic.ts";
import { expOfNegative, reciprocal } from "../fixed_point.ts";
import { type Call, expectTypes, inputOf, type Kernel, numberOf, numbers } from "../kernel.ts";
import { rangeOf, scaleOf } from "../quantization.ts";
import { lookUp, tableOf } from "./int16_table.ts";

const round = Math.fround;

/** Prepares SOFTMAX for float32, int8 (to int16, too), uint8 and int16. */
export const softmaxKernel: Kernel = (call) => {
  const types = expectTypes(call, [inputOf(call, 0), call.outputs[0]], [
    "float32,float32",
    "int8,int8",
    "int8,int16",
    "uint8,uint8",
    "int16,int16",
  ]);
  if (types === "float32,float32") return softmaxReal(call);
  return types === "int16,int16" ? softmaxInt16(call) : softmaxInt8(call);
};

/** Input, output, the row length, and a function that announces and finds a row's largest value. */
function rowsOf(call: Call) {
  const input = inputOf(call, 0);
  const x = numbers(input);
  const depth = input.tensor.shape.at(-1) ?? 1;
  const largest = (row: number) => {
    call.watch?.reads(0, row, depth);
    let most = -Infinity;
    for (let i = row; i < row + depth; i++) if (x[i] > most) most = x[i];
    return most;
  };
  return { x, y: numbers(call.outputs[0]), depth, largest };
}

function softmaxReal(call: Call): () => void {
  const { x, y, depth, largest } = rowsOf(call);
  const { watch } = call;
  const beta = numberOf(call, "beta");
  return () => {
    for (let row = 0; row < x.length; row += depth) {
      const most = largest(row);
      let sum = 0;
      for (let i = row; i < row + depth; i++) {
        watch?.reads(0, i, 1);
        const power = round(Math.exp(round(round(x[i] - most) * beta)));
        y[i] = power;
        watch?.writes(0, i, 1);
        sum = round(sum + power);
      }
      for (let i = row; i < row + depth; i++) {
        y[i] = y[i] / sum;
        watch?.writes(0, i, 1);
      }
    }
  };
}

/** 8-bit input: exponentials of differences in Q0.31, one for each difference that counts. */
function softmaxInt8(call: Call): () => void {
  const { x, y, depth, largest } = rowsOf(call);
  const { watch } = call;
  const scale = numberOf(call, "beta") * scaleOf(call, inputOf(call, 0)) * 2 ** 26;
  const { multiplier, shift } = quantizeMultiplier(Math.min(scale, 2 ** 31 - 1));
  const least = -Math.floor(31 * 2 ** 26 / 2 ** shift);
  const powers = Int32Array.from(
    { length: Math.min(256, 1 - least) },
    (_, i) => expOfNegative(scaleInt32(-i, multiplier, shift), 5),
  );
  const [low, high] = rangeOf(call.outputs[0].tensor);
  return () => {
    for (let row = 0; row < x.length; row += depth) {
      const most = largest(row);
      watch?.reads(0, row, depth);
      let sum = 0; // Q12.19
      for (let i = row; i < row + depth; i++) {
        if (most - x[i] < powers.length) {
          sum = (sum + roundingDivideByPowerOfTwo(powers[most - x[i]], 12)) | 0;
        }
      }
      const { raw, bitsOver } = reciprocal(sum, 12);
      const right = bitsOver + 31 - 8 * y.BYTES_PER_ELEMENT;
      for (let i = row; i < row + depth; i++) {
        watch?.reads(0, i, 1);
        const difference = most - x[i];
        const share = difference < powers.length
          ? roundingDivideByPowerOfTwo(roundingDoublingHighMul(raw, powers[difference]), right)
          : 0;
        y[i] = clamp(share + low, low, high);
        watch?.writes(0, i, 1);
      }
    }
  };
}

/** int16: exponentials and the reciprocal of their sum come from interpolated tables, in Q0.15. */
function softmaxInt16(call: Call): () => void {
  const { x, y, depth, largest } = rowsOf(call);
  const { watch } = call;
  const scale = scaleOf(call, inputOf(call, 0)) * numberOf(call, "beta") / (10 / 65535);
  const { multiplier, shift } = quantizeMultiplier(scale);
  const step = round(2 / 65535);
  const exps = tableOf(Math.exp, { scale: round(10 / 65535), zero: 32767 }, step);
  const inverses = tableOf(
    (v) => 1 / round(1 + v),
    { scale: round(1 / 65535), zero: -32768 },
    step,
  );
  return () => {
    for (let row = 0; row < x.length; row += depth) {
      const most = largest(row);
      let sum = 0;
      for (let i = row; i < row + depth; i++) {
        watch?.reads(0, i, 1);
        const difference = scaleInt32(x[i] - most, multiplier, shift);
        y[i] = lookUp(exps, clamp(difference + 32767, -32768, 32767));
        watch?.writes(0, i, 1);
        sum += y[i];
      }
      const headroom = Math.clz32(sum);
      const shifted = Math.floor((sum * 2 ** (headroom - 1) + 2 ** 13) / 2 ** 14);
      const inverse = lookUp(inverses, clamp(shifted - 98304, -32768, 32767));
      const right = 31 - headroom;
      for (let i = row; i < row + depth; i++) {
        y[i] = clamp((y[i] * inverse + 2 ** (right - 1)) >> right, 0, 32767);
        watch?.writes(0, i, 1);
      }
    }
  };
}
