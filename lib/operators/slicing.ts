/** Operators that take a box, dense or strided, out of a tensor. */

import { ordered, stridesOf } from "./access/access.ts";
import { constantAt, fail, flagOf, numberOf, type Query, type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** SLICE, STRIDED_SLICE. */
export const slicingRules: readonly OperatorRule[] = [
  {
    types: ["SLICE"],
    shapes: (query) => [boxOf(query).map(({ size }) => size)],
    access: (query) => [boxAccess(shapeAt(query, 0), boxOf(query))],
  },
  {
    types: ["STRIDED_SLICE"],
    shapes: (query) => [stridedBoxOf(query).shape],
    access: (query) => {
      const { box } = stridedBoxOf(query);
      const last = box.at(-1) ?? fail("its input is a scalar");
      // Where the last dimension is taken without gaps, memcpy moves it.
      const piece = last.step === 1 ? last.size : undefined;
      return [boxAccess(shapeAt(query, 0), box, piece)];
    },
  },
];

/** What is taken along one dimension of the input. */
interface Cut {
  readonly begin: number;
  readonly step: number;
  readonly size: number;
}

/** The output in ascending order, each element from its place in the box. */
function boxAccess(input: Shape, box: readonly Cut[], piece?: number) {
  const strides = stridesOf(input);
  const outputStrides = stridesOf(box.map(({ size }) => size));
  return ordered(
    box.map(({ step, size }, d) => ({ size, input: step * strides[d], output: outputStrides[d] })),
    {
      inputStart: box.reduce((start, { begin }, d) => start + begin * strides[d], 0),
      ...piece !== undefined && { piece },
    },
  );
}

/** A size of -1 takes everything from the beginning of the slice on. */
function boxOf(query: Query): Cut[] {
  const input = shapeAt(query, 0);
  const [begins, sizes] = [constantAt(query, 1), constantAt(query, 2)];
  return input.map((extent, d) => {
    const begin = begins[d] ?? 0;
    const size = (sizes[d] ?? -1) === -1 ? extent - begin : sizes[d];
    if (begin >= 0 && size >= 0 && begin + size <= extent) return { begin, step: 1, size };
    return fail(`a slice of ${size} from ${begin} on leaves dimension ${d} of ${extent}`);
  });
}

/**
 * The slice as NumPy and TensorFlow mean it: bit i of a mask is about entry i of begin, end and
 * strides; an ellipsis stands for all dimensions that nobody names; new axes take none of the input's.
 */
function stridedBoxOf(query: Query): { box: Cut[]; shape: number[] } {
  const input = shapeAt(query, 0);
  const [begins, stops, steps] = [1, 2, 3].map((place) => constantAt(query, place));
  if (stops.length !== begins.length || steps.length !== begins.length) {
    return fail("its begin, end and strides are not equally long");
  }
  const ends = flagOf(query, "offset") ? stops.map((stop, i) => begins[i] + stop) : stops;
  const mask = (name: string, entry: number) => (numberOf(query, name, 0) >> entry & 1) === 1;
  const named =
    begins.map((_, entry) => entry).filter((entry) =>
      !mask("ellipsis_mask", entry) && !mask("new_axis_mask", entry)
    ).length;
  const box: Cut[] = [];
  const shape: number[] = [];
  const takeAll = (count: number) => {
    for (let i = 0; i < count; i++) {
      const size = input[box.length];
      box.push({ begin: 0, step: 1, size });
      shape.push(size);
    }
  };
  begins.forEach((_, entry) => {
    if (mask("ellipsis_mask", entry)) return takeAll(input.length - named);
    if (mask("new_axis_mask", entry)) return void shape.push(1);
    const extent = input[box.length] ?? fail(`it slices more than ${input.length} dimensions`);
    const cut = cutOf(extent, begins[entry], ends[entry], steps[entry], {
      fromStart: mask("begin_mask", entry),
      toEnd: mask("end_mask", entry),
      single: mask("shrink_axis_mask", entry),
    });
    box.push(cut);
    if (!mask("shrink_axis_mask", entry)) shape.push(cut.size);
  });
  takeAll(input.length - box.length);
  return { box, shape };
}

function cutOf(
  extent: number,
  begin: number,
  end: number,
  step: number,
  { fromStart, toEnd, single }: { fromStart: boolean; toEnd: boolean; single: boolean },
): Cut {
  if (!step) return fail("one of its strides is zero");
  const [least, most] = step > 0 ? [0, extent] : [-1, extent - 1];
  const inside = (place: number) =>
    Math.min(most, Math.max(least, place < 0 ? place + extent : place));
  const from = fromStart ? (step > 0 ? 0 : extent - 1) : inside(begin);
  if (single) return { begin: from, step: 1, size: 1 };
  const to = toEnd ? (step > 0 ? extent : -1) : inside(end);
  return { begin: from, step, size: Math.max(0, Math.ceil((to - from) / step)) };
}
