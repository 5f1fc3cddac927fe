/** TensorFlow operators that pick elements out of a tensor. */

import {
  dimsAt,
  dimsFrom,
  dtypeAt,
  indexIn,
  isGiven,
  valueAt,
  valuesAt,
  valuesOf,
  valuesOver,
} from "../operands.ts";
import { axisIn, fail, inputAt, numberOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { stridedSlice } from "./strided_slice.ts";

/** Slice, StridedSlice; Gather, GatherV2, GatherNd; ScatterNd and its relatives. */
export const tensorflowSlicingRules: readonly OperatorRule[] = [
  {
    types: ["Slice"],
    shapes: (query) => [sliced(query)],
    values: (query) => {
      if (dimsAt(query, 0).length !== 1) return fail("only lists of numbers are sliced");
      const begin = valueAt(query, 1);
      return valuesAt(query, 0).slice(begin, begin + sliced(query)[0]);
    },
  },
  {
    types: ["StridedSlice"],
    shapes: (query) => [stridedSlice(query).shape],
    values: (query) => {
      const { picked } = stridedSlice(query);
      const values = valuesAt(query, 0);
      if (dimsAt(query, 0).length !== 1 || !picked) return fail("only lists of numbers are sliced");
      return picked.map((at) => values[at]);
    },
  },
  {
    types: ["Gather", "GatherV2", "ResourceGather"],
    shapes: (query) => {
      const [input, indices] = [dimsFrom(query, 0, 1), dimsAt(query, 1)];
      const axis = isGiven(query, 2) ? axisIn(input.length, valueAt(query, 2)) : 0;
      const shared = numberOf(query, "batch_dims", 0);
      return [input.toSpliced(axis, 1, ...indices.slice(shared))];
    },
    values: (query) => {
      const values = valuesAt(query, 0);
      if (dimsAt(query, 0).length !== 1) return fail("only from lists numbers are picked");
      return valuesAt(query, 1).map((at) => values[at] ?? NaN);
    },
  },
  {
    types: ["GatherNd"],
    shapes: (query) => {
      const indices = dimsFrom(query, 1, 1);
      const depth = indices.at(-1)!;
      if (Number.isNaN(depth)) return fail("the length of its indices is not known");
      return [[...indices.slice(0, -1), ...dimsFrom(query, 0, depth).slice(depth)]];
    },
  },
  {
    types: ["ScatterNd"],
    shapes: (query) => [valuesAt(query, 2)],
    dtypes: (query) => [dtypeAt(query, 1)],
  },
  {
    types: ["SparseToDense"],
    shapes: (query) => [valuesAt(query, 1)],
    dtypes: (query) => [dtypeAt(query, 2)],
    values: densified,
  },
  {
    types: ["TensorScatterUpdate", "TensorScatterAdd", "TensorScatterSub"],
    shapes: (query) => [dimsAt(query, 0)],
  },
];

/** A default everywhere but in some positions: numbers, or lists of one per dimension. */
function densified(query: Query): readonly number[] {
  const shape = valuesAt(query, 1);
  const positions = valuesAt(query, 0);
  if (positions.some(Number.isNaN)) return fail("where it writes is computed at run time");
  const values = valuesAt(query, 2);
  const dense = valuesOver(shape, () => valueAt(query, 3)).slice();
  const count = positions.length / shape.length;
  for (let i = 0; i < count; i++) {
    const position = positions.slice(i * shape.length, (i + 1) * shape.length);
    dense[indexIn(shape, position)] = values.length === 1 ? values[0] : values[i];
  }
  return dense;
}

/** Where a slice begins may be computed at run time; -1 takes the rest, which then is open. */
function sliced(query: Query): Shape {
  const input = dimsAt(query, 0);
  const begin = valuesOf(inputAt(query, 1)) ?? input.map(() => NaN);
  const size = valuesAt(query, 2);
  if (begin.length !== input.length || size.length !== input.length) {
    return fail(`it slices ${size.length} dimensions of ${input.length}`);
  }
  return input.map((whole, d) => size[d] === -1 ? whole - begin[d] : size[d]);
}
