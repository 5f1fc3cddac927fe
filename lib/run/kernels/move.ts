/** How operators run that give every output element one input element, or a fill value. */

import { type Call, cells, inputOf, type Operand } from "../kernel.ts";

/** Distance between neighbours along each dimension of a dense tensor, in elements. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = shape.map(() => 1);
  for (let i = shape.length - 2; i >= 0; i--) strides[i] = strides[i + 1] * shape[i + 1];
  return strides;
}

/**
 * For every element of a shape, in linear order, the input element that it comes from:
 * `start + sum of index * step`.
 */
export function stridedSources(
  shape: readonly number[],
  steps: readonly number[],
  start = 0,
): Int32Array {
  const sources = new Int32Array(shape.reduce((all, size) => all * size, 1));
  const index = shape.map(() => 0);
  for (let i = 0, source = start; i < sources.length; i++) {
    sources[i] = source;
    for (let d = shape.length - 1; d >= 0; d--) {
      source += steps[d];
      if (++index[d] < shape[d]) break;
      source -= steps[d] * shape[d];
      index[d] = 0;
    }
  }
  return sources;
}

/** The same for a tensor that is broadcast to a larger shape. */
export function broadcastSources(from: readonly number[], shape: readonly number[]): Int32Array {
  const strides = stridesOf(from);
  const before = shape.length - from.length;
  const steps = shape.map((_, d) => d < before || from[d - before] === 1 ? 0 : strides[d - before]);
  return stridedSources(shape, steps);
}

/**
 * Moves elements to the output in linear order, one by one, from the sources given; where the source
 * is -1, writes `fill`.
 */
export function moveFrom(
  call: Call,
  sources: Int32Array,
  fill?: { readonly operand: Operand; readonly place: number } | number,
): () => void {
  const x = cells(inputOf(call, 0));
  const y = cells(call.outputs[0]);
  const { watch } = call;
  return () => {
    let value: unknown = fill;
    if (typeof fill === "object") {
      watch?.reads(fill.place, 0, 1);
      value = cells(fill.operand)[0];
    }
    for (let i = 0; i < sources.length; i++) {
      const source = sources[i];
      if (source >= 0) {
        watch?.copies(0, source, 0, i, 1);
        y[i] = x[source];
      } else {
        y[i] = value;
        watch?.writes(0, i, 1);
      }
    }
  };
}
