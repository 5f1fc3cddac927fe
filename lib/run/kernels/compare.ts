/** MAXIMUM, MINIMUM, comparisons, LOGICAL_AND and LOGICAL_OR, PRELU. */

import { clamp, quantizeMultiplier, scaleInt32 } from "../arithmetic.ts";
import { type Call, inputOf, type Kernel } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";
import { type Binary, binaryKernel } from "./binary.ts";

/** Types whose stored values compare like the values they stand for; int64 elements are bigints. */
const PLAIN = ["float32", "int8", "uint8", "int16", "int32", "int64"];

function ofEqualTypes(of: Binary): Kernel {
  return binaryKernel(
    Object.fromEntries(PLAIN.map((type) => [`${type},${type},${type}`, () => of])),
  );
}

/** Prepares MAXIMUM. */
export const maximumKernel: Kernel = ofEqualTypes((a, b) => a > b ? a : b);
/** Prepares MINIMUM. */
export const minimumKernel: Kernel = ofEqualTypes((a, b) => a < b ? a : b);

/** 8-bit values are compared at a common scale, with 8 more bits. */
function atCommonScale(of: (a: number, b: number) => boolean) {
  return (call: Call): Binary => {
    const [a, b] = [0, 1].map((place) => {
      const input = inputOf(call, place);
      const { multiplier, shift } = quantizeMultiplier(scaleOf(call, input));
      const zero = zeroPointOf(input);
      return (x: number) => scaleInt32((x - zero) << 8, multiplier, shift);
    });
    return (x, y) => of(a(x), b(y)) ? 1 : 0;
  };
}

function comparison(of: (a: number, b: number) => boolean): Kernel {
  const plain = () => (a: number, b: number) => of(a, b) ? 1 : 0;
  return binaryKernel({
    "float32,float32,bool": plain,
    "int32,int32,bool": plain,
    "int64,int64,bool": plain,
    "bool,bool,bool": plain,
    "int8,int8,bool": atCommonScale(of),
    "uint8,uint8,bool": atCommonScale(of),
  });
}

/** Prepares EQUAL. */
export const equalKernel: Kernel = comparison((a, b) => a === b);
/** Prepares NOT_EQUAL. */
export const notEqualKernel: Kernel = comparison((a, b) => a !== b);
/** Prepares GREATER. */
export const greaterKernel: Kernel = comparison((a, b) => a > b);
/** Prepares GREATER_EQUAL. */
export const greaterEqualKernel: Kernel = comparison((a, b) => a >= b);
/** Prepares LESS. */
export const lessKernel: Kernel = comparison((a, b) => a < b);
/** Prepares LESS_EQUAL. */
export const lessEqualKernel: Kernel = comparison((a, b) => a <= b);
/** Prepares LOGICAL_AND. */
export const logicalAndKernel: Kernel = binaryKernel({ "bool,bool,bool": () => (a, b) => a & b });
/** Prepares LOGICAL_OR. */
export const logicalOrKernel: Kernel = binaryKernel({ "bool,bool,bool": () => (a, b) => a | b });

/** Two factors: one for values from the zero point on, one (with alpha) for those below. */
function storedPrelu(call: Call): Binary {
  const [input, alpha] = [inputOf(call, 0), inputOf(call, 1)];
  const [output] = call.outputs;
  const [inputScale, outputScale] = [scaleOf(call, input), scaleOf(call, output)];
  const above = quantizeMultiplier(inputScale / outputScale);
  const below = quantizeMultiplier(inputScale * scaleOf(call, alpha) / outputScale);
  const zero = {
    input: zeroPointOf(input),
    alpha: zeroPointOf(alpha),
    output: zeroPointOf(output),
  };
  const [low, high] = rangeOf(output.tensor);
  return (x, slope) => {
    const value = x - zero.input;
    const scaled = value >= 0
      ? scaleInt32(value, above.multiplier, above.shift)
      : scaleInt32(Math.imul(value, slope - zero.alpha), below.multiplier, below.shift);
    return clamp(scaled + zero.output, low, high);
  };
}

/** Prepares PRELU for float32, int8, uint8 and int16. */
export const preluKernel: Kernel = binaryKernel({
  "float32,float32,float32": () => (x, alpha) => x >= 0 ? x : Math.fround(x * alpha),
  "int8,int8,int8": storedPrelu,
  "uint8,uint8,uint8": storedPrelu,
  "int16,int16,int16": storedPrelu,
});
