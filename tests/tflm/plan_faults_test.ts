import assert from "node:assert/strict";
import { encodePlan, type PlanFaultOptions, planFaults } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor, type Written } from "./source.ts";

/** `x(40) -> p(32) -> q(33) -> y(16)`; 40 and 33 take 48 each. */
const CHAIN = chainOf(40, 32, 33, 16);

function faults(offsets: readonly number[], options?: PlanFaultOptions): string[] {
  return planFaults(CHAIN, encodePlan(offsets), options).map(({ rule, message }) =>
    `${rule}: ${message}`
  );
}

Deno.test("planFaults() finds nothing wrong with a plan that holds", () => {
  assert.deepEqual(faults([0, 48, 0, 48]), []);
  assert.deepEqual(faults([-1, -1, -1, -1]), []);
  assert.deepEqual(faults([-1, 0, -1, 0]), []);
});

Deno.test("planFaults() names each broken rule in a sentence", () => {
  const table: readonly [offsets: readonly number[], fault: string][] = [
    [
      [0, 32, -1, -1],
      'overlap: Tensor 0 ("int8 40") and Tensor 1 ("int8 32") overlap by 8 bytes ' +
      "(offsets 0 and 32) while both are live",
    ],
    [[0, 56, -1, -1], 'alignment: Tensor 1 ("int8 32") has offset 56, which is no multiple of 16'],
    [[-2, -1, -1, -1], 'negative: Tensor 0 ("int8 40") has offset -2; only -1 may be negative'],
    [
      [112, -1, -1, -1],
      'range: Tensor 0 ("int8 40") ends at 152, beyond the 144 bytes that the plan may use',
    ],
    [
      [0, 48, 0],
      "count: The plan has 3 offsets, the model has 4 tensors: it is the plan of another model",
    ],
  ];
  for (const [offsets, fault] of table) assert.deepEqual(faults(offsets), [fault]);
});

Deno.test("planFaults() sees an overlap of one byte", () => {
  // q has 33 bytes: the last one lies in y
  assert.match(faults([-1, -1, 0, 32])[0], /overlap by 1 bytes/);
  assert.match(faults([-1, 32, 0, -1])[0], /overlap by 1 bytes/);
  assert.deepEqual(faults([-1, 48, 0, 48]), []);
});

Deno.test("planFaults() judges a truncated plan no further", () => {
  const payload = encodePlan([0, 0, 0, 0]);
  for (const length of [0, 11, 12, payload.length - 1]) {
    const [fault, ...more] = planFaults(CHAIN, payload.subarray(0, length));
    assert.deepEqual([fault.rule, more], ["truncated", []]);
    assert.match(fault.message, new RegExp(`truncated after ${length}$`));
  }
});

Deno.test("planFaults() rejects the plan of another model that has as many tensors", () => {
  const other = chainOf(16, 40, 16, 40);
  const payload = encodePlan([0, 16, 0, 16]);
  assert.deepEqual(planFaults(other, payload), []);
  assert.deepEqual(planFaults(CHAIN, payload).map(({ rule }) => rule), [
    "overlap",
    "overlap",
    "overlap",
  ]);
});

Deno.test("planFaults() rejects a variable with an offset, and ignores those of constants", () => {
  const tensors = [
    tensor("int8", [16]),
    tensor("int8", [16], "variable"),
    tensor("int8", [16], "constant"),
    tensor("int8", [16]),
  ];
  const operators: Written[] = [["ADD", [0, 1, 2], [3]]];
  const source = sourceOf([graphOf(tensors, operators, [0], [3])]);
  const [fault, ...more] = planFaults(source, encodePlan([0, 32, 0, 16]));
  assert.deepEqual([fault.rule, more], ["variable", []]);
  assert.deepEqual(planFaults(source, encodePlan([0, -1, 0, 16])), []);
});

Deno.test("planFaults() allows what operators may share, at the distance that they may", () => {
  const allow = (distance: number, exact: boolean): PlanFaultOptions => ({
    sharingOf: (operator) =>
      operator.inputs[0] === 0 ? [{ input: 0, output: 1, distance, exact }] : [],
  });
  assert.deepEqual(faults([0, 0, 64, 0], allow(0, true)), []);
  assert.deepEqual(faults([16, 0, 64, 0], allow(0, true)).length, 1);
  assert.deepEqual(faults([16, 0, 64, 0], allow(16, false)), []);
  assert.deepEqual(faults([32, 0, 80, 0], allow(16, false)), []);
  assert.deepEqual(faults([0, 0, 64, 0], allow(16, false)).length, 1);
  // what holds for x under p does not hold for p under q
  assert.match(faults([-1, 0, 0, -1], allow(0, true))[0], /Tensor 1 .* and Tensor 2/);
});

Deno.test("planFaults() allows no sharing with an input that is read again", () => {
  const operators: Written[] = [["RELU", [0], [1]], ["ADD", [0, 1], [2]]];
  const tensors = [0, 1, 2].map(() => tensor("int8", [16]));
  const source = sourceOf([graphOf(tensors, operators, [0], [2])]);
  const sharingOf: PlanFaultOptions["sharingOf"] = ({ inputs, outputs }) =>
    inputs.map((input) => ({ input, output: outputs[0], distance: 0, exact: true }));
  const rules = (offsets: number[]) =>
    planFaults(source, encodePlan(offsets), { sharingOf }).map(({ rule }) => rule);
  assert.deepEqual(rules([0, 0, 16]), ["overlap"]);
  assert.deepEqual(rules([0, 16, 0]), []);
});

Deno.test("planFaults() holds a plan to the bytes that it may use", () => {
  assert.deepEqual(faults([0, 48, 0, 48], { limit: 80 }), []);
  assert.match(faults([0, 48, 0, 48], { limit: 79 })[0], /^range: .* ends at 80, beyond the 79/);
});

Deno.test("planFaults() lets tensors that nobody touches lie on each other", () => {
  const tensors = [0, 1, 2, 3].map(() => tensor("int8", [16]));
  const source = sourceOf([graphOf(tensors, [["RELU", [0], [1]]], [0], [1])]);
  assert.deepEqual(planFaults(source, encodePlan([0, 16, 0, 0])), []);
  assert.equal(planFaults(source, encodePlan([0, 0, 0, 0])).length, 1);
});

Deno.test("planFaults() ends its list where thousands of tensors lie on each other", () => {
  const operators = Array.from({ length: 5000 }, (_, i): Written => ["RELU", [0], [i + 1]]);
  const tensors = [0, ...operators].map(() => tensor("int8", [16]));
  const outputs = tensors.map((_, id) => id).slice(1);
  const source = sourceOf([graphOf(tensors, operators, [0], outputs)]);
  assert.equal(planFaults(source, encodePlan(tensors.map(() => 0))).length, 1000);
});
