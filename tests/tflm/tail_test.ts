import assert from "node:assert/strict";
import { layTail, prepareModel, type TflmSource, type TflmTarget } from "../../lib/tflm/mod.ts";
import { graphOf, sourceOf, tensor, type Written } from "./source.ts";

function tailOf(source: TflmSource, target: TflmTarget, plan?: readonly number[]): number {
  const prepared = prepareModel(source, { target, build: "reference" });
  return layTail(source, prepared, target, plan).bytes;
}

Deno.test("layTail() has TFLM's own structs even for an empty model", () => {
  const empty = sourceOf([graphOf([], [], [], [])]);
  // 72 + 72 + 72 + 16 + 16, and two empty lists that end on a multiple of 16
  assert.equal(tailOf(empty, "x64"), 256);
  // 36 + 44 + 36 + 8 + 8 = 132
  assert.equal(tailOf(empty, "cortex-m"), 144);
});

const operators: Written[] = [["ADD", [0, 1], [2]]];

Deno.test("layTail() adds up item by item", () => {
  const plain = [1, 2, 3].map(() => tensor("float32", [4]));
  const source = sourceOf([graphOf(plain, operators, [0, 1], [2])]);
  // 248, 3 tensors of 24: 320, an operator of 64: 384, options of 8: 392, data of 60 ends at 464,
  // pointers to the inputs at 480, two tensors: 608, a pointer to the output: 624, a tensor: 688
  assert.equal(tailOf(source, "x64"), 688);
  // 132, 3 of 12: 168, 32: 200, 2: 202, 60 ends at 272, 8 at 288, two of 32: 352, 4 at 368, 400
  assert.equal(tailOf(source, "cortex-m"), 400);
});

Deno.test("layTail() keeps the quantisation of inputs and outputs", () => {
  const quantized = [1, 2, 3].map(() => tensor("int8", [4], "activation", 1));
  const source = sourceOf([graphOf(quantized, operators, [0, 1], [2])]);
  // each tensor: 64 + 24, then 4 + 4 for one zero point: 96 more than 64 twice, 32 more once
  assert.equal(tailOf(source, "x64"), 688 + 96);
});

Deno.test("layTail() keeps variables, unless a plan moves them to the head", () => {
  const tensors = [tensor("int8", [4]), tensor("int8", [100], "variable"), tensor("int8", [4])];
  const source = sourceOf([graphOf(tensors, operators, [0], [2])]);
  const [stays, moves] = [[-1, -1, -1], [-1, 0, -1]].map((plan) => tailOf(source, "x64", plan));
  assert.equal(stays - moves, 112);
});

Deno.test("layTail() keeps each resource variable once", () => {
  const store = (names: readonly string[]): TflmSource => {
    const handles = names.map(() => tensor("resource", []));
    const value = tensor("float32", [25]);
    const writes = names.flatMap((shared_name, i): Written[] => [
      ["VAR_HANDLE", [], [i], undefined, { container: "", shared_name }],
      ["ASSIGN_VARIABLE", [i, names.length], []],
    ]);
    return sourceOf([graphOf([...handles, value], writes, [names.length], [])]);
  };
  // of two handles the second costs its own structs, and another variable 100 bytes besides
  assert.equal(tailOf(store(["a", "b"]), "x64") - tailOf(store(["a", "a"]), "x64"), 112);
});
