import assert from "node:assert/strict";
import type { Attributes, DType } from "../../lib/graph/mod.ts";
import {
  type KernelBuild,
  kernelMemory,
  type Operand,
  type TflmTarget,
} from "../../lib/tflm/mod.ts";

const of = (dtype: DType, ...shape: number[]): Operand => ({
  dtype,
  shape,
  scales: 0,
  constant: false,
});
const weights = (scales: number, dtype: DType, ...shape: number[]): Operand => ({
  dtype,
  shape,
  scales,
  constant: true,
});

function memory(
  type: string,
  inputs: readonly (Operand | undefined)[],
  outputs: readonly Operand[],
  { build = "reference", target = "cortex-m", attributes = {}, options = {} }: {
    build?: KernelBuild;
    target?: TflmTarget;
    attributes?: Attributes;
    options?: Record<string, number>;
  } = {},
) {
  const call = { type, attributes, inputs, outputs, options: new Map(Object.entries(options)) };
  return kernelMemory(call, { target, build });
}

Deno.test("kernelMemory() has options and data as the compiler sizes them on each machine", () => {
  const operands = [of("int8", 1, 4), weights(1, "int8", 8, 4)];
  const on = (target: TflmTarget, build: KernelBuild) => {
    const { options, data } = memory("FULLY_CONNECTED", operands, [of("int8", 1, 8)], {
      target,
      build,
    });
    return [...options, data];
  };
  assert.deepEqual(on("x64", "reference"), [16, 4, 64]);
  assert.deepEqual(on("cortex-m", "reference"), [5, 1, 48]);
  assert.deepEqual(on("x64", "cmsis-c"), [16, 4, 96]);
  assert.deepEqual(on("cortex-m", "cmsis-mve"), [5, 1, 72]);
});

Deno.test("kernelMemory() tells the scratch of the reference kernels", () => {
  const image = of("int8", 1, 6, 5, 4);
  const axes = weights(0, "int32", 2);
  const scratch = (...call: Parameters<typeof memory>) => memory(...call).scratch;
  assert.deepEqual(scratch("MEAN", [image, axes], [of("int8", 1, 4)]), [16, 16, 8]);
  assert.deepEqual(scratch("SUM", [of("float32", 6, 5), axes], [of("float32")]), [8, 8]);
  assert.deepEqual(scratch("REDUCE_MAX", [image, axes], [of("int8", 1, 4)]), [16, 8]);
  assert.deepEqual(scratch("ADD_N", [image, image, image], [image]), [12]);
  assert.deepEqual(scratch("ADD_N", [image, image, image], [image], { target: "x64" }), [24]);
  assert.deepEqual(scratch("MIRROR_PAD", [image, axes], [image]), [16, 16]);
  assert.deepEqual(scratch("CONV_2D", [image, weights(8, "int8", 8, 3, 3, 4)], [image]), []);
  assert.deepEqual(scratch("CONV_2D", [image, weights(8, "int4", 8, 3, 3, 4)], [image]), [288]);
  const svdf = { attributes: { rank: 2 } };
  const filters = weights(1, "int8", 16, 10);
  assert.deepEqual(scratch("SVDF", [of("int8", 3, 10), filters], [], svdf), [192, 96]);
  assert.deepEqual(scratch("SVDF", [of("float32", 3, 10), filters], [], svdf), [192]);
  const wide = [undefined, weights(4, "int8", 4, 3, 3, 8), of("int16", 1, 6, 5, 8)];
  const bias = weights(4, "int16", 4);
  const output = of("int16", 1, 12, 10, 4);
  assert.deepEqual(scratch("TRANSPOSE_CONV", wide, [output]), [3840]);
  assert.deepEqual(scratch("TRANSPOSE_CONV", [...wide, bias], [output]), [3840, 32]);
  assert.deepEqual(scratch("RELU", [image], [image]), []);
});

Deno.test("kernelMemory() tells the scratch of an LSTM, one buffer less under CMSIS-NN", () => {
  const inputs: (Operand | undefined)[] = new Array(24).fill(undefined);
  inputs[0] = of("int8", 2, 7, 10);
  inputs[18] = of("int8", 2, 20);
  inputs[19] = of("int16", 2, 20);
  const type = "UNIDIRECTIONAL_SEQUENCE_LSTM";
  assert.deepEqual(memory(type, inputs, []).scratch, [80, 80, 80, 80]);
  const cmsis = memory(type, inputs, [], { build: "cmsis-dsp" });
  assert.deepEqual(cmsis.scratch, [80, 80, 80]);
  assert.deepEqual(cmsis.persistent, new Array(8).fill(80));
  assert.deepEqual(
    memory(type, inputs, [], { attributes: { time_major: true } }).scratch,
    [280, 280, 280, 280],
  );
});

Deno.test("kernelMemory() tells the eleven buffers of the detection post-processing", () => {
  const type = "TFLite_Detection_PostProcess";
  const inputs = [of("float32", 1, 100, 4), of("float32", 1, 100, 91), of("float32", 100, 4)];
  const known = memory(type, inputs, [], { options: { max_detections: 10, num_classes: 90 } });
  assert.deepEqual(
    known.scratch,
    [100, 1600, 36400, 400, 400, 4000, 4000, 400, 4000, 36000, 4000],
  );
  assert.equal(known.unknown, undefined);
  assert.match(memory(type, inputs, []).unknown ?? "", /max_detections/);
});

