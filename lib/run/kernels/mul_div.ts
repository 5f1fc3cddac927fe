/** MUL, DIV, FLOOR_DIV, FLOOR_MOD and SQUARED_DIFFERENCE. */

import { clamp, quantizeMultiplier, scaleInt32 } from "../arithmetic.ts";
import { reciprocal } from "../fixed_point.ts";
import { type Call, inputOf, type Kernel, textOf } from "../kernel.ts";
import { rangeOf, realRange, scaleOf, storedRange, zeroPointOf } from "../quantization.ts";
import { type Binary, binaryKernel } from "./binary.ts";

const round = Math.fround;
const ACTIVATION = "fused_activation_function";

/** Scales, zero points and limits of two inputs and an output. */
function quantizationOf(call: Call) {
  const [a, b] = [inputOf(call, 0), inputOf(call, 1)];
  const [y] = call.outputs;
  return {
    scales: { a: scaleOf(call, a), b: scaleOf(call, b), y: scaleOf(call, y) },
    zeros: { a: zeroPointOf(a), b: zeroPointOf(b), y: zeroPointOf(y) },
  };
}

function storedProduct(call: Call): Binary {
  const { scales, zeros } = quantizationOf(call);
  const { multiplier, shift } = quantizeMultiplier(scales.a * scales.b / scales.y);
  const [low, high] = storedRange(call, call.outputs[0], textOf(call, ACTIVATION));
  return (a, b) => {
    const product = Math.imul(a - zeros.a, b - zeros.b);
    return clamp(scaleInt32(product, multiplier, shift) + zeros.y, low, high);
  };
}

/** Prepares MUL for float32, int8, uint8, int16 and int32. */
export const mulKernel: Kernel = binaryKernel({
  "float32,float32,float32": (call) => {
    const [low, high] = realRange(call, textOf(call, ACTIVATION));
    return (a, b) => clamp(round(a * b), low, high);
  },
  "int8,int8,int8": storedProduct,
  "uint8,uint8,uint8": storedProduct,
  "int16,int16,int16": storedProduct,
  "int32,int32,int32": (call) => {
    const [low, high] = realRange(call, textOf(call, ACTIVATION));
    return (a, b) => clamp(Math.imul(a, b), low, high);
  },
});

/** Leading bits of an int32 that equal its sign, the sign itself not counted. */
function signBits(x: number): number {
  return Math.clz32(x < 0 ? ~x : x) - 1;
}

/** A quotient as a product with the reciprocal, scaled so that nothing is lost on the way. */
function storedQuotient(call: Call): Binary {
  const { scales, zeros } = quantizationOf(call);
  const scale = round(scales.a / round(scales.b * scales.y));
  const { multiplier, shift } = quantizeMultiplier(scale);
  const [low, high] = storedRange(call, call.outputs[0], textOf(call, ACTIVATION));
  return (a, b) => {
    const sign = b < zeros.b ? -1 : 1;
    const top = sign * (a - zeros.a);
    const inverse = reciprocal(sign * (b - zeros.b), 31);
    const headroom = signBits(top);
    const quotient = scaleInt32(top, inverse.raw, headroom);
    const right = shift - inverse.bitsOver - headroom;
    return clamp(scaleInt32(quotient, multiplier, right) + zeros.y, low, high);
  };
}

/** Prepares DIV for float32, int8, uint8 and int32 (towards zero; by zero, 0). */
export const divKernel: Kernel = binaryKernel({
  "float32,float32,float32": (call) => {
    const [low, high] = realRange(call, textOf(call, ACTIVATION));
    return (a, b) => clamp(round(a / b), low, high);
  },
  "int8,int8,int8": storedQuotient,
  "uint8,uint8,uint8": storedQuotient,
  "int32,int32,int32": (call) => {
    const [low, high] = realRange(call, textOf(call, ACTIVATION));
    return (a, b) => clamp((a / b) | 0, low, high);
  },
});

/** Prepares FLOOR_DIV for float32 and int32. */
export const floorDivKernel: Kernel = binaryKernel({
  "float32,float32,float32": () => (a, b) => Math.floor(round(a / b)),
  "int32,int32,int32": () => (a, b) => Math.floor(a / b),
});

/** Prepares FLOOR_MOD for float32 and int32: the result has the sign of the divisor. */
export const floorModKernel: Kernel = binaryKernel({
  "float32,float32,float32": () => floorMod,
  "int32,int32,int32": () => floorMod,
});

function floorMod(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && (b < 0) !== (rest < 0) ? rest + b : rest;
}

function storedSquare(bits: number) {
  return (call: Call): Binary => {
    const { scales, zeros } = quantizationOf(call);
    const twiceLargest = 2 * Math.max(scales.a, scales.b);
    const a = quantizeMultiplier(scales.a / twiceLargest);
    const b = quantizeMultiplier(scales.b / twiceLargest);
    const { multiplier, shift } = quantizeMultiplier(
      twiceLargest ** 2 / round(2 ** (2 * bits) * scales.y),
    );
    const [low, high] = rangeOf(call.outputs[0].tensor);
    return (x, y) => {
      const difference = scaleInt32((x - zeros.a) << bits, a.multiplier, a.shift) -
        scaleInt32((y - zeros.b) << bits, b.multiplier, b.shift);
      const square = Math.imul(difference, difference);
      return clamp(scaleInt32(square, multiplier, shift) + zeros.y, low, high);
    };
  };
}

/** Prepares SQUARED_DIFFERENCE for float32, int8, int16 and int32. */
export const squaredDifferenceKernel: Kernel = binaryKernel({
  "float32,float32,float32": () => (a, b) => {
    const difference = round(a - b);
    return round(difference * difference);
  },
  "int8,int8,int8": storedSquare(7),
  "int16,int16,int16": storedSquare(0),
  "int32,int32,int32": () => (a, b) => Math.imul(a - b, a - b),
});
