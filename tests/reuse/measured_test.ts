/** Distances against what was measured on real kernels (int8, 12x12 maps unless said). */

import assert from "node:assert/strict";
import type { Attributes } from "../../lib/graph/mod.ts";
import { reuseOf } from "../../lib/reuse/mod.ts";
import { data, numbers, oneOperator, type Part, weights } from "../operators/one_operator.ts";

type Row = [
  name: string,
  type: string,
  attributes: Attributes,
  inputs: (Part | null)[],
  output: Part,
  distance: number,
];

const window = (padding: string, stride = 1, dilation = 1): Attributes => ({
  padding,
  stride_h: stride,
  stride_w: stride,
  dilation_h_factor: dilation,
  dilation_w_factor: dilation,
});
const pool = (side: number, padding: string, stride: number): Attributes => ({
  ...window(padding, stride),
  filter_height: side,
  filter_width: side,
});
const map = (depth: number, side = 12) => data(1, side, side, depth);
const filter = (side: number, from: number, to: number) => weights(to, side, side, from);
const depthwise = (height: number, width: number, depth: number) =>
  weights(1, height, width, depth);

const REFERENCE: Row[] = [
  ["1x1 8->8", "CONV_2D", window("SAME"), [map(8), filter(1, 8, 8)], map(8), 7],
  ["1x1 4->16", "CONV_2D", window("SAME"), [map(4), filter(1, 4, 16)], map(16), 1731],
  ["3x3 8->8", "CONV_2D", window("SAME"), [map(8), filter(3, 8, 8)], map(8), 111],
  ["3x3 VALID", "CONV_2D", window("VALID"), [map(8), filter(3, 8, 8)], map(8, 10), 7],
  ["3x3 stride 2", "CONV_2D", window("SAME", 2), [map(8), filter(3, 8, 16)], map(16, 6), 15],
  ["3x3 dilation 2", "CONV_2D", window("SAME", 1, 2), [map(8), filter(3, 8, 8)], map(8), 215],
  ["3x3", "DEPTHWISE_CONV_2D", window("SAME"), [map(16), depthwise(3, 3, 16)], map(16), 208],
  [
    "stride 2",
    "DEPTHWISE_CONV_2D",
    window("SAME", 2),
    [map(16), depthwise(3, 3, 16)],
    map(16, 6),
    0,
  ],
  ["VALID", "DEPTHWISE_CONV_2D", window("VALID"), [map(16), depthwise(3, 3, 16)], map(16, 10), 0],
  ["5x5", "DEPTHWISE_CONV_2D", window("SAME"), [map(16), depthwise(5, 5, 16)], map(16), 416],
  [
    "dilated",
    "DEPTHWISE_CONV_2D",
    window("SAME", 1, 2),
    [map(16), depthwise(3, 3, 16)],
    map(16),
    416,
  ],
  ["5x5 of 8", "DEPTHWISE_CONV_2D", window("SAME"), [map(8), depthwise(5, 5, 8)], map(8), 208],
  ["1x5 of 8", "DEPTHWISE_CONV_2D", window("SAME"), [map(8), depthwise(1, 5, 8)], map(8), 16],
  ["times 2", "DEPTHWISE_CONV_2D", window("SAME"), [map(8), depthwise(3, 3, 16)], map(16), 1256],
  ["times 4", "DEPTHWISE_CONV_2D", window("SAME"), [map(4), depthwise(3, 3, 16)], map(16), 1780],
  ["2x2 stride 2", "AVERAGE_POOL_2D", pool(2, "SAME", 2), [map(16)], map(16, 6), 0],
  ["3x3 stride 2", "MAX_POOL_2D", pool(3, "SAME", 2), [map(16)], map(16, 6), 0],
  ["3x3", "MAX_POOL_2D", pool(3, "SAME", 1), [map(16)], map(16), 208],
  ["batch 8", "FULLY_CONNECTED", {}, [data(8, 16), weights(16, 16)], data(8, 16), 15],
  ["batch 1", "FULLY_CONNECTED", {}, [data(1, 64), weights(64, 64)], data(1, 64), 63],
  ["1 all around", "PAD", {}, [map(4, 8), numbers(0, 0, 1, 1, 1, 1, 0, 0)], map(4, 10), 100],
  ["unary", "TANH", {}, [map(8)], map(8), 0],
  ["rows", "SOFTMAX", {}, [data(4, 10)], data(4, 10), 0],
  ["rows", "L2_NORMALIZATION", {}, [data(4, 10)], data(4, 10), 0],
  ["two operands", "ADD", {}, [map(8), map(8)], map(8), 0],
  ["widening", "DEQUANTIZE", {}, [data(100)], { shape: [100], dtype: "float32" }, 3 * 99],
  // Measured 0; as elements shrink from 4 bytes to 1, the output may even begin 3 bytes later.
  ["narrowing", "QUANTIZE", {}, [{ shape: [100], dtype: "float32" }], data(100), -3],
  // Measured 768: there the last pixel is copied onto itself. As the kernel copies pixels by memcpy,
  // and larger distances must be safe too, one pixel of 4 bytes more is asked for.
  ["twice as large", "RESIZE_NEAREST_NEIGHBOR", {}, [map(4, 8), numbers(16, 16)], map(4, 16), 772],
];

