import assert from "node:assert/strict";
import { lifetimes, prepareModel, type TflmSource } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor, type Written } from "./source.ts";

/** TFLM's inclusive scopes `first-last` of each tensor, one text per subgraph. */
function scopes(source: TflmSource, schedule?: readonly number[]): string[] {
  const prepared = prepareModel(source, { target: "cortex-m", build: "reference" }, schedule);
  return lifetimes(source, prepared).tensors.map((list) =>
    list.map(({ start, end }) => `${start - 1}..${end - 2}`).join(" ")
  );
}

const byte = () => tensor("int8", [1]);

Deno.test("lifetimes() keeps an operator's inputs and outputs together", () => {
  assert.deepEqual(scopes(chainOf(1, 1, 1, 1)), ["0..1 1..2 2..3 3..3"]);
});

Deno.test("lifetimes() keeps outputs to the end, unread inputs at the start, others untouched", () => {
  const operators: Written[] = [["RELU", [0], [1]], ["RELU", [0], [2]]];
  const graph = graphOf([0, 1, 2, 3, 4].map(byte), operators, [0, 3], [1, 2]);
  assert.deepEqual(scopes(sourceOf([graph])), ["0..2 1..2 2..2 0..0 -1..-1"]);
});

Deno.test("lifetimes() starts what is read but never written before the first operator", () => {
  const graph = graphOf([0, 1, 2].map(byte), [["RELU", [0], [1]], ["RELU", [2], []]], [0], [1]);
  assert.deepEqual(scopes(sourceOf([graph])), ["0..1 1..2 -1..2"]);
});

Deno.test("lifetimes() follows the schedule", () => {
  const operators: Written[] = [["RELU", [0], [1]], ["RELU", [0], [2]], ["ADD", [1, 2], [3]]];
  const source = sourceOf([graphOf([0, 1, 2, 3].map(byte), operators, [0], [3])]);
  assert.deepEqual(scopes(source), ["0..2 1..3 2..3 3..3"]);
  assert.deepEqual(scopes(source, [1, 0, 2]), ["0..2 2..3 1..3 3..3"]);
});

/**
 * ```text
 *   main:  x -> [RELU] -> p -> [WHILE cond, body] -> y
 *   cond:  a -> [RELU] -> b        body:  c -> [RELU] -> d -> [RELU] -> e
 * ```
 */
function looped(type: string): TflmSource {
  const operators: Written[] = [["RELU", [0], [1]], [type, [1], [2], [1, 2]]];
  const main = graphOf([0, 1, 2].map(byte), operators, [0], [2]);
  const cond = graphOf([0, 1].map(byte), [["RELU", [0], [1]]], [0], [1]);
  const chain: Written[] = [["RELU", [0], [1]], ["RELU", [1], [2]]];
  const body = graphOf([0, 1, 2].map(byte), chain, [0], [2]);
  return sourceOf([main, cond, body]);
}

Deno.test("lifetimes() walks called subgraphs while the caller's tensors stay", () => {
  // RELU 1, WHILE 2, cond from 3 with its RELU in 4, body from 5 with its RELUs in 6 and 7
  assert.deepEqual(scopes(looped("WHILE")), ["0..1 1..7 2..7", "3..4 4..4", "5..6 6..7 7..7"]);
});

Deno.test("lifetimes() keeps the scratch of a graph that is called twice from the first call on", () => {
  const calls: Written[] = [["WHILE", [0], [1], [1, 1]], ["RELU", [1], [2]]];
  const main = graphOf([0, 1, 2].map(byte), calls, [0], [2]);
  const body = graphOf([0, 1].map(byte), [["RELU", [0], [1]]], [0], [1]);
  const source = sourceOf([main, body]);
  const { operators } = lifetimes(
    source,
    prepareModel(source, { target: "cortex-m", build: "reference" }),
  );
  // WHILE 1, the body from 2 with its RELU in 3, again from 4 with its RELU in 5, RELU 6
  assert.deepEqual(operators, [[{ start: 2, end: 7 }, { start: 7, end: 8 }], [{
    start: 4,
    end: 7,
  }]]);
});

Deno.test("lifetimes() leaves subgraphs alone whose call only the older field of the code tells", () => {
  const { operatorCodes, ...source } = looped("WHILE");
  const old = operatorCodes.map(({ code }) => ({ code, builtinCode: 0 }));
  const expected = ["0..1 1..2 2..2", "-1..-1 -1..-1", "-1..-1 -1..-1 -1..-1"];
  assert.deepEqual(scopes({ ...source, operatorCodes: old }), expected);
});

Deno.test("lifetimes() gives up on calls that branch almost without end", () => {
  const graphs = Array.from({ length: 40 }, (_, g) => {
    const call: Written[] = g < 39 ? [["WHILE", [0], [1], [g + 1, g + 1]]] : [];
    return graphOf([byte(), byte()], call, [0], g < 39 ? [1] : [0]);
  });
  assert.throws(() => scopes(sourceOf(graphs)), { name: "RangeError", message: /1000000 steps/ });
});
