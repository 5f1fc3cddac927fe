/** CONCATENATION, PACK, SPLIT, SPLIT_V, UNPACK. */

import { clamp, roundAway } from "../arithmetic.ts";
import { type Call, cells, constantIntegers, inputOf, type Kernel, numberOf } from "../kernel.ts";
import { numbers, type Operand } from "../kernel.ts";
import { scaleOf, zeroPointOf } from "../quantization.ts";
import { copyRun } from "./copy.ts";

/** The product of the dimensions before an axis, and of those from it on; -1 is the last axis. */
function aroundAxis(shape: readonly number[], axis: number): { outer: number; inner: number } {
  const at = axis < 0 ? axis + shape.length : axis;
  const product = (sizes: readonly number[]) => sizes.reduce((all, size) => all * size, 1);
  return { outer: product(shape.slice(0, at)), inner: product(shape.slice(at)) };
}

/** Prepares CONCATENATION for all types: row by row, one `memcpy` for each input. */
export const concatenationKernel: Kernel = (call) => {
  const [output] = call.outputs;
  const { outer } = aroundAxis(output.tensor.shape, numberOf(call, "axis"));
  const parts = call.inputs.map((_, place) => {
    const input = inputOf(call, place);
    return { size: input.data.length / outer, write: writerOf(call, input, place) };
  });
  return () => {
    let to = 0;
    for (let row = 0; row < outer; row++) {
      for (const { size, write } of parts) {
        write(row * size, to, size);
        to += size;
      }
    }
  };
};

type Writer = (from: number, to: number, count: number) => void;

/** Copies; uint8 inputs at another scale than the output's are rescaled on the way. */
function writerOf(call: Call, input: Operand, place: number): Writer {
  const [output] = call.outputs;
  const { watch } = call;
  const isStored = output.tensor.dtype === "uint8" && input.tensor.quantization !== undefined;
  const [inputScale, outputScale] = isStored
    ? [scaleOf(call, input), scaleOf(call, output)]
    : [1, 1];
  const [inputZero, outputZero] = [zeroPointOf(input), zeroPointOf(output)];
  if (!isStored || (inputScale === outputScale && inputZero === outputZero)) {
    return (from, to, count) => {
      const target = { operand: output, place: 0, first: to };
      copyRun({ operand: input, place, first: from }, target, count, watch);
    };
  }
  const scale = Math.fround(inputScale * Math.fround(1 / outputScale));
  const bias = Math.fround(-inputZero * scale);
  const [x, y] = [numbers(input), numbers(output)];
  return (from, to, count) => {
    for (let i = 0; i < count; i++) {
      watch?.reads(place, from + i, 1);
      const value = Math.fround(Math.fround(x[from + i] * scale) + bias);
      y[to + i] = clamp(roundAway(value) + outputZero, 0, 255);
      watch?.writes(0, to + i, 1);
    }
  };
}

/** Prepares PACK for all types: input after input, element by element. */
export const packKernel: Kernel = (call) => {
  const [output] = call.outputs;
  const y = cells(output);
  const count = call.inputs.length;
  const { outer, inner } = aroundAxis(output.tensor.shape, numberOf(call, "axis"));
  const size = inner / count;
  const { watch } = call;
  return () => {
    for (let place = 0; place < count; place++) {
      const x = cells(inputOf(call, place));
      for (let i = 0; i < outer * size; i++) {
        const to = Math.floor(i / size) * inner + place * size + i % size;
        watch?.copies(place, i, 0, to, 1);
        y[to] = x[i];
      }
    }
  };
};

/** Prepares UNPACK for all types: output after output, element by element. */
export const unpackKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const x = cells(input);
  const { outer, inner } = aroundAxis(input.tensor.shape, numberOf(call, "axis"));
  const size = inner / call.outputs.length;
  const { watch } = call;
  return () => {
    call.outputs.forEach((output, place) => {
      const y = cells(output);
      for (let i = 0; i < outer * size; i++) {
        const from = Math.floor(i / size) * inner + place * size + i % size;
        watch?.copies(0, from, place, i, 1);
        y[i] = x[from];
      }
    });
  };
};

/** Prepares SPLIT (axis first) for all types. */
export const splitKernel: Kernel = (call) => split(call, 1, constantIntegers(call, 0)[0]);

/** Prepares SPLIT_V (axis last) for all types. */
export const splitVKernel: Kernel = (call) => split(call, 0, constantIntegers(call, 2)[0]);

/** Through the input from the first element to the last, element by element. */
function split(call: Call, place: number, axis: number): () => void {
  const input = inputOf(call, place);
  const x = cells(input);
  const { outer } = aroundAxis(input.tensor.shape, axis);
  const outputs = call.outputs.map((output) => ({
    y: cells(output),
    size: output.data.length / outer,
  }));
  const { watch } = call;
  return () => {
    let from = 0;
    for (let row = 0; row < outer; row++) {
      outputs.forEach(({ y, size }, o) => {
        for (let to = row * size; to < (row + 1) * size; to++, from++) {
          watch?.copies(place, from, o, to, 1);
          y[to] = x[from];
        }
      });
    }
  };
}
