/** ARG_MAX and ARG_MIN. */

import { type Call, cells, constantIntegers, inputOf, type Kernel, numbers } from "../kernel.ts";

/** Prepares ARG_MAX for all types that are not 64-bit integers; the first of equals wins. */
export const argMaxKernel: Kernel = (call) => argExtreme(call, (a, b) => a > b);

/** Prepares ARG_MIN; see {@linkcode argMaxKernel}. */
export const argMinKernel: Kernel = (call) => argExtreme(call, (a, b) => a < b);

function argExtreme(call: Call, beats: (a: number, b: number) => boolean): () => void {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const { shape } = input.tensor;
  const [given] = constantIntegers(call, 1);
  const axis = given < 0 ? given + shape.length : given;
  const size = shape[axis];
  const inner = shape.slice(axis + 1).reduce((all, each) => all * each, 1);
  const x = numbers(input);
  const y = cells(output);
  const asIndex = output.tensor.dtype === "int64" ? BigInt : Number;
  const { watch } = call;
  return () => {
    for (let out = 0; out < y.length; out++) {
      const first = Math.floor(out / inner) * size * inner + out % inner;
      let best = 0;
      watch?.reads(0, first, 1);
      let most = x[first];
      for (let i = 1; i < size; i++) {
        watch?.reads(0, first + i * inner, 1);
        const candidate = x[first + i * inner];
        if (beats(candidate, most) || (Number.isNaN(most) && !Number.isNaN(candidate))) {
          most = candidate;
          best = i;
        }
      }
      y[out] = asIndex(best);
      watch?.writes(0, out, 1);
    }
  };
}