for (const [name, type, attributes, inputs, output, distance] of REFERENCE) {
  Deno.test(`tflm-reference overlaps ${type}, ${name}, from ${distance} bytes on`, () => {
    const { allowances: [allowed], refusals } = reuseOf(
      oneOperator(type, attributes, inputs, [output]),
      "tflm-reference",
    );
    assert.deepEqual(allowed[0], { input: 0, output: inputs.length, distance, exact: false });
    assert.equal(refusals.length, 0);
  });
}

/** The largest of the least distances of the C, DSP and MVE builds. */
const CMSIS_NN: Row[] = [
  ["3x3 8->8", "CONV_2D", window("SAME"), [map(8), filter(3, 8, 8)], map(8), 104],
  ["11x11", "CONV_2D", window("SAME"), [map(8, 11), filter(3, 8, 8)], map(8, 11), 96],
  ["VALID", "CONV_2D", window("VALID"), [map(8), filter(3, 8, 8)], map(8, 10), 0],
  ["stride 2", "CONV_2D", window("SAME", 2), [map(8), filter(3, 8, 8)], map(8, 6), -16],
  ["dilation 2", "CONV_2D", window("SAME", 1, 2), [map(8), filter(3, 8, 8)], map(8), 208],
  ["4->16", "CONV_2D", window("SAME"), [map(4), filter(3, 4, 16)], map(16), 1756],
  ["16->4", "CONV_2D", window("SAME"), [map(16), filter(3, 16, 4)], map(4), 48],
  ["3x3", "DEPTHWISE_CONV_2D", window("SAME"), [map(16), depthwise(3, 3, 16)], map(16), 208],
  ["5x5", "DEPTHWISE_CONV_2D", window("SAME"), [map(8), depthwise(5, 5, 8)], map(8), 208],
  ["times 2", "DEPTHWISE_CONV_2D", window("SAME"), [map(8), depthwise(3, 3, 16)], map(16), 1256],
  ["times 4", "DEPTHWISE_CONV_2D", window("SAME"), [map(4), depthwise(3, 3, 16)], map(16), 1777],
  ["2x2 stride 2", "AVERAGE_POOL_2D", pool(2, "SAME", 2), [map(16)], map(16, 6), -16],
  ["batch 8", "FULLY_CONNECTED", {}, [data(8, 16), weights(16, 16)], data(8, 16), 15],
  ["1 all around", "PAD", {}, [map(4, 8), numbers(0, 0, 1, 1, 1, 1, 0, 0)], map(4, 10), 100],
];

for (const [name, type, attributes, inputs, output, least] of CMSIS_NN) {
  Deno.test(`cmsis-nn keeps the measured distance of ${type}, ${name}: ${least} bytes`, () => {
    const graph = oneOperator(type, attributes, inputs, [output]);
    const [[allowed]] = reuseOf(graph, "cmsis-nn").allowances;
    const [[reference]] = reuseOf(graph, "tflm-reference").allowances;
    assert.ok(allowed.distance >= Math.max(0, least, reference.distance));
    assert.ok(allowed.distance < Math.max(1, reference.distance) + 16);
    assert.equal(allowed.distance % 16, 0);
  });
}
