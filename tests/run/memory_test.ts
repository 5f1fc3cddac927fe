import assert from "node:assert/strict";
import { createGraph, type Tensor } from "../../lib/graph/mod.ts";
import { layOut } from "../../lib/run/memory.ts";

const quantization = { scales: [0.5], zeroPoints: [5], dimension: 0 };
const tensor = (name: string, dtype: "int8" | "int16", role: Tensor["role"]): Tensor => ({
  name,
  dtype,
  shape: [2],
  bytes: dtype === "int8" ? 2 : 4,
  role,
  quantization,
});

Deno.test("layOut() resets variables as the runtime does: int8 to the zero point, others to 0", () => {
  const graph = createGraph({
    name: "variables",
    tensors: [
      tensor("x", "int8", "activation"),
      tensor("state", "int8", "variable"),
      tensor("long state", "int16", "variable"),
    ],
    operators: [],
    inputs: [0],
    outputs: [0],
  });
  const { operands, offsets, arena } = layOut(graph, [8, 16, 32]);
  assert.deepEqual(operands.map((operand) => [...operand!.data]), [[0, 0], [5, 5], [0, 0]]);
  // Only what is computed lies in the arena.
  assert.deepEqual([offsets, arena.byteLength], [[8, -1, -1], 10]);
});
