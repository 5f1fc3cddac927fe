/** Convolutions of TensorFlow Lite, images in NHWC order. */

import { elementsOf } from "../graph/mod.ts";
import { type Access, type Axis, ordered } from "./access/access.ts";
import { constantAt, fail, inputAt, numberOf, outputShapeAt, type Query } from "./query.ts";
import { type Shape, shapeAt } from "./query.ts";
import type { OperatorRule } from "./rule.ts";
import { firstReads, positionsOf, type Window, windowOf } from "./window.ts";

const DATA_ONLY = "filter and bias are read again for every position of the output";

/** CONV_2D, DEPTHWISE_CONV_2D, TRANSPOSE_CONV, CONV_3D, CONV_3D_TRANSPOSE. */
export const convolutionRules: readonly OperatorRule[] = [
  {
    types: ["CONV_2D"],
    shapes: (query) => [imageShape(query, shapeAt(query, 1, 4)[0])],
    // Output elements times filter height * width * input channels (of the group).
    macs: (query) => {
      const [, height, width, depth] = shapeAt(query, 1, 4);
      return elementsOf(imageShape(query, shapeAt(query, 1, 4)[0])) * height * width * depth;
    },
    access: (query) => {
      const [, , , depth] = shapeAt(query, 0, 4);
      const groups = depth / shapeAt(query, 1, 4)[3];
      const [, , , channels] = outputShapeAt(query, 0, 4);
      if (!Number.isInteger(groups) || channels % groups !== 0) {
        return fail(`${depth} channels do not divide into groups of its filter`);
      }
      // All output channels of a group read all of its input channels, from the first one on.
      return imageAccess(query, [
        { size: groups, input: depth / groups, output: channels / groups },
        { size: channels / groups, input: 0, output: 1 },
      ]);
    },
    refusal: DATA_ONLY,
  },
  {
    types: ["DEPTHWISE_CONV_2D"],
    shapes: (query) => [imageShape(query, shapeAt(query, 1, 4)[3])],
    // Output elements times filter height * width: each output channel reads one input channel.
    macs: (query) => {
      const [, height, width, channels] = shapeAt(query, 1, 4);
      return elementsOf(imageShape(query, channels)) * height * width;
    },
    access: (query) => {
      const [, , , depth] = shapeAt(query, 0, 4);
      const multiplier = outputShapeAt(query, 0, 4)[3] / depth;
      if (!Number.isInteger(multiplier)) return fail("its channels are no multiple of its input's");
      return imageAccess(query, [
        { size: depth, input: 1, output: multiplier },
        { size: multiplier, input: 0, output: 1 },
      ]);
    },
    refusal: DATA_ONLY,
  },
  {
    types: ["TRANSPOSE_CONV"],
    shapes: (query) => [constantAt(query, 0)],
    // Every input element meets filter height * width * output channels weights; what falls outside
    // of the image is counted.
    macs: (query) => {
      const [channels, height, width] = shapeAt(query, 1, 4);
      return elementsOf(shapeAt(query, 2, 4)) * channels * height * width;
    },
    access: (query) => {
      const { dtype } = inputAt(query, 2);
      if (dtype !== "int8" && dtype !== "int16") {
        return fail("it clears its output first and accumulates there while it reads");
      }
      return [{ how: "buffered", input: 2, output: 0 }];
    },
    refusal: DATA_ONLY,
  },
  {
    types: ["CONV_3D"],
    shapes: (query) => [volumeShape(query)],
    // Output elements times filter depth * height * width * input channels.
    macs: (query) => {
      const [depth, height, width, channels] = shapeAt(query, 1, 5);
      return elementsOf(volumeShape(query)) * depth * height * width * channels;
    },
  },
  {
    types: ["CONV_3D_TRANSPOSE"],
    shapes: (query) => [constantAt(query, 0)],
    // Every input element meets filter depth * height * width * output channels weights.
    macs: (query) => {
      const [depth, height, width, channels] = shapeAt(query, 1, 5);
      return elementsOf(shapeAt(query, 2, 5)) * depth * height * width * channels;
    },
  },
];

/** The windows of a convolution in height and width; filters are [.., height, width, ..]. */
function windows(query: Query): [Window, Window] {
  const [, height, width] = shapeAt(query, 0, 4);
  const [, filterHeight, filterWidth] = shapeAt(query, 1, 4);
  const along = (letter: "h" | "w", input: number, taps: number) =>
    windowOf(query, {
      input,
      taps,
      stride: numberOf(query, `stride_${letter}`),
      dilation: numberOf(query, `dilation_${letter}_factor`, 1),
    });
  return [along("h", height, filterHeight), along("w", width, filterWidth)];
}

function imageShape(query: Query, channels: number): Shape {
  const [rows, columns] = windows(query).map(positionsOf);
  return [shapeAt(query, 0, 4)[0], rows, columns, channels];
}

/** Batch, row and column loops around the loops over channels. */
function imageAccess(query: Query, channels: readonly Axis[]): Access[] {
  const [rows, columns] = windows(query);
  return [windowAccess(shapeAt(query, 0, 4), outputShapeAt(query, 0, 4), rows, columns, channels)];
}

/** The access of windows over an image in NHWC order, given the loops over its channels. */
export function windowAccess(
  [, height, width, depth]: Shape,
  [batches, outHeight, outWidth, outDepth]: Shape,
  rows: Window,
  columns: Window,
  channels: readonly Axis[],
): Access {
  const [row, outRow] = [width * depth, outWidth * outDepth];
  return ordered([
    { size: batches, input: height * row, output: outHeight * outRow },
    { size: outHeight, input: row, output: outRow, first: firstReads(rows, outHeight) },
    { size: outWidth, input: depth, output: outDepth, first: firstReads(columns, outWidth) },
    ...channels,
  ]);
}

function volumeShape(query: Query): Shape {
  const input = shapeAt(query, 0, 5);
  const filter = shapeAt(query, 1, 5);
  const spatial = (["d", "h", "w"] as const).map((letter, d) =>
    positionsOf(windowOf(query, {
      input: input[d + 1],
      taps: filter[d],
      stride: numberOf(query, `stride_${letter}`),
      dilation: numberOf(query, `dilation_${letter}_factor`, 1),
    }))
  );
  return [input[0], ...spatial, filter[4]];
}
