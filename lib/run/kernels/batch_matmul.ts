/** BATCH_MATMUL: matrices in the last two dimensions, all others broadcast. */

import { clamp, quantizeMultiplier, scaleInt32, scaleInt48 } from "../arithmetic.ts";
import type { Numbers } from "../elements.ts";
import { type Call, expectTypes, flagOf, inputOf, type Kernel, numbers } from "../kernel.ts";
import type { Operand } from "../kernel.ts";
import { rangeOf, scaleOf, zeroPointOf } from "../quantization.ts";
import { broadcastSources } from "./move.ts";

/**
 * Prepares BATCH_MATMUL for float32, int8 and int16. An operand whose rows and columns must change
 * places is copied as a whole before the first output is written.
 */
export const batchMatmulKernel: Kernel = (call) => {
  const [left, right] = [inputOf(call, 0), inputOf(call, 1)];
  const [output] = call.outputs;
  const types = ["float32,float32,float32", "int8,int8,int8", "int16,int16,int16"];
  const type = expectTypes(call, [left, right, output], types);
  const { shape } = output.tensor;
  const [rows, columns] = shape.slice(-2);
  const a = matrices(call, 0, flagOf(call, "adj_x"));
  const b = matrices(call, 1, !flagOf(call, "adj_y"));
  const depth = a.depth;
  const batchShape = shape.slice(0, -2);
  const firstA = broadcastSources(left.tensor.shape.slice(0, -2), batchShape);
  const firstB = broadcastSources(right.tensor.shape.slice(0, -2), batchShape);
  const { multiply, finish } = type === types[0] ? realSums() : storedSums(call, left, right);
  const y = numbers(output);
  const { watch } = call;
  return () => {
    const x = a.elements();
    const z = b.elements();
    for (let out = 0; out < y.length; out++) {
      const matrix = Math.floor(out / (rows * columns));
      const row = Math.floor(out / columns) % rows;
      const fromA = (firstA[matrix] * rows + row) * depth;
      const fromB = (firstB[matrix] * columns + out % columns) * depth;
      a.announce(fromA);
      b.announce(fromB);
      let sum = 0;
      for (let k = 0; k < depth; k++) sum = multiply(sum, x[fromA + k], z[fromB + k]);
      y[out] = finish(sum);
      watch?.writes(0, out, 1);
    }
  };
};

/** An operand as rows to multiply: as it lies in memory, or turned in a copy. */
function matrices(call: Call, place: number, turn: boolean) {
  const operand = inputOf(call, place);
  const { shape } = operand.tensor;
  const [height, width] = shape.slice(-2);
  const data = numbers(operand);
  const { watch } = call;
  if (!turn) {
    const announce = (from: number) => watch?.reads(place, from, width);
    return { depth: width, elements: () => data, announce };
  }
  const turned = new Float64Array(data.length);
  const elements = (): Numbers => {
    watch?.reads(place, 0, data.length);
    for (let i = 0; i < data.length; i++) {
      const matrix = i - i % (height * width);
      turned[matrix + (i % width) * height + Math.floor(i / width) % height] = data[i];
    }
    return turned;
  };
  return { depth: height, elements, announce: () => {} };
}

function realSums() {
  const round = Math.fround;
  return {
    multiply: (sum: number, a: number, b: number) => round(sum + round(a * b)),
    finish: (sum: number) => sum,
  };
}

function storedSums(call: Call, left: Operand, right: Operand) {
  const [output] = call.outputs;
  const product = Math.fround(scaleOf(call, left) * scaleOf(call, right));
  const { multiplier, shift } = quantizeMultiplier(product / scaleOf(call, output));
  const [zeroA, zeroB, zero] = [left, right, output].map(zeroPointOf);
  const [low, high] = rangeOf(output.tensor);
  const scale = left.tensor.dtype === "int16" ? scaleInt48 : scaleInt32;
  return {
    multiply: (sum: number, a: number, b: number) => sum + (a - zeroA) * (b - zeroB),
    finish: (sum: number) => clamp(scale(sum, multiplier, shift) + zero, low, high),
  };
}
