import assert from "node:assert/strict";
import { execute, fnv1a64, seededInputs } from "../../lib/run/mod.ts";
import { CASES, diceOf } from "./cases.ts";
import { modelOf } from "./overlap.ts";
import digests from "./tflm_digests.json" with { type: "json" };

/**
 * What unmodified TensorFlow Lite Micro (tflite-micro 90b983c2b3f1, reference kernels, x86-64)
 * computed for random operators: the maker's operators of the seeds 7001, 7002, ..., each written as
 * a .tflite file; per operator the FNV-1a digests of its outputs. Empty where the runtime does not
 * take the types or the settings.
 */
const TRUTH: Readonly<Record<string, readonly string[]>> = digests;

/** Reals that go through the C library, which rounds the last bit in its own way. */
const LAST_BIT = ["LOG", "TANH"];

for (const [type, expected] of Object.entries(TRUTH)) {
  Deno.test(`${type} gives the outputs of TensorFlow Lite Micro, bit for bit`, () => {
    expected.forEach((digest, i) => {
      const graph = CASES[type](diceOf(7001 + i));
      const isReal = graph.tensors[graph.outputs[0]].dtype === "float32";
      if (digest === "" || (isReal && LAST_BIT.includes(type))) return;
      const outputs = execute(modelOf(graph), seededInputs(graph));
      assert.equal(outputs.map(fnv1a64).join(" "), digest, `seed ${7001 + i}`);
    });
  });
}

Deno.test("TensorFlow Lite Micro judges nearly all kernels", () => {
  const known = Object.values(TRUTH).flat().filter((digest) => digest !== "");
  assert.ok(known.length >= 740, `${known.length} operators`);
  // EXPAND_DIMS is a copy like SQUEEZE; the others are not in the runtime.
  const missing = Object.keys(CASES).filter((type) => !(type in TRUTH)).sort();
  assert.deepEqual(missing, [
    "EXPAND_DIMS",
    "RANK",
    "REDUCE_ANY",
    "REDUCE_PROD",
    "RELU_0_TO_1",
    "RELU_N1_TO_1",
    "SELECT",
    "SVDF",
  ]);
});
