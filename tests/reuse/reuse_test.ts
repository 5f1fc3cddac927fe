import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../lib/formats/mod.ts";
import { type Attributes, createGraph, type Graph, sketchGraph } from "../../lib/graph/mod.ts";
import { kernelSetNamed, kernelSets, reuseOf, sharingUnder } from "../../lib/reuse/mod.ts";
import type { KernelSetName } from "../../lib/reuse/mod.ts";
import { accountFor, activationsOnly, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { data, numbers, oneOperator, type Part, weights } from "../operators/one_operator.ts";

/** What a set allows between input 0, or another, and the first output: "=16", ">=16" or the reason. */
function verdict(graph: Graph, name: KernelSetName, input = 0): string {
  const { allowances: [allowed], refusals } = reuseOf(graph, name);
  const found = allowed.find((pair) => pair.input === input);
  if (found) return `${found.exact ? "=" : ">="}${found.distance}`;
  return refusals.find((pair) => pair.input === input)?.reason ?? "";
}

const float = (...shape: number[]): Part => ({ shape, dtype: "float32" });
const conv = { padding: "SAME", stride_w: 1, stride_h: 1 };

Deno.test("kernelSets are known by name, and say what is dangerous about them", () => {
  const names = kernelSets.map(({ name }) => name);
  assert.deepEqual(names, ["none", "portable", "cmsis-nn", "tflm-reference"]);
  assert.match(kernelSetNamed("tflm-reference").warning!, /wrong outputs, silently, on CMSIS-NN/);
  assert.throws(() => kernelSetNamed("esp-nn"), {
    name: "RangeError",
    message:
      "Cannot find a kernel set: one of none, portable, cmsis-nn, tflm-reference is wanted, " +
      '"esp-nn" came',
  });
});

type Row = [
  name: string,
  type: string,
  attributes: Attributes,
  inputs: (Part | null)[],
  output: Part,
  portable: string | RegExp,
];

const PORTABLE: Row[] = [
  ["RELU", "RELU", {}, [data(1, 4, 4, 8)], data(1, 4, 4, 8), "=0"],
  ["float RELU", "RELU", {}, [float(1, 4, 4, 8)], float(1, 4, 4, 8), "=0"],
  ["ADD", "ADD", {}, [data(4, 8), data(4, 8)], data(4, 8), "=0"],
  ["ADD of a row", "ADD", {}, [data(4, 8), data(8)], data(4, 8), "=0"],
  ["ADD to a row", "ADD", {}, [data(8), data(4, 8)], data(4, 8), /broadcast/],
  ["ADD to a scalar", "ADD", {}, [data(), data(4, 8)], data(4, 8), /broadcast/],
  ["MAXIMUM", "MAXIMUM", {}, [data(4, 8), data(4, 8)], data(4, 8), "=0"],
  ["MAXIMUM with a row", "MAXIMUM", {}, [data(4, 8), data(8)], data(4, 8), /was not measured/],
  ["SOFTMAX", "SOFTMAX", {}, [data(4, 8)], data(4, 8), "=0"],
  ["wide SOFTMAX", "SOFTMAX", {}, [data(4, 8)], { shape: [4, 8], dtype: "int16" }, /equally large/],
  ["QUANTIZE", "QUANTIZE", {}, [float(8)], data(8), "=0"],
  ["CAST", "CAST", {}, [float(8)], { shape: [8], dtype: "int32" }, /not known to be safe/],
  ["DEQUANTIZE", "DEQUANTIZE", {}, [data(8)], float(8), /not known to be safe/],
  ["PRELU", "PRELU", {}, [data(1, 4, 4, 8), weights(1, 1, 8)], data(1, 4, 4, 8), "=0"],
  ["RESHAPE", "RESHAPE", {}, [data(4, 8), numbers(32)], data(32), "=0"],
  ["SQUEEZE", "SQUEEZE", { squeeze_dims: [] }, [data(1, 8)], data(8), "=0"],
  ["conv", "CONV_2D", conv, [data(1, 4, 4, 8), weights(8, 1, 1, 8)], data(1, 4, 4, 8), /not known/],
  ["TRANSPOSE", "TRANSPOSE", {}, [data(4, 8), numbers(1, 0)], data(8, 4), /all over its input/],
  ["MEAN", "MEAN", { keep_dims: false }, [data(4, 8), numbers(0)], data(8), /before it has read/],
  ["SPLIT_V", "SPLIT_V", {}, [data(16), numbers(16), numbers(0)], data(16), /not known to be safe/],
  ["a custom one", "Mystery", {}, [data(8)], data(8), /order in which Mystery reads and writes/],
  ["a wrong shape", "RELU", {}, [data(8)], data(9), /declared as \[9\], but comes out as \[8\]/],
];

for (const [name, type, attributes, inputs, output, expected] of PORTABLE) {
  Deno.test(`portable and cmsis-nn on ${name}: ${expected}`, () => {
    const graph = oneOperator(type, attributes, inputs, [output]);
    const found = verdict(graph, "portable");
    if (typeof expected === "string") assert.equal(found, expected);
    else assert.match(found, expected);
    if (typeof expected === "string") assert.equal(verdict(graph, "cmsis-nn"), expected);
    assert.match(verdict(graph, "none"), /lets nothing share/);
  });
}

Deno.test("inputs of a concatenation stay in their places where their bytes are in one piece", () => {
  const join = (axis: number, inputs: Part[], output: Part) =>
    oneOperator("CONCATENATION", { axis }, inputs, [output]);
  const whole = join(1, [data(1, 2, 16), data(1, 3, 16), data(1, 1, 16)], data(1, 6, 16));
  for (const name of ["portable", "cmsis-nn", "tflm-reference"] as const) {
    assert.deepEqual([0, 1, 2].map((input) => verdict(whole, name, input)), ["=0", "=32", "=80"]);
  }
  const odd = join(0, [data(24), data(16)], data(40));
  assert.equal(verdict(odd, "portable"), "=0");
  assert.match(verdict(odd, "portable", 1), /byte 24, is no multiple of 16/);
  assert.match(verdict(odd, "tflm-reference", 1), /begin 40 bytes below/);
  const inner = join(1, [data(10, 4), data(10, 6)], data(10, 10));
  assert.match(verdict(inner, "portable"), /scattered/);
  // Last row: 9 * (10 - 4) bytes further on than its input, and 4 of them to copy.
  assert.equal(verdict(inner, "tflm-reference"), ">=58");
  assert.equal(verdict(inner, "tflm-reference", 1), ">=46");
});

Deno.test("one tensor in two places of an operator must suit both", () => {
  const square = createGraph({
    ...oneOperator("MUL", {}, [data(4, 8)], [data(4, 8)]),
    operators: [{ type: "MUL", name: "", attributes: {}, inputs: [0, 0], outputs: [1] }],
  });
  assert.equal(verdict(square, "portable"), "=0");
  assert.equal(verdict(square, "tflm-reference"), ">=0");
  const twice = createGraph({
    ...oneOperator("CONCATENATION", { axis: 0 }, [data(16)], [data(32)]),
    operators: [{
      type: "CONCATENATION",
      name: "",
      attributes: { axis: 0 },
      inputs: [0, 0],
      outputs: [1],
    }],
  });
  assert.match(verdict(twice, "portable"), /two places at once/);
  const filterIsData = createGraph({
    ...oneOperator("CONV_2D", conv, [data(1, 1, 1, 1)], [data(1, 1, 1, 1)]),
    operators: [{ type: "CONV_2D", name: "", attributes: conv, inputs: [0, 0], outputs: [1] }],
  });
  assert.match(verdict(filterIsData, "tflm-reference"), /read again for every position/);
});

Deno.test("tflm-reference lets a transposed int8 convolution overlap anyhow, a float one not", () => {
  const graph = (part: (...shape: number[]) => Part) =>
    oneOperator("TRANSPOSE_CONV", { padding: "SAME", stride_w: 2, stride_h: 2 }, [
      numbers(1, 8, 8, 2),
      weights(2, 3, 3, 4),
      part(1, 4, 4, 4),
    ], [part(1, 8, 8, 2)]);
  assert.equal(verdict(graph(data), "tflm-reference", 2), ">=-64");
  assert.match(verdict(graph(float), "tflm-reference", 2), /accumulates there/);
  assert.match(verdict(graph(data), "cmsis-nn", 2), /no overlap was measured/);
});

const CMSIS_REFUSALS: [Attributes, Part[], Part, RegExp][] = [
  [conv, [data(1, 8, 8, 8), weights(8, 1, 1, 8)], data(1, 8, 8, 8), /1x1 filter/],
  [conv, [data(1, 8, 8, 8), weights(8, 3, 3, 4)], data(1, 8, 8, 8), /groups/],
  [conv, [data(1, 1, 64, 8), weights(8, 1, 3, 8)], data(1, 1, 64, 8), /one row/],
  [conv, [float(1, 8, 8, 8), weights(8, 3, 3, 8)], float(1, 8, 8, 8), /int8 data and int8 weights/],
  [
    conv,
    [data(1, 8, 8, 8), { shape: [8, 3, 3, 8], dtype: "int4", constant: true }],
    data(1, 8, 8, 8),
    /int8 data and int8 weights/,
  ],
];

for (const [attributes, inputs, output, reason] of CMSIS_REFUSALS) {
  Deno.test(`cmsis-nn refuses a convolution outside of what was measured: ${reason.source}`, () => {
    const graph = oneOperator("CONV_2D", attributes, inputs, [output]);
    assert.match(verdict(graph, "cmsis-nn"), reason);
    assert.match(verdict(graph, "tflm-reference"), /^>=/);
  });
}

Deno.test("cmsis-nn keeps many depthwise channels in step", () => {
  const graph = (depth: number) =>
    oneOperator("DEPTHWISE_CONV_2D", conv, [data(1, 12, 12, depth), weights(1, 3, 3, depth)], [
      data(1, 12, 12, depth),
    ]);
  assert.equal(verdict(graph(124), "cmsis-nn"), ">=1616"); // 13 * 124, rounded up to 16
  assert.equal(verdict(graph(128), "cmsis-nn"), "=1664"); // 13 * 128
  assert.equal(verdict(graph(132), "cmsis-nn"), "=2112"); // 4 * lcm(132, 16), from 13 * 132 on
  assert.match(verdict(graph(1), "cmsis-nn"), /single channel/);
});

Deno.test("cmsis-nn overlaps matrices by vectors only", () => {
  const graph = (...output: number[]) =>
    oneOperator("FULLY_CONNECTED", { keep_num_dims: output.length > 2 }, [
      data(...output.slice(0, -1), 16),
      weights(output.at(-1)!, 16),
      null,
    ], [data(...output)]);
  assert.equal(verdict(graph(8, 16), "cmsis-nn"), ">=16");
  assert.match(verdict(graph(1, 8, 16), "cmsis-nn"), /higher rank/);
});

Deno.test("a graph of bytes says itself what may be overwritten", () => {
  const graph = sketchGraph({
    tensors: { x: 8, y: 8, z: 8 },
    operators: [{ inputs: ["x", "y"], outputs: ["z"], attributes: { inplace: 1 } }],
    inputs: ["x", "y"],
    outputs: ["z"],
  });
  for (const name of ["portable", "cmsis-nn", "tflm-reference"] as const) {
    assert.equal(verdict(graph, name, 1), "=0");
    assert.match(verdict(graph, name, 0), /order in which OP reads and writes is not known/);
  }
  assert.match(verdict(graph, "none", 1), /lets nothing share/);
});

Deno.test("bytes that hold several elements, and outputs that the caller writes, are not shared", () => {
  const nibbles: Part = { shape: [8], dtype: "int4" };
  assert.match(verdict(oneOperator("RELU", {}, [nibbles], [nibbles]), "portable"), /share a byte/);
  const relu = oneOperator("RELU", {}, [data(8)], [data(8)]);
  const given = createGraph({ ...relu, inputs: [0, 1] });
  assert.match(verdict(given, "portable"), /the caller writes the output before/);
});

Deno.test("sharingUnder() is what reuseOf() allows, operator by operator", () => {
  const graph = oneOperator("ADD", {}, [data(4, 8), data(4, 8)], [data(4, 8)]);
  for (const { name } of kernelSets) {
    const { allowances } = reuseOf(graph, name);
    assert.deepEqual(sharingUnder(name)(graph.operators[0], graph), allowances[0]);
  }
});

corpusTest("kernel sets lower the peak of real networks as measured on the runtime", () => {
  const peak = (file: string, name: KernelSetName) => {
    const { graphs, main } = load(readFileSync(join(corpus, "models/tflite", file)));
    const memory = { ...activationsOnly, alignment: 16, sharingOf: sharingUnder(name) };
    return peakOf(accountFor(graphs[main], memory), givenOrder(graphs[main]));
  };
  assert.equal(peak("cpm_mv2_192.tflite", "portable"), 1_769_472);
  assert.equal(peak("ssd_mobilenet_v3_int8.tflite", "portable"), 716_800);
  assert.equal(peak("blazeface_front_float32.tflite", "portable"), 1_310_720);
  assert.equal(peak("mlperf_tiny_vww_96_int8.tflite", "cmsis-nn"), 55_296);
  assert.equal(peak("mlperf_tiny_vww_96_int8.tflite", "tflm-reference"), 36_880);
  assert.equal(peak("tflm_person_detect.tflite", "tflm-reference"), 36_880);
  assert.equal(peak("tflm_micro_speech_quantized.tflite", "tflm-reference"), 4_176);
  assert.ok(peak("mlperf_tiny_kws_int8.tflite", "tflm-reference") <= 9_792);
});

Deno.test("an input that its own operator writes again shares with no other output", () => {
  const sketch = sketchGraph({
    tensors: { x: 16, y: 16 },
    operators: [{ type: "ADD", inputs: ["x", "x"], outputs: ["y", "x"] }],
    inputs: ["x"],
    outputs: ["y"],
  });
  for (const name of ["portable", "tflm-reference"] as const) {
    assert.match(verdict(sketch, name), /the operator writes the input, too/);
  }
});
