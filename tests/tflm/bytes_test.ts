import assert from "node:assert/strict";
import { elementBytes, tflmBytes } from "../../lib/tflm/mod.ts";

Deno.test("tflmBytes() counts a scalar as one element and an empty dimension as none", () => {
  assert.equal(tflmBytes("float32", []), 4);
  assert.equal(tflmBytes("int16", [2, 3]), 12);
  assert.equal(tflmBytes("int8", [4, 0, 4]), 0);
  assert.equal(tflmBytes("bool", [5]), 5);
  assert.equal(tflmBytes("complex128", [2]), 32);
});

Deno.test("tflmBytes() gives each int4 a byte of its own", () => {
  assert.equal(tflmBytes("int4", [3]), 3);
});

Deno.test("elementBytes() has no size for what TFLM refuses", () => {
  for (const dtype of ["string", "variant", "int2", "uint4"] as const) {
    assert.equal(elementBytes(dtype), undefined);
    assert.equal(tflmBytes(dtype, [8]), 0);
  }
});
