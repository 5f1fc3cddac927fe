/** RESIZE_NEAREST_NEIGHBOR and RESIZE_BILINEAR. */

import { roundAway } from "../arithmetic.ts";
import type { DType, Operator } from "../../graph/mod.ts";
import { type Call, expectTypes, inputOf, type Kernel, numbers } from "../kernel.ts";
import { copyRun } from "./copy.ts";
import { imageShape } from "./window.ts";

const round = Math.fround;

/** Prepares RESIZE_NEAREST_NEIGHBOR for all types: one `memcpy` for each output pixel. */
export const resizeNearestKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const [batches, height, width, depth] = imageShape(call, input);
  const [, outHeight, outWidth] = imageShape(call, output);
  const rows = nearestPlaces(call.operator, height, outHeight);
  const columns = nearestPlaces(call.operator, width, outWidth);
  return () => {
    let to = 0;
    for (let batch = 0; batch < batches; batch++) {
      for (const y of rows) {
        for (const x of columns) {
          const first = ((batch * height + y) * width + x) * depth;
          const target = { operand: output, place: 0, first: to };
          copyRun({ operand: input, place: 0, first }, target, depth, call.watch);
          to += depth;
        }
      }
    }
  };
};

/** Along one dimension: per position of the output, the position of the input that is copied. */
export function nearestPlaces({ attributes }: Operator, size: number, outSize: number): number[] {
  const alignCorners = attributes.align_corners === true;
  const halfPixels = attributes.half_pixel_centers === true;
  const scale = alignCorners && outSize > 1
    ? round((size - 1) / (outSize - 1))
    : round(size / outSize);
  return Array.from({ length: outSize }, (_, i) => {
    const at = round(round(i + (halfPixels ? 0.5 : 0)) * scale);
    const source = Math.min(alignCorners ? roundAway(at) : Math.floor(at), size - 1);
    return halfPixels ? Math.max(0, source) : source;
  });
}

/** Prepares RESIZE_BILINEAR for float32, int8 and uint8. */
export const resizeBilinearKernel: Kernel = (call) => {
  const types = ["float32,float32", "int8,int8", "uint8,uint8"];
  const type = expectTypes(call, [inputOf(call, 0), call.outputs[0]], types);
  return bilinear(call, MIXERS[type]);
};

/** Along one dimension: the two elements to mix, and the share of each. */
export interface Taps {
  readonly first: number;
  readonly second: number;
  readonly firstShare: number;
  readonly secondShare: number;
}

/** Per position of the output along one dimension, what is mixed. */
export function bilinearTaps(
  operator: Operator,
  dtype: DType,
  size: number,
  outSize: number,
): Taps[] {
  return (dtype === "int8" ? tapsOfIntegers : tapsOfReals)(operator, size, outSize);
}

/** The value from four corners: upper left, lower left, upper right, lower right. */
type Mixer = (corners: readonly number[], y: Taps, x: Taps) => number;

const MIXERS: Readonly<Record<string, Mixer>> = {
  "float32,float32": (corners, y, x) => mixReals(corners, y, x),
  "uint8,uint8": (corners, y, x) => Math.trunc(round(mixReals(corners, y, x) + 0.5)),
  "int8,int8": ([upperLeft, lowerLeft, upperRight, lowerRight], y, x) => {
    const sum = upperLeft * y.firstShare * x.firstShare + lowerLeft * y.secondShare * x.firstShare +
      upperRight * y.firstShare * x.secondShare + lowerRight * y.secondShare * x.secondShare;
    return Math.trunc((sum + (sum > 0 ? 2 ** 19 : -(2 ** 19))) / 2 ** 20);
  },
};

function mixReals(corners: readonly number[], y: Taps, x: Taps): number {
  const part = (corner: number, a: number, b: number) => round(round(corner * a) * b);
  let sum = part(corners[0], y.firstShare, x.firstShare);
  sum = round(sum + part(corners[1], y.secondShare, x.firstShare));
  sum = round(sum + part(corners[2], y.firstShare, x.secondShare));
  return round(sum + part(corners[3], y.secondShare, x.secondShare));
}

/** Positions in float32. */
function tapsOfReals({ attributes }: Operator, size: number, outSize: number): Taps[] {
  const scale = attributes.align_corners === true && outSize > 1
    ? round((size - 1) / (outSize - 1))
    : round(size / outSize);
  return Array.from({ length: outSize }, (_, i) => {
    const at = attributes.half_pixel_centers === true
      ? round(round(round(i + 0.5) * scale) - 0.5)
      : round(i * scale);
    const first = Math.max(Math.floor(at), 0);
    const second = Math.min(Math.ceil(at), size - 1);
    const secondShare = round(at - first);
    return { first, second, firstShare: round(1 - secondShare), secondShare };
  });
}

/** Positions in units of 1/1024. */
function tapsOfIntegers({ attributes }: Operator, size: number, outSize: number): Taps[] {
  const scale = attributes.align_corners === true && outSize > 1
    ? Math.trunc((1024 * (size - 1) + ((outSize - 1) >> 1)) / (outSize - 1))
    : Math.trunc((1024 * size + (outSize >> 1)) / outSize);
  return Array.from({ length: outSize }, (_, i) => {
    const half = attributes.half_pixel_centers === true ? (scale >> 1) - 512 : 0;
    const at = i * scale + half;
    const first = Math.max(Math.trunc(at / 1024), 0);
    const second = Math.min(Math.trunc((at + 1023) / 1024), size - 1);
    const secondShare = at - 1024 * first;
    return { first, second, firstShare: 1024 - secondShare, secondShare };
  });
}

function bilinear(call: Call, mix: Mixer): () => void {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const [batches, height, width, depth] = imageShape(call, input);
  const [, outHeight, outWidth] = imageShape(call, output);
  const { dtype } = input.tensor;
  const rows = bilinearTaps(call.operator, dtype, height, outHeight);
  const columns = bilinearTaps(call.operator, dtype, width, outWidth);
  const from = numbers(input);
  const to = numbers(output);
  const { watch } = call;
  const corners = [0, 0, 0, 0];
  const places = [0, 0, 0, 0];
  return () => {
    let out = 0;
    for (let batch = 0; batch < batches; batch++) {
      for (const y of rows) {
        const upper = (batch * height + y.first) * width;
        const lower = (batch * height + y.second) * width;
        for (const x of columns) {
          places[0] = (upper + x.first) * depth;
          places[1] = (lower + x.first) * depth;
          places[2] = (upper + x.second) * depth;
          places[3] = (lower + x.second) * depth;
          for (let channel = 0; channel < depth; channel++, out++) {
            for (let corner = 0; corner < 4; corner++) {
              watch?.reads(0, places[corner] + channel, 1);
              corners[corner] = from[places[corner] + channel];
            }
            to[out] = mix(corners, y, x);
            watch?.writes(0, out, 1);
          }
        }
      }
    }
  };
}
