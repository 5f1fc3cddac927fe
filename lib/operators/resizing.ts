/** Operators that resize images in NHWC order. */

import { type Axis, ordered } from "./access/access.ts";
import { constantAt, fail, flagOf, inputAt, outputShapeAt, perPosition } from "./query.ts";
import { type Query, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** The first input position that an output position reads, along one dimension. */
type FirstRead = (position: number, input: number, output: number, how: Sampling) => number;

interface Sampling {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** RESIZE_NEAREST_NEIGHBOR, RESIZE_BILINEAR. */
export const resizingRules: readonly OperatorRule[] = [
  {
    types: ["RESIZE_NEAREST_NEIGHBOR"],
    shapes: resized,
    // memcpy moves one pixel at a time.
    access: (query) => [
      ordered(axesOfImage(query, nearest), { piece: shapeAt(query, 0, 4)[3] }),
    ],
  },
  {
    types: ["RESIZE_BILINEAR"],
    shapes: resized,
    access: (query) => {
      const { dtype } = inputAt(query, 0);
      return [ordered(axesOfImage(query, dtype === "float32" ? lowerFloat : lowerFixed))];
    },
  },
];

function resized(query: Query) {
  const [batches, , , depth] = shapeAt(query, 0, 4);
  const size = constantAt(query, 1);
  if (size.length !== 2) return fail("its size is not a height and a width");
  return [[batches, ...size, depth]];
}

function axesOfImage(query: Query, firstRead: FirstRead): Axis[] {
  const [batches, height, width, depth] = shapeAt(query, 0, 4);
  const [, outHeight, outWidth] = outputShapeAt(query, 0, 4);
  const how = {
    alignCorners: flagOf(query, "align_corners"),
    halfPixelCenters: flagOf(query, "half_pixel_centers"),
  };
  const firsts = (input: number, output: number) =>
    perPosition(output, (position) => firstRead(position, input, output, how));
  const [row, outRow] = [width * depth, outWidth * depth];
  return [
    { size: batches, input: height * row, output: outHeight * outRow },
    { size: outHeight, input: row, output: outRow, first: firsts(height, outHeight) },
    { size: outWidth, input: depth, output: depth, first: firsts(width, outWidth) },
    { size: depth, input: 1, output: 1 },
  ];
}

const f32 = Math.fround;

/** As the kernel rounds: everything in float32. */
const nearest: FirstRead = (position, input, output, { alignCorners, halfPixelCenters }) => {
  const corners = alignCorners && output > 1;
  const scale = f32((corners ? input - 1 : input) / f32(corners ? output - 1 : output));
  const place = f32(f32(position + (halfPixelCenters ? 0.5 : 0)) * scale);
  const rounded = alignCorners ? Math.trunc(place + (place < 0 ? -0.5 : 0.5)) : Math.floor(place);
  return Math.max(0, Math.min(rounded, input - 1));
};

/** The lower of two neighbours, in float32. */
const lowerFloat: FirstRead = (position, input, output, { alignCorners, halfPixelCenters }) => {
  const corners = alignCorners && output > 1;
  const scale = f32(f32(corners ? input - 1 : input) / f32(corners ? output - 1 : output));
  // With half pixels the compiler may fuse the product and the difference, and round once only.
  const place = halfPixelCenters
    ? Math.min(f32(f32((position + 0.5) * scale) - 0.5), f32((position + 0.5) * scale - 0.5))
    : f32(position * scale);
  // Where the upper neighbour is cut off at the edge, it may be the lower of the two.
  return Math.max(0, Math.min(Math.floor(place), input - 1));
};

/** The lower of two neighbours, in fixed point with 10 bits after the point. */
const lowerFixed: FirstRead = (position, input, output, { alignCorners, halfPixelCenters }) => {
  const one = 1024;
  const corners = alignCorners && output > 1;
  const [from, to] = corners ? [input - 1, output - 1] : [input, output];
  const scale = Math.trunc((one * from + Math.trunc(to / 2)) / to);
  const place = halfPixelCenters
    ? position * scale + Math.trunc(scale / 2) - one / 2
    : position * scale;
  return Math.max(0, Math.min(Math.trunc(place / one), input - 1));
};
