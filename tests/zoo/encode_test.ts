/** The files that the zoo writes, as another reader and other rules of shape see them. */

import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { load } from "../../lib/formats/mod.ts";
import type { Graph, Operator, Tensor } from "../../lib/graph/mod.ts";
import { inferOutputs } from "../../lib/operators/mod.ts";
import { addOperator, newNetwork } from "../../lib/zoo/network.ts";
import { conv, encode, input, logistic, maxPool, output } from "../../lib/zoo/builder.ts";
import { concat } from "../../lib/zoo/builder.ts";
import { zoo } from "../../lib/zoo/mod.ts";

const SMALL = { inputSize: 64, width: 0.25 } as const;
const small = zoo.map((network) => {
  const bytes = network.build(SMALL);
  return { id: network.id, network, bytes, graph: load(bytes).graphs[0] };
});

/** Operators whose int8 kernels hand values on as they are. */
const SAME_QUANTIZATION = new Set([
  "AVERAGE_POOL_2D",
  "CONCATENATION",
  "MAX_POOL_2D",
  "PAD",
  "RESHAPE",
  "RESIZE_BILINEAR",
  "STRIDED_SLICE",
]);

/** Every operator of every small network, with a name for messages. */
function* everyOperator(): Generator<{ graph: Graph; operator: Operator; name: string }> {
  for (const { id, graph } of small) {
    for (const operator of graph.operators) {
      yield { graph, operator, name: `${id} ${operator.name}` };
    }
  }
}

const activations = (graph: Graph, ids: readonly number[]) =>
  ids.map((id) => graph.tensors[id]).filter(({ role }) => role === "activation");

Deno.test("outputs have the shapes that the rules of the operators give", () => {
  for (const { graph, operator, name } of everyOperator()) {
    const inferred = inferOutputs(operator, graph.tensors);
    const shapes = operator.outputs.map((id) => graph.tensors[id].shape);
    assert.deepEqual(inferred, { shapes }, name);
  }
});

Deno.test("int8 filters have a scale per channel, biases the product of scales", () => {
  let seen = 0;
  for (const { graph, operator, name } of everyOperator()) {
    const { type, inputs } = operator;
    if (!/CONV|FULLY/.test(type)) continue;
    const [x, filter, bias] = inputs.map((id): Tensor => graph.tensors[id]);
    const dimension = type === "DEPTHWISE_CONV_2D" ? 3 : 0;
    const { scales } = filter.quantization!;
    assert.equal(filter.quantization!.dimension, dimension, name);
    assert.equal(scales.length, filter.shape[dimension], name);
    assert.ok(new Set(scales).size > 1 || scales.length === 1, name);
    assert.ok(filter.quantization!.zeroPoints.every((zero) => zero === 0), name);
    assert.ok(!new Int8Array(filter.data!).includes(-128), name);
    assert.equal(bias.dtype, "int32");
    const product = scales.map((scale) => Math.fround(scale * x.quantization!.scales[0]));
    assert.deepEqual(bias.quantization!.scales, product, name);
    seen++;
  }
  assert.ok(seen > 500);
});

Deno.test("operators that do not rescale have one quantisation for all they touch", () => {
  for (const { graph, operator, name } of everyOperator()) {
    if (!SAME_QUANTIZATION.has(operator.type)) continue;
    const touched = activations(graph, [...operator.inputs, ...operator.outputs]);
    const [first, ...others] = touched.map(({ quantization }) => quantization);
    for (const other of others) assert.deepEqual(other, first, name);
  }
});

Deno.test("SOFTMAX and LOGISTIC write with scale 1/256 and zero point -128", () => {
  for (const { graph, operator, name } of everyOperator()) {
    if (!/SOFTMAX|LOGISTIC/.test(operator.type)) continue;
    const [{ quantization }] = activations(graph, operator.outputs);
    assert.deepEqual(quantization, { scales: [1 / 256], zeroPoints: [-128], dimension: 0 }, name);
  }
});

