/** STRIDED_SLICE. */

import { clamp } from "../arithmetic.ts";
import { type Call, constantIntegers, inputOf, type Kernel, numberOf } from "../kernel.ts";
import { UnsupportedError } from "../kernel.ts";
import { copyRun } from "./copy.ts";
import { moveFrom, stridedSources, stridesOf } from "./move.ts";

/** Where a slice goes along each dimension of the input. */
interface Way {
  readonly starts: readonly number[];
  readonly steps: readonly number[];
  readonly counts: readonly number[];
}

/** Prepares STRIDED_SLICE for all types, without new axes and ellipses. */
export const stridedSliceKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const { starts, steps, counts } = wayOf(call, input.tensor.shape);
  const strides = stridesOf(input.tensor.shape);
  const start = starts.reduce((sum, at, d) => sum + at * strides[d], 0);
  const moves = steps.map((step, d) => step * strides[d]);
  if (steps.at(-1) !== 1) return moveFrom(call, stridedSources(counts, moves, start));
  // A last dimension without gaps is copied row by row.
  const rows = stridedSources(counts.slice(0, -1), moves.slice(0, -1), start);
  const size = counts.at(-1)!;
  return () =>
    rows.forEach((first, row) => {
      const to = { operand: output, place: 0, first: row * size };
      copyRun({ operand: input, place: 0, first }, to, size, call.watch);
    });
};

function wayOf(call: Call, shape: readonly number[]): Way {
  for (const mask of ["ellipsis_mask", "new_axis_mask"]) {
    if (numberOf(call, mask) !== 0) {
      throw new UnsupportedError(call.operator.type, `${mask} 0 wanted, another came`);
    }
  }
  const given = [1, 2, 3].map((place) => constantIntegers(call, place));
  const [begins, ends, strides] = given;
  const has = (mask: string, d: number) => ((numberOf(call, mask) >> d) & 1) === 1;
  const starts = shape.map((size, d) => {
    const forward = (strides[d] ?? 1) > 0;
    if (d >= begins.length || has("begin_mask", d)) return forward ? 0 : size - 1;
    const begin = begins[d] < 0 ? begins[d] + size : begins[d];
    return forward ? clamp(begin, 0, size) : clamp(begin, -1, size - 1);
  });
  const isOffset = call.operator.attributes.offset === true;
  const counts = shape.map((size, d) => {
    const step = strides[d] ?? 1;
    const forward = step > 0;
    if (has("shrink_axis_mask", d)) return starts[d] < size ? 1 : 0;
    let end = forward ? size : -1;
    if (d < ends.length && !has("end_mask", d)) {
      const given = ends[d] + (isOffset ? starts[d] : 0);
      const stop = given < 0 ? given + size : given;
      end = forward ? clamp(stop, 0, size) : clamp(stop, -1, size - 1);
    }
    return Math.max(0, Math.ceil((end - starts[d]) / step));
  });
  return { starts, steps: shape.map((_, d) => strides[d] ?? 1), counts };
}
