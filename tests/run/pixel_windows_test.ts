import assert from "node:assert/strict";
import { createGraph, type DType, type Tensor } from "../../lib/graph/mod.ts";
import { equivalence } from "../../lib/run/equivalence.ts";

Deno.test("zeros around a filter add nothing only where zero stands for nothing", () => {
  /** One convolution; its filter is a 2 in the middle of zeros. */
  const convolution = (size: number, dtype: DType, zeroPoint: number) => {
    const quantization = { scales: [0.5], zeroPoints: [zeroPoint], dimension: 0 };
    const image: Tensor = {
      name: "x",
      dtype,
      shape: [1, 4, 4, 1],
      bytes: 16,
      role: "activation",
      quantization: { ...quantization, zeroPoints: [0] },
    };
    const data = new Uint8Array(size * size);
    data[(data.length - 1) / 2] = 2;
    const filter: Tensor = {
      name: "w",
      dtype,
      shape: [1, size, size, 1],
      bytes: data.length,
      role: "constant",
      quantization,
      data,
    };
    return createGraph({
      name: "convolution",
      tensors: [image, filter, { ...image, name: "y" }],
      operators: [{
        type: "CONV_2D",
        name: "conv",
        attributes: { stride_h: 1, stride_w: 1, padding: "SAME" },
        inputs: [0, 1],
        outputs: [2],
      }],
      inputs: [0],
      outputs: [2],
    });
  };
  const faults = (dtype: DType, zeroPoint: number) =>
    equivalence(convolution(1, dtype, zeroPoint), convolution(3, dtype, zeroPoint)).faults;
  assert.deepEqual(faults("int8", 0), []);
  assert.equal(faults("int8", 3).length, 1);
  assert.equal(faults("uint8", 128).length, 1);
});
