/** The networks of the zoo in an interpreter that is not ours. */

import assert from "node:assert/strict";
import { add, concat, conv, depthwise, encode, input } from "../../lib/zoo/builder.ts";
import {
  averagePool,
  batchNorm,
  maxPool,
  newNetwork,
  output,
  relu,
} from "../../lib/zoo/builder.ts";
import { quantizeActivations } from "../../lib/zoo/quantization.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { outputsOf } from "../tflite_interpreter.ts";

const distinct = (bytes: Uint8Array, size: number) => {
  const values = size === 4 ? new Float32Array(bytes.buffer) : bytes;
  return new Set(values).size;
};

for (const dtype of ["int8", "float32"] as const) {
  for (const network of zoo) {
    Deno.test(`${network.id} ${dtype} runs, and what it says depends on the image`, async () => {
      const bytes = network.build({ dtype, inputSize: 64, width: 0.25 });
      const [first, second] = await outputsOf(bytes, [1, 2]);
      assert.ok(first.length > 0);
      first.forEach((output, i) => {
        assert.ok(distinct(output, dtype === "int8" ? 1 : 4) > 4, `output ${i} is constant`);
        assert.notDeepEqual(second[i], output, `output ${i} does not depend on the input`);
      });
    });
  }
}

Deno.test("seeded weights keep the values of sixty layers in range, within a factor of three of the estimates", async () => {
  const net = newNetwork("deep", "", { seed: 4 });
  let x = input(net, [1, 48, 48, 3]);
  const activation = "relu";
  x = conv(net, x, { filters: 32, kernel: 3, stride: 2, activation });
  for (let i = 0; i < 6; i++) {
    const wide = conv(net, x, { filters: 64, kernel: 1, activation });
    const same = conv(net, depthwise(net, wide, { kernel: 3 }), { filters: 32, kernel: 1 });
    const sum = add(net, same, x, { activation });
    const pooled = maxPool(net, sum, { kernel: 3 });
    const mixed = batchNorm(net, concat(net, [sum, pooled]), { activation });
    x = conv(net, relu(net, mixed), { filters: 32, kernel: 3, activation });
    if (i === 3) x = averagePool(net, x, { kernel: 2, stride: 2 });
  }
  for (const { output: id } of net.operators) output(net, { id, shape: net.tensors[id].shape });

  const [outputs] = await outputsOf(encode(net), [1]);
  const quantization = quantizeActivations(net);
  net.operators.forEach(({ type, output: id }, i) => {
    const stored = new Int8Array(outputs[i].buffer);
    const { content } = net.tensors[id];
    if (content.kind !== "activation") return;
    const ends = stored.filter((value) => value === 127).length;
    assert.ok(ends < 0.2 * stored.length, `${i} ${type}: ${ends} of ${stored.length} at the end`);
    const { scale, zeroPoint } = quantization[id]!;
    const { mean, deviation } = momentsOf(Array.from(stored, (v) => scale * (v - zeroPoint)));
    const expected = Math.hypot(content.values.mean, content.values.deviation);
    const ratio = Math.hypot(mean, deviation) / expected;
    assert.ok(ratio > 1 / 3 && ratio < 3, `${i} ${type}: ${ratio} times the estimated size`);
  });
});

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(square) };
}
