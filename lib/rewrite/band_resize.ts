/** Which rows of its input a resized image needs for some of its rows. */

import type { Operator } from "../graph/mod.ts";
import type { Rows } from "./rows.ts";

/** How the rows of a resized image come of those of its input. */
export interface Resizing {
  /** Rows of the input. */
  readonly input: number;
  /** Rows that one row of the input becomes: a power of two. */
  readonly factor: number;
  /** Whether first and last rows lie on each other: then one row becomes the last one. */
  readonly alignsCorners: boolean;
  /** Whether a row is mixed of two. */
  readonly isMixed: boolean;
  /** By how much of a row of the input the places of mixed rows lie above those of its rows. */
  readonly shift: number;
}

/** The kernels count places in units of 1/1024 of a row. */
const LARGEST_FACTOR = 1024;

/**
 * How RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR resize rows; a reason where some rows alone would
 * be resized by other numbers than in the whole image.
 *
 * The kernels find the place of a row by a product with a scale that they work out from the heights
 * (reference/resize_bilinear.h and resize_nearest_neighbor.h of TensorFlow Lite). Where one row becomes
 * 1, 2, 4, ... 1,024 of them that scale is the same for every height, and products are exact in
 * float32 and in fixed point: a row of a band then has the place that it has in the whole image, less
 * the first row of the band.
 */
export function resizingOf(
  { type, attributes }: Operator,
  input: number,
  output: number,
): Resizing | string {
  const alignsCorners = attributes.align_corners === true;
  const halfPixels = attributes.half_pixel_centers === true;
  if (alignsCorners && halfPixels) return "it aligns both corners and centres";
  const factor = alignsCorners && output !== input ? (output - 1) / (input - 1) : output / input;
  if (factor > LARGEST_FACTOR || !Number.isInteger(Math.log2(factor)) || factor < 1) {
    return "it does not make each row 2, 4, 8, ... rows";
  }
  const isMixed = type === "RESIZE_BILINEAR";
  const shift = isMixed && halfPixels ? 0.5 - 0.5 / factor : 0;
  return { input, factor, alignsCorners, isMixed, shift };
}

/**
 * The rows of the input on which the operator itself computes some rows of the output, and all rows
 * that it then makes: those outside of the wanted ones may be wrong, mixed at the edge of the band.
 */
export function rowsResized(
  { input, factor, alignsCorners, isMixed, shift }: Resizing,
  wanted: Rows,
): { rows: Rows; made: Rows } {
  const place = (row: number) => row / factor - shift;
  const from = Math.max(0, Math.floor(place(wanted.from)));
  // Aligned, the nearest row may be the next one.
  const last = isMixed || alignsCorners
    ? Math.ceil(place(wanted.to - 1))
    : Math.floor(place(wanted.to - 1));
  const to = Math.min(input, last + 1);
  const end = alignsCorners ? factor * (to - 1) + 1 : factor * to;
  return { rows: { from, to }, made: { from: factor * from, to: end } };
}
