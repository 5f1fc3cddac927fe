/** Convolutions of ONNX, images in NCHW order. */

import { elementsOf } from "../../graph/mod.ts";
import { dimsFrom, dtypeAt } from "../operands.ts";
import { fail, numberOf, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { slid, windowsOf } from "./windows.ts";

/** Conv, ConvInteger, QLinearConv, DeformConv, FusedConv; ConvTranspose. */
export const onnxConvolutionRules: readonly OperatorRule[] = [
  {
    types: ["Conv", "DeformConv", "com.microsoft.FusedConv"],
    shapes: (query) => [convolved(query, 1)],
    macs: (query) => convolutionMacs(query, 1),
  },
  {
    types: ["ConvInteger"],
    shapes: (query) => [convolved(query, 1)],
    dtypes: () => ["int32"],
    macs: (query) => convolutionMacs(query, 1),
  },
  {
    types: ["QLinearConv"],
    shapes: (query) => [convolved(query, 3)],
    dtypes: (query) => [dtypeAt(query, 7)],
    macs: (query) => convolutionMacs(query, 3),
  },
  {
    types: ["ConvTranspose"],
    shapes: (query) => [transposed(query)],
    // Every element of the input meets the filters of its channel once.
    macs: (query) => {
      const filters = dimsFrom(query, 1, 3);
      return elementsOf(dimsFrom(query, 0, 3)) * elementsOf(filters.slice(1));
    },
  },
];

/** Image [N, C, ...], filters [M, C / group, ...]: [N, M, positions...]. */
function convolved(query: Query, filterInput: number): Shape {
  const [batch, , ...sizes] = dimsFrom(query, 0, 3);
  const [channels, , ...taps] = dimsFrom(query, filterInput, 3);
  return [batch, channels, ...slid(query, sizes, taps)];
}

/** Every element of the output takes one filter: C / group times its window. */
function convolutionMacs(query: Query, filterInput: number): number {
  const filter = elementsOf(dimsFrom(query, filterInput, 3).slice(1));
  return elementsOf(convolved(query, filterInput)) * filter;
}

/** Image [N, C, ...], filters [C, M / group, ...]: [N, M, ...]. */
function transposed(query: Query): Shape {
  const [batch, , ...sizes] = dimsFrom(query, 0, 3);
  const [, perGroup, ...taps] = dimsFrom(query, 1, 3);
  const channels = perGroup * numberOf(query, "group", 1);
  const wanted = numbersOf(query, "output_shape");
  if (wanted.length === sizes.length) return [batch, channels, ...wanted];
  const { strides, dilations, padding, autoPad } = windowsOf(query, sizes.length);
  if (taps.length !== sizes.length) return fail(`its window has ${taps.length} dimensions`);
  const extra = numbersOf(query, "output_padding");
  return [
    batch,
    channels,
    ...sizes.map((size, d) => {
      if (autoPad.startsWith("SAME")) return size * strides[d];
      const whole = (size - 1) * strides[d] + (extra[d] ?? 0) + (taps[d] - 1) * dilations[d] + 1;
      return whole - (autoPad === "VALID" ? 0 : padding[d]);
    }),
  ];
}
