/** Windows of TensorFlow operators: how often they fit along each spatial dimension. */

import { fail, numbersOf, type Query, type Shape } from "../query.ts";
import type { Layout } from "./settings.ts";

/** Settings of a window along each spatial dimension. */
export interface Windows {
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** Per dimension: before and after the image together. */
  readonly padding: readonly number[];
  /** `SAME` keeps `ceil(size / stride)` positions; `VALID` stays inside; `EXPLICIT` pads as told. */
  readonly how: string;
}

/** The settings of an operator, which name all dimensions. @throws {Unknown} If they make no sense. */
export function windowsOf(query: Query, { spatial }: Layout): Windows {
  const rank = spatial.length + 2;
  const along = (name: string): number[] => {
    const given = numbersOf(query, name);
    if (given.length === 0) return spatial.map(() => 1);
    if (given.length !== rank) return fail(`it has ${given.length} ${name}`);
    const values = spatial.map((d) => given[d]);
    return values.every((value) => value > 0) ? values : fail(`its ${name} are not positive`);
  };
  const how = String(query.operator.attributes["padding"]);
  if (!["SAME", "VALID", "EXPLICIT"].includes(how)) return fail("its padding is not known");
  const pads = numbersOf(query, "explicit_paddings");
  if (how === "EXPLICIT" && pads.length !== 2 * rank) return fail(`it has ${pads.length} paddings`);
  const padding = spatial.map((d) => how === "EXPLICIT" ? pads[2 * d] + pads[2 * d + 1] : 0);
  return { strides: along("strides"), dilations: along("dilations"), padding, how };
}

/** Positions of a window of `taps` over an image of `sizes`. @throws {Unknown} If it never fits. */
export function slid(windows: Windows, sizes: Shape, taps: Shape): number[] {
  return sizes.map((size, d) => {
    const { strides, dilations, padding, how } = windows;
    if (how === "SAME") return Math.ceil(size / strides[d]);
    const reach = (taps[d] - 1) * dilations[d] + 1;
    const positions = Math.floor((size + padding[d] - reach) / strides[d]) + 1;
    if (positions < 1) return fail(`a window of ${reach} does not fit into ${size + padding[d]}`);
    return positions;
  });
}

/** The shape of an image with other sizes and channels; the batch stays. */
export function imageLike(input: Shape, layout: Layout, sizes: Shape, channels: number): Shape {
  const image = [...input];
  layout.spatial.forEach((d, i) => image[d] = sizes[i]);
  image[layout.channels] = channels;
  return image;
}
