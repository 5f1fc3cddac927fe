/** Windows of ONNX operators: how often they fit along each spatial dimension. */

import { fail, numberOf, numbersOf, type Query, type Shape } from "../query.ts";

/** Settings of a window along each spatial dimension. */
export interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Per dimension: before and after the image together. */
  readonly padding: readonly number[];
  /** Per dimension: before the image. */
  readonly before: readonly number[];
  /** `SAME_UPPER`, `SAME_LOWER`, `VALID` or `NOTSET`: only the last makes use of the padding. */
  readonly autoPad: string;
}

/** The settings of an operator. @throws {Unknown} If their number or sign makes no sense. */
export function windowsOf(query: Query, dimensions: number): Windows {
  const list = (name: string, fallback: number, length: number) => {
    const given = numbersOf(query, name);
    const values = given.length > 0 ? given : new Array<number>(length).fill(fallback);
    return values.length === length ? values : fail(`it has ${values.length} ${name}`);
  };
  const pads = list("pads", 0, 2 * dimensions);
  const { auto_pad = "NOTSET" } = query.operator.attributes;
  const windows = {
    strides: list("strides", 1, dimensions),
    dilations: list("dilations", 1, dimensions),
    padding: pads.slice(0, dimensions).map((before, d) => before + pads[d + dimensions]),
    before: pads.slice(0, dimensions),
    autoPad: String(auto_pad),
  };
  if ([...windows.strides, ...windows.dilations].every((value) => value > 0)) return windows;
  return fail("a stride or dilation is not positive");
}

/**
 * Positions of a window of `taps` over an image of `sizes`: `floor((size + padding - reach) / stride)
 * + 1`, rounded up instead with `ceil_mode`, unless the last window would lie in the padding only.
 */
export function slid(query: Query, sizes: Shape, taps: Shape): number[] {
  const { strides, dilations, padding, before, autoPad } = windowsOf(query, sizes.length);
  if (taps.length !== sizes.length) return fail(`its window has ${taps.length} dimensions`);
  const up = numberOf(query, "ceil_mode", 0) === 1;
  const round = up ? Math.ceil : Math.floor;
  return sizes.map((size, d) => {
    if (autoPad.startsWith("SAME")) return Math.ceil(size / strides[d]);
    const padded = size + (autoPad === "VALID" ? 0 : padding[d]);
    const reach = (taps[d] - 1) * dilations[d] + 1;
    const positions = round((padded - reach) / strides[d]) + 1;
    if (padded < reach || positions < 1) fail(`a window of ${reach} does not fit into ${padded}`);
    const outside = up && (positions - 1) * strides[d] >= size + before[d];
    return outside ? positions - 1 : positions;
  });
}
