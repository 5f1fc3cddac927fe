import assert from "node:assert/strict";
import {
  convolutionBuffer,
  convolutionBuffer16,
  type ConvolutionSize,
  depthwiseBuffer,
  transposeConvBuffers,
} from "../../lib/tflm/cmsis_buffers.ts";

/** A 12x12 map of 8 channels under a 3x3 filter with 16 outputs, padded to the same size. */
const SIZE: ConvolutionSize = {
  batches: 1,
  inputHeight: 12,
  inputWidth: 12,
  inputChannels: 8,
  filterHeight: 3,
  filterWidth: 3,
  filterChannels: 8,
  outputWidth: 12,
  outputChannels: 16,
  strideWidth: 1,
  strideHeight: 1,
  dilationWidth: 1,
  dilationHeight: 1,
  padWidth: 1,
  padHeight: 1,
};
const POINTWISE = { ...SIZE, filterHeight: 1, filterWidth: 1, padWidth: 0, padHeight: 0 };

/** The expected buffers in the order C, DSP, MVE. */
function eachBuild(
  name: string,
  buffer: (build: "cmsis-c" | "cmsis-dsp" | "cmsis-mve") => unknown,
  expected: readonly unknown[],
): void {
  const builds = ["cmsis-c", "cmsis-dsp", "cmsis-mve"] as const;
  assert.deepEqual(builds.map(buffer), expected, name);
}

Deno.test("convolutionBuffer() needs columns of the taps, unless the filter is one point", () => {
  // 72 taps: 4 * 72; for vectors 4 * 16 * ceil(72 / 16)
  eachBuild("3x3", (build) => convolutionBuffer(SIZE, build), [288, 288, 320]);
  // 9 * 3 = 27 taps: 4 * 28; 4 * 32
  const rgb = { ...SIZE, inputChannels: 3, filterChannels: 3 };
  eachBuild("3 channels", (build) => convolutionBuffer(rgb, build), [112, 112, 128]);
  eachBuild("1x1", (build) => convolutionBuffer(POINTWISE, build), [0, 0, 0]);
  const grouped = { ...POINTWISE, filterChannels: 4 };
  eachBuild("groups of 1x1", (build) => convolutionBuffer(grouped, build), [32, 32, 64]);
});

Deno.test("convolutionBuffer() copies the padded ends of a single row for vectors", () => {
  const row = {
    ...SIZE,
    inputHeight: 1,
    filterHeight: 1,
    filterWidth: 5,
    padHeight: 0,
    padWidth: 2,
  };
  // 40 taps; the larger of 5 * 8 + 2 * 8 and 4 * 8 + 2 * 8
  eachBuild("1x5", (build) => convolutionBuffer(row, build), [160, 160, 56]);
  // total padding (24 - 1) * 2 + 5 - 48 = 3: uneven, 1 before and 2 after, one output row each
  const uneven = { ...row, inputWidth: 48, outputWidth: 24, strideWidth: 2, padWidth: 1 };
  eachBuild("uneven", (build) => convolutionBuffer(uneven, build), [160, 160, 48]);
  // 2 outputs cannot be one of 2 padded ones on each side
  const short = { ...row, inputWidth: 2, outputWidth: 2 };
  eachBuild("short", (build) => convolutionBuffer(short, build), [160, 160, 192]);
});

Deno.test("convolutionBuffer16() needs columns of 16-bit taps, for single points too", () => {
  eachBuild("3x3", (build) => convolutionBuffer16(SIZE, build), [288, 288, 576]);
  eachBuild("1x1", (build) => convolutionBuffer16(POINTWISE, build), [32, 32, 64]);
});

Deno.test("depthwiseBuffer() needs a window unless the kernel goes by pixels", () => {
  const same = { ...SIZE, filterChannels: 8, outputChannels: 8 };
  const wide = { ...same, filterHeight: 5, filterWidth: 5, padHeight: 2, padWidth: 2 };
  eachBuild("3x3", (build) => depthwiseBuffer(same, "int8", build), [0, 0, 496 * 9]);
  eachBuild("5x5", (build) => depthwiseBuffer(wide, "int8", build), [0, 400, 496 * 25]);
  eachBuild("int4", (build) => depthwiseBuffer(same, "int4", build), [144, 144, 496 * 9]);
  const batch = { ...wide, batches: 2 };
  eachBuild("batch 2", (build) => depthwiseBuffer(batch, "int8", build), [0, 0, 0]);
  // one input channel is turned into a convolution: 9 taps in columns of 16, and the filter
  const one = { ...SIZE, inputChannels: 1, outputChannels: 8 };
  eachBuild("multiplier", (build) => depthwiseBuffer(one, "int8", build), [0, 0, 64 + 72]);
});

Deno.test("transposeConvBuffers() reverses the filter of a deep input, else rolls over rows", () => {
  const deep = { ...SIZE, inputChannels: 32, filterChannels: 32, strideWidth: 2, strideHeight: 2 };
  // 288 taps
  eachBuild("deep", (build) => transposeConvBuffers(deep, build), [
    [1152, 288 * 16],
    [1152, 288 * 16],
    [1152, 288 * 16],
  ]);
  // 4 * 16 * (11 * 2 + 3) * 3
  const flat = { ...SIZE, strideWidth: 2, strideHeight: 2 };
  eachBuild("flat", (build) => transposeConvBuffers(flat, build), [[4800, 0], [4800, 0], [
    4800,
    0,
  ]]);
});
