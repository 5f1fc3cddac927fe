import assert from "node:assert/strict";
import { planHead, prepareModel, type TflmHead, type TflmSource } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor, type Written } from "./source.ts";

function headOf(
  source: TflmSource,
  plan?: readonly number[],
  schedule?: readonly number[],
): TflmHead {
  const prepared = prepareModel(source, { target: "cortex-m", build: "reference" }, schedule);
  return planHead(source, prepared, plan);
}

Deno.test("planHead() places the largest first and fits the rest around it", () => {
  // 40 rounds up to 48; x and q lie beside p, and q need not lie beside x
  const head = headOf(chainOf(16, 40, 32, 16));
  assert.deepEqual(head.offsets, [48, 0, 48, 0]);
  assert.equal(head.bytes, 80);
});

Deno.test("planHead() takes the higher record first where sizes are equal", () => {
  const head = headOf(chainOf(16, 16, 16));
  assert.deepEqual([head.offsets, head.bytes], [[0, 16, 0], 32]);
});

Deno.test("planHead() needs less where another order needs less", () => {
  //   x(16) -> [0] -> a(64) -> [2] -> p(16) -+
  //        \-> [1] -> b(64) -> [3] -> q(16) -+-> [4] -> y(16)
  const operators: Written[] = [
    ["RELU", [0], [1]],
    ["RELU", [0], [2]],
    ["RELU", [1], [3]],
    ["RELU", [2], [4]],
    ["ADD", [3, 4], [5]],
  ];
  const tensors = [16, 64, 64, 16, 16, 16].map((bytes) => tensor("int8", [bytes]));
  const source = sourceOf([graphOf(tensors, operators, [0], [5])]);
  assert.equal(headOf(source).bytes, 144);
  assert.equal(headOf(source, undefined, [0, 2, 1, 3, 4]).bytes, 96);
});

Deno.test("planHead() keeps what a plan fixes, whatever it does, and fits the rest around it", () => {
  const source = chainOf(16, 32, 16, 16);
  assert.deepEqual(headOf(source, [-1, -1, -1, -1]), headOf(source));
  const head = headOf(source, [-1, 64, -1, 64]);
  assert.deepEqual([head.offsets, head.bytes], [[0, 64, 0, 64], 96]);
  assert.deepEqual(headOf(source, [0, 0, 0, 0]).bytes, 32);
  assert.deepEqual(headOf(source, [1, -1, -1, -1]).offsets[0], 1);
});

Deno.test("planHead() places neither constants, variables nor empty tensors", () => {
  const tensors = [
    tensor("int8", [16]),
    tensor("int8", [16], "constant"),
    tensor("int8", [16], "variable"),
    tensor("int8", [0]),
    tensor("int8", [16]),
  ];
  const operators: Written[] = [["ADD", [0, 1], [3]], ["SVDF", [0, 2, 3], [4]]];
  const source = sourceOf([graphOf(tensors, operators, [0], [4])]);
  const tensorsOf = (plan?: number[]) =>
    headOf(source, plan).records.flatMap(({ tensor }) => tensor === undefined ? [] : [tensor]);
  assert.deepEqual(tensorsOf(), [0, 4]);
  assert.deepEqual(tensorsOf([-1, 32, -1, 32, -1]), [0, 4]);
  // a variable with an offset moves to the head
  assert.deepEqual(tensorsOf([-1, -1, 64, -1, -1]), [0, 2, 4]);
});

Deno.test("planHead() leaves handles of resource variables to their kernel", () => {
  const tensors = [tensor("resource", []), tensor("int8", [16])];
  const operators: Written[] = [["VAR_HANDLE", [], [0]], ["READ_VARIABLE", [0], [1]]];
  const head = headOf(sourceOf([graphOf(tensors, operators, [], [1])]));
  assert.deepEqual(head.records.map(({ tensor }) => tensor), [1]);
});

Deno.test("planHead() places scratch beside the operator that asks for it, after the tensors", () => {
  const tensors = [tensor("int8", [1, 4, 4, 2]), tensor("int32", [2], "constant")];
  const operators: Written[] = [["MEAN", [0, 1], [2]]];
  const source = sourceOf([graphOf([...tensors, tensor("int8", [1, 2])], operators, [0], [2])]);
  const head = headOf(source);
  assert.deepEqual(head.records.map(({ bytes }) => bytes), [32, 2, 8, 16, 8]);
  assert.deepEqual(head.records.at(-1)?.scratch, { operator: 0, request: 2 });
  assert.deepEqual(head.offsets, [0, 80, 64, 48, 32]);
});
