/** Resized images, and the places of extremes: of which pixels each pixel of the output comes. */

import type { Operator } from "../graph/mod.ts";
import { valuesOf } from "../operators/mod.ts";
import { bilinearTaps, nearestPlaces } from "./kernels/resize.ts";
import { depthOf, pixelCount, type PixelQuery, type PixelRule, type Pixels } from "./pixel_rule.ts";

/** A pixel is a copy of the one that the kernel takes for the nearest. */
export const resizedNearest: PixelRule = (query) => {
  const image = query.pixelsAt(0);
  return resized(query, nearestPlaces, (y, x, at) => image[at(y, x)]);
};

/** A pixel is mixed of four, in the shares that the kernel works out from both sizes. */
export const resizedBilinear: PixelRule = (query) => {
  const { values, inputs: [input], pixelsAt, label } = query;
  if (!input) return undefined;
  const image = pixelsAt(0);
  const computed = label([depthOf(input)]);
  const tapsOf = (operator: Operator, size: number, outSize: number) =>
    bilinearTaps(operator, input.dtype, size, outSize);
  return resized(query, tapsOf, (y, x, at) => {
    const shares = values.text(`shares ${y.secondShare} and ${x.secondShare}`);
    const corners = [y.first, y.second].flatMap((row) =>
      [x.first, x.second].map((column) => image[at(row, column)])
    );
    return values.of([computed, shares, ...corners]);
  });
};

/** For each pixel of the output: its value, from what belongs to its row and its column. */
function resized<T>(
  { operator, inputs: [input], outputs: [output] }: PixelQuery,
  placesOf: (operator: Operator, size: number, outSize: number) => readonly T[],
  of: (y: T, x: T, at: (row: number, column: number) => number) => number,
): Pixels | undefined {
  if (input?.shape.length !== 4 || output.shape.length !== 4) return undefined;
  const [batches, height, width] = input.shape;
  const rows = placesOf(operator, height, output.shape[1]);
  const columns = placesOf(operator, width, output.shape[2]);
  return Array.from({ length: batches }, (_, batch) => {
    const at = (row: number, column: number) => (batch * height + row) * width + column;
    return rows.flatMap((y) => columns.map((x) => of(y, x, at)));
  }).flat();
}

/** Where each pixel has its largest or smallest element: a row of such places is one pixel. */
export const extremes: PixelRule = (
  { values, inputs: [input, axis], outputs, pixelsAt, label },
) => {
  const along = axis && valuesOf(axis)?.[0];
  if (!input || along === undefined || (along !== -1 && along !== input.shape.length - 1)) {
    return undefined;
  }
  const image = pixelsAt(0);
  const computed = label([depthOf(input)]);
  const width = depthOf(outputs[0]);
  return Array.from(
    { length: pixelCount(outputs[0]) },
    (_, i) => values.of([computed, ...image.slice(i * width, (i + 1) * width)]),
  );
};
