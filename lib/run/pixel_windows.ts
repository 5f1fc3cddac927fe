/** Convolutions and pools: of which values under the window each pixel of the output comes. */

import type { Tensor } from "../graph/mod.ts";
import { padBefore } from "./kernels/window.ts";
import { depthOf, type PixelQuery, type PixelRule, type Pixels } from "./pixel_rule.ts";
import { repeated, zeroOf } from "./pixel_rule.ts";

/** Taps of a window that lie inside the image: `tap` counts those of the filter row by row. */
type Visit = (pixel: number, tap: number) => void;

/** For each pixel of the output: its parts, after each tap inside the image has been visited. */
function slide(
  { operator, inputs: [input], outputs: [output] }: PixelQuery,
  [height, width]: readonly number[],
  of: (taps: (visit: Visit) => void) => number,
): Pixels | undefined {
  if (input?.shape.length !== 4 || output.shape.length !== 4) return undefined;
  const { stride_h, stride_w, dilation_h_factor = 1, dilation_w_factor = 1, padding } =
    operator.attributes;
  const [strideY, strideX] = [Number(stride_h), Number(stride_w)];
  const [stepY, stepX] = [Number(dilation_h_factor), Number(dilation_w_factor)];
  const [, rows, columns] = input.shape;
  const top = padBefore(String(padding), rows, (height - 1) * stepY + 1, strideY);
  const left = padBefore(String(padding), columns, (width - 1) * stepX + 1, strideX);
  const [batches, outRows, outColumns] = output.shape;
  const pixels: number[] = [];
  for (let batch = 0; batch < batches; batch++) {
    for (let y = 0; y < outRows; y++) {
      for (let x = 0; x < outColumns; x++) {
        pixels.push(of((visit) => {
          for (let ky = 0; ky < height; ky++) {
            const row = y * strideY - top + ky * stepY;
            if (row < 0 || row >= rows) continue;
            for (let kx = 0; kx < width; kx++) {
              const column = x * strideX - left + kx * stepX;
              if (column < 0 || column >= columns) continue;
              visit((batch * rows + row) * columns + column, ky * width + kx);
            }
          }
        }));
      }
    }
  }
  return pixels;
}

/** Types of image and filter whose sums are over products of a pixel and a tap. */
const SUMMED = new Set(["int8,int8", "uint8,uint8", "int16,int8", "float32,float32"]);

/**
 * A pixel comes of the products under the window in their order. Those that add nothing are left out,
 * so that it does not matter how padding is spelt: where the image is zero (with finite weights), and
 * where the filter of integers is zero.
 */
export const convolution: PixelRule = (query) => {
  const { values, inputs: [input, filter, bias], pixelsAt, wholeAt, label } = query;
  if (!input || !filter?.data || filter.sparse || filter.shape.length !== 4) return undefined;
  if (!SUMMED.has(`${input.dtype},${filter.dtype}`)) return undefined;
  const [count, height, width, depth] = filter.shape;
  const taps = tapsOf(filter, filter.data);
  const weights = taps.map((tap) => values.bytes(tap));
  const isNothing = taps.map((tap) => isSymmetric(filter) && tap.every((byte) => byte === 0));
  const zero = filter.dtype !== "float32" || isFinite(filter.data)
    ? values.bytes(repeated(zeroOf(input)!, depthOf(input)))
    : undefined;
  const image = pixelsAt(0);
  const computed = label([count, depth], "padding");
  const added = bias ? wholeAt(2) : values.text("absent");
  return slide(query, [height, width], (visitAll) => {
    const parts = [computed, added];
    visitAll((pixel, tap) => {
      if (!isNothing[tap] && image[pixel] !== zero) parts.push(image[pixel], weights[tap]);
    });
    return values.of(parts);
  });
};

/** A pixel comes of all those under the window that lie inside the image. */
export const pool: PixelRule = (query) => {
  const { operator: { attributes }, values, pixelsAt, label } = query;
  const image = pixelsAt(0);
  const computed = label([], "padding");
  const size = [Number(attributes.filter_height), Number(attributes.filter_width)];
  return slide(query, size, (visitAll) => {
    const parts = [computed];
    visitAll((pixel) => parts.push(image[pixel]));
    return values.of(parts);
  });
};

/** Per tap of a filter [output channels, height, width, depth]: its weights. */
function tapsOf({ shape: [count, height, width] }: Tensor, data: Uint8Array): Uint8Array[] {
  const size = data.length / (count * height * width);
  return Array.from({ length: height * width }, (_, tap) => {
    const weights = new Uint8Array(count * size);
    for (let o = 0; o < count; o++) {
      const start = (o * height * width + tap) * size;
      weights.set(data.subarray(start, start + size), o * size);
    }
    return weights;
  });
}

function isSymmetric({ dtype, quantization }: Tensor): boolean {
  return dtype === "int8" && (quantization?.zeroPoints ?? []).every((point) => point === 0);
}

/** Whether no float32 of some bytes is infinite or NaN. */
function isFinite(data: Uint8Array): boolean {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at + 4 <= data.length; at += 4) {
    if (!Number.isFinite(view.getFloat32(at, true))) return false;
  }
  return true;
}
