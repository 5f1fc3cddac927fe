/** ADD and SUB. */

import { clamp, quantizeMultiplier, scaleInt32 } from "../arithmetic.ts";
import { type Call, inputOf, type Kernel, textOf } from "../kernel.ts";
import { realRange, scaleOf, storedRange, zeroPointOf } from "../quantization.ts";
import { type Binary, binaryKernel } from "./binary.ts";

const round = Math.fround;

function real(sign: 1 | -1) {
  return (call: Call): Binary => {
    const [low, high] = realRange(call, textOf(call, "fused_activation_function"));
    return (a, b) => clamp(round(a + sign * b), low, high);
  };
}

/**
 * Both inputs are brought to half the larger scale with 20 more bits (15 for int16), summed, and
 * brought to the output's scale. SUB works its factors out in float32, ADD in float64.
 */
function stored(sign: 1 | -1) {
  return (call: Call): Binary => {
    const [first, second] = [inputOf(call, 0), inputOf(call, 1)];
    const [output] = call.outputs;
    const as = sign < 0 ? round : (x: number) => x;
    const bits = output.tensor.dtype === "int16" ? 15 : 20;
    const twiceLargest = as(2 * Math.max(scaleOf(call, first), scaleOf(call, second)));
    const whole = as(2 ** bits * scaleOf(call, output));
    const { multiplier, shift } = quantizeMultiplier(as(twiceLargest / whole));
    const [low, high] = storedRange(call, output, textOf(call, "fused_activation_function"));
    const zero = zeroPointOf(output);
    const [scaleA, scaleB] = [first, second].map((input) => {
      const factor = quantizeMultiplier(as(scaleOf(call, input) / twiceLargest));
      const inputZero = zeroPointOf(input);
      return (x: number) => scaleInt32((x - inputZero) << bits, factor.multiplier, factor.shift);
    });
    return (a, b) => {
      const sum = (scaleA(a) + sign * scaleB(b)) | 0;
      return clamp(scaleInt32(sum, multiplier, shift) + zero, low, high);
    };
  };
}

/** int32 wraps. ADD ignores a fused activation here, as the reference kernel does. */
function wrapping(sign: 1 | -1) {
  return (call: Call): Binary => {
    const [low, high] = realRange(call, textOf(call, "fused_activation_function"));
    return sign > 0 ? (a, b) => (a + b) | 0 : (a, b) => clamp((a - b) | 0, low, high);
  };
}

function sum(sign: 1 | -1): Kernel {
  return binaryKernel({
    "float32,float32,float32": real(sign),
    "int8,int8,int8": stored(sign),
    "uint8,uint8,uint8": stored(sign),
    "int16,int16,int16": stored(sign),
    "int32,int32,int32": wrapping(sign),
  });
}

/** Prepares ADD for float32, int8, uint8, int16 and int32. */
export const addKernel: Kernel = sum(1);

/** Prepares SUB for float32, int8, uint8, int16 and int32. */
export const subKernel: Kernel = sum(-1);
