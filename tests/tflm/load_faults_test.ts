import assert from "node:assert/strict";
import { loadFaults } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor, type Written } from "./source.ts";

Deno.test("loadFaults() finds nothing wrong with a model that TFLM loads", () => {
  assert.deepEqual(loadFaults(chainOf(1, 2, 3)), []);
});

Deno.test("loadFaults() names builtin operators without a kernel, but not custom ones", () => {
  const tensors = [tensor("int8", [4]), tensor("int8", [4]), tensor("int8", [4])];
  const operators: Written[] = [["TILE", [0], [1]], ["MyOwnOp", [1], [2]]];
  const faults = loadFaults(sourceOf([graphOf(tensors, operators, [0], [2])]));
  assert.deepEqual(faults, ["it has no kernel for TILE"]);
});

Deno.test("loadFaults() names types that a kernel does not take, and types without a size", () => {
  const tensors = [
    tensor("uint8", [1, 4, 4, 1]),
    tensor("uint8", [1, 1, 1, 1], "constant"),
    tensor("uint8", [1, 4, 4, 1]),
    tensor("string", [1]),
  ];
  const faults = loadFaults(sourceOf([graphOf(tensors, [["CONV_2D", [0, 1], [2]]], [0], [2])]));
  assert.match(faults[0], /CONV_2D takes .*, not uint8 with uint8/);
  assert.match(faults[1], /no size for elements of string/);
});

Deno.test("loadFaults() knows the LSTM that TFLM takes", () => {
  const inputs = Array.from({ length: 24 }, (_, i) => i === 0 || i === 9 ? 0 : -1);
  const tensors = [tensor("int8", [1, 1, 1]), tensor("int8", [1, 1, 1])];
  const type = "UNIDIRECTIONAL_SEQUENCE_LSTM";
  const faults = (reads: number[]) =>
    loadFaults(sourceOf([graphOf(tensors, [[type, reads, [1]]], [0], [1])]));
  assert.equal(faults(inputs).length, 1);
  assert.equal(faults(inputs.with(9, -1)).length, 0);
});
