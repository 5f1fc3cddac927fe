/** MEAN, SUM, REDUCE_MAX, REDUCE_MIN, REDUCE_PROD, REDUCE_ALL, REDUCE_ANY. */

import { clamp, quantizeMultiplier, scaleInt32 } from "../arithmetic.ts";
import { type Call, constantIntegers, expectTypes, flagOf, inputOf } from "../kernel.ts";
import { type Kernel, numbers } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";

const round = Math.fround;

/** For each input element in linear order, the output element to which it belongs. */
interface Reduction {
  /** Elements that fall together into one. */
  readonly perOutput: number;
  /** Calls `visit` for every input element. */
  each(visit: (input: number, output: number) => void): void;
}

function reductionOf(call: Call): Reduction {
  const { shape } = inputOf(call, 0).tensor;
  const axes = new Set(constantIntegers(call, 1).map((a) => a < 0 ? a + shape.length : a));
  const steps = shape.map(() => 0);
  let perOutput = 1;
  let outputs = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (axes.has(i)) {
      perOutput *= shape[i];
    } else {
      steps[i] = outputs;
      outputs *= shape[i];
    }
  }
  const index = shape.map(() => 0);
  return {
    perOutput,
    each(visit) {
      index.fill(0);
      const elements = perOutput * outputs;
      for (let input = 0, output = 0; input < elements; input++) {
        visit(input, output);
        for (let i = shape.length - 1; i >= 0; i--) {
          output += steps[i];
          if (++index[i] < shape[i]) break;
          output -= steps[i] * shape[i];
          index[i] = 0;
        }
      }
    },
  };
}

/** A reduction that accumulates in the output itself: every output is written before any is read. */
function inPlace(types: readonly string[], start: number, of: (sum: number, x: number) => number) {
  return (call: Call): () => void => {
    expectTypes(call, [inputOf(call, 0), call.outputs[0]], types);
    const { each } = reductionOf(call);
    const x = numbers(inputOf(call, 0));
    const y = numbers(call.outputs[0]);
    const { watch } = call;
    return () => {
      for (let i = 0; i < y.length; i++) y[i] = start;
      watch?.writes(0, 0, y.length);
      each((i, o) => {
        watch?.reads(0, i, 1);
        y[o] = of(y[o], x[i]);
        watch?.writes(0, o, 1);
      });
    };
  };
}

const sumReal = inPlace(["float32,float32"], 0, (sum, x) => round(x + sum));

/** Prepares SUM for float32, int8, uint8, int16 and int32. */
export const sumKernel: Kernel = (call) => {
  const types = expectTypes(call, [inputOf(call, 0), call.outputs[0]], [
    "float32,float32",
    "int8,int8",
    "uint8,uint8",
    "int16,int16",
    "int32,int32",
  ]);
  if (types === "float32,float32") return sumReal(call);
  return types === "int32,int32" ? sumInt32(call) : storedSum(call, false);
};

const sumInt32 = inPlace(["int32,int32"], 0, (sum, x) => (sum + x) | 0);

/** Prepares MEAN for float32, int8, uint8 and int16. */
export const meanKernel: Kernel = (call) => {
  const types = expectTypes(call, [inputOf(call, 0), call.outputs[0]], [
    "float32,float32",
    "int8,int8",
    "uint8,uint8",
    "int16,int16",
  ]);
  if (types !== "float32,float32") return storedSum(call, true);
  const { shape } = inputOf(call, 0).tensor;
  const axes = constantIntegers(call, 1).sort((a, b) => a - b);
  const ofImages = shape.length === 4 && flagOf(call, "keep_dims") && String(axes) === "1,2";
  return ofImages ? meanOfImages(call) : meanReal(call);
};

/** Height and width of an image at once: each output is finished before it is written. */
function meanOfImages(call: Call): () => void {
  const [batches, height, width, depth] = inputOf(call, 0).tensor.shape;
  const x = numbers(inputOf(call, 0));
  const y = numbers(call.outputs[0]);
  const { watch } = call;
  return () => {
    for (let out = 0; out < batches * depth; out++) {
      const channel = out % depth;
      const image = Math.floor(out / depth) * height * width;
      let sum = 0;
      for (let at = image; at < image + height * width; at++) {
        watch?.reads(0, at * depth + channel, 1);
        sum = round(sum + x[at * depth + channel]);
      }
      y[out] = sum / (height * width);
      watch?.writes(0, out, 1);
    }
  };
}

function meanReal(call: Call): () => void {
  const sum = sumReal(call);
  const { perOutput } = reductionOf(call);
  const y = numbers(call.outputs[0]);
  return () => {
    sum();
    if (perOutput === 0) return;
    for (let i = 0; i < y.length; i++) {
      y[i] = y[i] / perOutput;
      call.watch?.writes(0, i, 1);
    }
  };
}

/** Quantised sums accumulate in scratch memory; yet the outputs are cleared before they begin. */
function storedSum(call: Call, isMean: boolean): () => void {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const { each, perOutput } = reductionOf(call);
  let { multiplier, shift } = quantizeMultiplier(scaleOf(call, input) / scaleOf(call, output));
  if (isMean && perOutput > 0) {
    // The division by the count goes into the multiplier, with as many bits as it can hold.
    const bits = Math.min(31 - Math.clz32(perOutput), 32, 31 + shift);
    multiplier = Number((BigInt(multiplier) << BigInt(bits)) / BigInt(perOutput)) | 0;
    shift -= bits;
  }
  const zeroSum = zeroPointOf(input) * perOutput;
  const [low, high] = rangeOf(output.tensor);
  const x = numbers(input);
  const y = numbers(output);
  const sums = new Int32Array(y.length);
  const { watch } = call;
  return () => {
    for (let i = 0; i < y.length; i++) y[i] = sums[i] = 0;
    watch?.writes(0, 0, y.length);
    each((i, o) => {
      watch?.reads(0, i, 1);
      sums[o] += x[i];
    });
    for (let i = 0; i < y.length; i++) {
      const scaled = scaleInt32((sums[i] - zeroSum) | 0, multiplier, shift);
      y[i] = clamp(scaled + zeroPointOf(output), low, high);
      watch?.writes(0, i, 1);
    }
  };
}

const ORDERED = ["float32,float32", "int8,int8", "uint8,uint8", "int16,int16", "int32,int32"];

/** Prepares REDUCE_MAX. */
export const reduceMaxKernel: Kernel = extreme(-1, (most, x) => x > most ? x : most);
/** Prepares REDUCE_MIN. */
export const reduceMinKernel: Kernel = extreme(1, (least, x) => x < least ? x : least);
/** Prepares REDUCE_PROD for float32. */
export const reduceProdKernel: Kernel = inPlace(["float32,float32"], 1, (all, x) => round(x * all));
/** Prepares REDUCE_ALL. */
export const reduceAllKernel: Kernel = inPlace(["bool,bool"], 1, (all, x) => all && x);
/** Prepares REDUCE_ANY. */
export const reduceAnyKernel: Kernel = inPlace(["bool,bool"], 0, (any, x) => any || x);

/** Starts at the end of the type's range that any value beats. */
function extreme(side: 1 | -1, of: (best: number, x: number) => number): Kernel {
  return (call) => {
    const { tensor } = call.outputs[0];
    const most = 3.4028234663852886e38;
    const [low, high] = tensor.dtype === "float32" ? [-most, most] : rangeOf(tensor);
    return inPlace(ORDERED, side < 0 ? low : high, of)(call);
  };
}