Deno.test("kernelMemory() tells what kernels keep for good", () => {
  const image = of("int8", 1, 6, 5, 4);
  const persistent = (...call: Parameters<typeof memory>) => memory(...call).persistent;
  const filter = weights(8, "int8", 8, 3, 3, 4);
  assert.deepEqual(persistent("CONV_2D", [image, filter], [image]), [32, 32]);
  const depthwise = weights(4, "int8", 1, 3, 3, 4);
  assert.deepEqual(persistent("DEPTHWISE_CONV_2D", [image, depthwise], [image]), [16, 16]);
  const flat = of("int8", 1, 4);
  assert.deepEqual(persistent("FULLY_CONNECTED", [flat, weights(1, "int8", 8, 4)], [flat]), []);
  assert.deepEqual(
    persistent("FULLY_CONNECTED", [flat, weights(8, "int8", 8, 4)], [flat]),
    [32, 32],
  );
  assert.deepEqual(persistent("SOFTMAX", [of("int16", 1, 4)], [of("int16", 1, 4)]), [1026, 1026]);
  assert.deepEqual(persistent("DEPTH_TO_SPACE", [image], [image]), [20]);
  assert.deepEqual(persistent("RESHAPE", [image], [of("int8", 120)]), []);
  const open = { ...of("int8", 1, 4), signature: [-1, 4] };
  assert.deepEqual(persistent("RESHAPE", [image], [open]), [12]);
});

Deno.test("kernelMemory() puts the transposed copies of BATCH_MATMUL in the tail", () => {
  const left = of("int8", 2, 3, 4);
  const right = of("int8", 2, 4, 5);
  const both = { attributes: { adj_x: true, adj_y: false } };
  const output = [of("int8", 2, 3, 5)];
  assert.deepEqual(
    memory("BATCH_MATMUL", [left, right], output, both).persistent,
    [28, 12, 16, 24, 12, 16, 40, 16],
  );
  const none = { attributes: { adj_x: false, adj_y: true } };
  const plain = [of("float32", 3, 4), of("float32", 5, 4)];
  assert.deepEqual(memory("BATCH_MATMUL", plain, [of("float32", 3, 5)], none).persistent, [12]);
  const mve = { ...none, build: "cmsis-mve" as const };
  assert.deepEqual(memory("BATCH_MATMUL", [left, right], output, mve).scratch, [20]);
});

Deno.test("kernelMemory() tells the scratch of the CMSIS-NN kernels", () => {
  const builds = ["cmsis-c", "cmsis-dsp", "cmsis-mve"] as const;
  const scratch = (type: string, inputs: Operand[], output: Operand, attributes: Attributes = {}) =>
    builds.map((build) => memory(type, inputs, [output], { build, attributes }).scratch);
  const image = of("int8", 1, 12, 12, 8);
  const same = { stride_w: 1, stride_h: 1, padding: "SAME" };
  const filter = weights(16, "int8", 16, 3, 3, 8);
  const output = of("int8", 1, 12, 12, 16);
  assert.deepEqual(scratch("CONV_2D", [image, filter], output, same), [[288], [288], [320]]);
  const point = weights(16, "int8", 16, 1, 1, 8);
  assert.deepEqual(scratch("CONV_2D", [image, point], output, same), [[], [], []]);
  const pooled = of("int8", 1, 1, 1, 8);
  assert.deepEqual(scratch("AVERAGE_POOL_2D", [image], pooled), [[], [32], []]);
  const rows = of("int8", 1, 6, 4);
  const matrix = weights(1, "int8", 10, 4);
  const out = of("int8", 1, 6, 10);
  assert.deepEqual(scratch("FULLY_CONNECTED", [rows, matrix], out), [[80], [80], [80]]);
  const floats = [of("float32", 1, 12, 12, 8), weights(0, "float32", 16, 3, 3, 8)];
  assert.deepEqual(scratch("CONV_2D", floats, of("float32", 1, 12, 12, 16), same), [[], [], []]);
});

Deno.test("kernelMemory() keeps the sums of constant filters for good with vectors", () => {
  const inputs = [of("int8", 1, 4), weights(1, "int8", 10, 4)];
  const output = [of("int8", 1, 10)];
  const fixed = memory("FULLY_CONNECTED", inputs, output, { build: "cmsis-mve" });
  assert.deepEqual([fixed.persistent, fixed.scratch], [[40], []]);
  const computed = [inputs[0], of("int8", 10, 4)];
  const free = memory("FULLY_CONNECTED", computed, output, { build: "cmsis-mve" });
  assert.deepEqual([free.persistent, free.scratch], [[], [40]]);
});

Deno.test("kernelMemory() says what it does not know", () => {
  assert.match(memory("MyOwnOp", [], []).unknown ?? "", /no kernel/);
  assert.match(memory("constructor", [], []).unknown ?? "", /no kernel/);
  assert.match(memory("SignalRfft", [of("int16", 1, 512)], []).unknown ?? "", /fft_length/);
  // TFLM leaves the stride unset that decides about the buffer of a single row.
  const row = [of("int8", 1, 1, 12, 1), weights(8, "int8", 1, 1, 3, 8)];
  const output = [of("int8", 1, 1, 12, 8)];
  const options = { build: "cmsis-mve" as const };
  assert.match(memory("DEPTHWISE_CONV_2D", row, output, options).unknown ?? "", /stride/);
});

Deno.test("kernelMemory() sizes the state of audio kernels by their options", () => {
  const rfft = memory("SignalRfft", [of("int16", 1, 512)], [], { options: { fft_length: 512 } });
  // pointers 12, KISS FFT 264 + 4, twiddles 255 + buffers 384 of 4 bytes
  assert.deepEqual([rfft.persistent, rfft.scratch], [[2836], [1024]]);
  const framer = { options: { frame_size: 480, frame_step: 160 } };
  // two tables of one pointer; a ring of 480 twice in 16 bits behind 24 bytes, rounded up
  assert.deepEqual(
    memory("SignalFramer", [of("int16", 160)], [], framer).persistent,
    [4, 4, 1952],
  );
});