Deno.test("every quantisation of an activation holds an exact zero", () => {
  for (const { graph, operator, name } of everyOperator()) {
    for (const { quantization } of activations(graph, operator.outputs)) {
      const [zeroPoint] = quantization!.zeroPoints;
      assert.ok(Number.isInteger(zeroPoint) && zeroPoint >= -128 && zeroPoint <= 127, name);
    }
  }
});

Deno.test("data of constants begins at multiples of 16 bytes of the file", () => {
  for (const { id, bytes, graph } of small) {
    for (const { data, name } of graph.tensors) {
      if (data) assert.equal((data.byteOffset - bytes.byteOffset) % 16, 0, `${id} ${name}`);
    }
  }
});

Deno.test("the same options give the same bytes, another seed other weights of the same sizes", () => {
  for (const { id, network, bytes } of small) {
    assert.equal(Buffer.compare(network.build(SMALL), bytes), 0, id);
    const other = network.build({ ...SMALL, seed: 2 });
    assert.equal(other.length, bytes.length, id);
    assert.notEqual(Buffer.compare(other, bytes), 0, id);
  }
});

Deno.test("weights that are left out, or are zeros, change nothing else in the graph", () => {
  const withoutData = ({ tensors, ...graph }: Graph) => ({
    ...graph,
    tensors: tensors.map(({ data: _, ...tensor }) => tensor),
  });
  for (const { id, network, graph } of small) {
    for (const dtype of ["int8", "float32"] as const) {
      const built = (weights: "random" | "zeros" | "none") =>
        load(network.build({ ...SMALL, dtype, weights })).graphs[0];
      const random = withoutData(dtype === "int8" ? graph : built("random"));
      assert.deepEqual(withoutData(built("none")), random, id);
      assert.deepEqual(withoutData(built("zeros")), random, id);
    }
  }
});

Deno.test("no two tensors of a network have one name", () => {
  for (const { id, graph } of small) {
    const names = graph.tensors.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length, id);
  }
});

Deno.test("width and input size change the sizes, not the operators", () => {
  for (const network of zoo) {
    const types = (graph: Graph) => graph.operators.map(({ type }) => type);
    const whole = load(network.build({ weights: "none" })).graphs[0];
    const part = small.find(({ id }) => id === network.id)!.graph;
    assert.deepEqual(types(part), types(whole), network.id);
    assert.deepEqual(whole.tensors[whole.inputs[0]].shape.slice(1, 3), [
      network.inputSize,
      network.inputSize,
    ]);
  }
});

Deno.test("sizes and widths that make no network are refused", () => {
  const [network] = zoo;
  assert.throws(() => network.build({ inputSize: 0 }), {
    name: "RangeError",
    message: "Cannot build MobileNet V1: a size of pixels, came 0",
  });
  assert.throws(() => network.build({ inputSize: [224, 1.5] }), /a size of pixels, came 224,1\.5$/);
  assert.throws(() => network.build({ width: -1 }), {
    name: "RangeError",
    message: "Cannot build MobileNet V1: a positive width, came -1",
  });
});

Deno.test("a window that is larger than its input is refused", () => {
  const net = newNetwork("too small", "");
  const x = input(net, [1, 4, 4, 3]);
  assert.throws(
    () => conv(net, x, { filters: 1, kernel: 3, dilation: 2, padding: "valid" }),
    { name: "RangeError", message: "Cannot slide a window: wanted at most 4 cells, came 5" },
  );
});

Deno.test("an operator that the format does not know is refused", () => {
  const net = newNetwork("unknown", "");
  const x = input(net, [1, 1]);
  const values = { low: 0, high: 1, mean: 0, deviation: 1 };
  output(net, addOperator(net, "CONV_4D", [x], { shape: [1, 1], values }));
  assert.throws(() => encode(net), {
    name: "RangeError",
    message: "Cannot write an operator: wanted a builtin, came CONV_4D",
  });
});

Deno.test("a quantisation that the format fixes does not mix with another", () => {
  const net = newNetwork("mixed", "");
  const x = input(net, [1, 4, 4, 1]);
  const pooled = maxPool(net, logistic(net, x), { kernel: 2 });
  output(net, concat(net, [pooled, x], { name: "both" }));
  assert.throws(() => encode(net), { name: "RangeError", message: /^Cannot quantise "/ });
});
