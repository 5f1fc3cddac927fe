import assert from "node:assert/strict";
import type { TflmSource } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor, type Written } from "../tflm/source.ts";
import { type Permission, planRefusal } from "./plan_judge.ts";

/** What the judge says of a plan, under permissions that hold for every operator. */
function refusalOf(
  { graphs, subgraphs }: TflmSource,
  offsets: readonly number[],
  permissions: readonly Permission[] = [],
  limit = 1000,
): string | undefined {
  const isVariable = (graph: number, id: number) => subgraphs[graph].tensors[id].isVariable;
  return planRefusal({ graphs, isVariable, offsets, permitted: () => permissions, limit });
}

const CHAIN = chainOf(40, 32, 33, 16);

Deno.test("the judge takes plans that hold, and nothing beside them", () => {
  assert.equal(refusalOf(CHAIN, [0, 48, 0, 48]), undefined);
  assert.equal(refusalOf(CHAIN, [-1, -1, -1, -1]), undefined);
  assert.equal(refusalOf(CHAIN, [0, 48, 0]), "count");
  assert.equal(refusalOf(CHAIN, [0, 32, -1, -1]), "1 lies over 0 at RELU 0 of graph 0");
  assert.equal(refusalOf(CHAIN, [-1, -1, 0, 32]), "3 lies over 2 at RELU 2 of graph 0");
  assert.equal(refusalOf(CHAIN, [-2, -1, -1, -1]), "tensor 0 has a negative place");
  assert.equal(refusalOf(CHAIN, [0, 48, 0, 48], [], 79), "tensor 1 ends behind the limit");
});

Deno.test("the judge takes what operators may share, at the distance that they may", () => {
  const at = (distance: number, exact: boolean) => [{ input: 0, output: 1, distance, exact }];
  assert.equal(refusalOf(CHAIN, [0, 0, 64, 0], at(0, true)), undefined);
  assert.match(refusalOf(CHAIN, [16, 0, 64, 0], at(0, true))!, /1 lies over 0/);
  assert.equal(refusalOf(CHAIN, [32, 0, 80, 0], at(16, false)), undefined);
  const operators: Written[] = [["RELU", [0], [1]], ["ADD", [0, 1], [2]]];
  const again = sourceOf([graphOf([0, 1, 2].map(() => tensor("int8", [16])), operators, [0], [2])]);
  assert.equal(refusalOf(again, [0, 0, 16], at(0, true)), "0 is lost at ADD 1 of graph 0");
});

Deno.test("the judge sees a tensor that lies in wait, and one that a called graph spoils", () => {
  const operators: Written[] = [
    ["RELU", [0], [1]],
    ["RELU", [1], [2]],
    ["ADD", [0, 2], [3]],
  ];
  const skip = sourceOf([
    graphOf([0, 1, 2, 3].map(() => tensor("int8", [16])), operators, [0], [3]),
  ]);
  assert.equal(refusalOf(skip, [0, 16, 0, 32]), "0 is lost at ADD 2 of graph 0");
  assert.equal(refusalOf(skip, [0, 16, 32, 16]), undefined);
  const two = [0, 1, 2].map(() => tensor("int8", [16]));
  const called = graphOf(two.slice(0, 2), [["RELU", [0], [1]]], [0], [1]);
  const calling = graphOf(two, [["WHILE", [0], [1], [1]], ["ADD", [0, 1], [2]]], [0], [2]);
  const loop = sourceOf([calling, called]);
  assert.equal(refusalOf(loop, [0, 16, 32, 32, 48]), undefined);
  assert.match(refusalOf(loop, [0, 16, 32, 32, 0])!, /^0 is lost/);
});

Deno.test("the judge lets joins copy parts onto themselves, and nothing else in their place", () => {
  const tensors = [tensor("int8", [16]), tensor("int8", [16]), tensor("int8", [16])];
  const join = sourceOf([graphOf(
    [...tensors, tensor("int8", [32]), tensor("int8", [32])],
    [
      ["RELU", [0], [1]],
      ["RELU", [0], [2]],
      ["CONCATENATION", [1, 2], [3], undefined, { axis: 0 }],
      ["RELU", [3], [4]],
    ],
    [0],
    [4],
  )]);
  assert.equal(refusalOf(join, [64, 0, 16, 0, 32]), undefined);
  assert.match(refusalOf(join, [64, 16, 0, 0, 32])!, /copies onto itself/);
  assert.match(refusalOf(join, [0, 0, 16, 0, 32])!, /0 .*RELU 0/);
});
