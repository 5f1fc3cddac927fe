/**
 * ONNX Runtime as a program: `onnx_runtime.ts INPUTS.json MODEL...` prints the outputs of each model
 * as JSON. It runs with a lock of its own, since its 113 MB are not for those who only use tmm.
 */

import { readFileSync } from "node:fs";
import { InferenceSession, Tensor } from "npm:onnxruntime-node@1.30.0";

const [inputs, ...models] = Deno.args;
const feeds = Object.fromEntries(
  Object.entries<{ shape: number[]; data: number[] }>(JSON.parse(readFileSync(inputs, "utf8")))
    .map(([name, { shape, data }]) => [name, new Tensor("float32", data, shape)]),
);
const results: unknown[] = [];
for (const model of models) {
  const session = await InferenceSession.create(model, {
    graphOptimizationLevel: "disabled", // the order of the file shall be the order that runs
    logSeverityLevel: 3,
  });
  const outputs = await session.run(feeds);
  await session.release();
  results.push(session.outputNames.map((name) => {
    const { type, dims, data } = outputs[name];
    const { buffer, byteOffset, byteLength } = data as Float32Array;
    return { name, type, dims, bytes: [...new Uint8Array(buffer, byteOffset, byteLength)] };
  }));
}
console.log(JSON.stringify(results));
