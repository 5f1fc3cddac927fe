import assert from "node:assert/strict";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { fnv1a64, seededInputs } from "../../lib/run/mod.ts";

const text = (value: string) => fnv1a64(new TextEncoder().encode(value));

Deno.test("fnv1a64() gives the published hashes", () => {
  assert.equal(text(""), "cbf29ce484222325");
  assert.equal(text("a"), "af63dc4c8601ec8c");
  assert.equal(text("foobar"), "85944171f73967e8");
});

Deno.test("seededInputs() gives bits 24 to 31 of the draws of splitmix64", () => {
  const graph = sketchGraph({ tensors: { x: 4, y: 4 }, operators: [], inputs: ["x", "y"] });
  // The stream of input 0 under seed 1 starts at 1000004, that of input 1 at 1000005.
  const draw = (state: bigint) => {
    let z = BigInt.asUintN(64, state);
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return z ^ (z >> 31n);
  };
  const [x, y] = seededInputs(graph);
  const byte = (i: bigint, start: bigint) =>
    Number((draw(start + (i + 1n) * 0x9e3779b97f4a7c15n) >> 24n) & 255n);
  assert.deepEqual([...x], [0n, 1n, 2n, 3n].map((i) => byte(i, 1000004n)));
  assert.deepEqual([...y], [0n, 1n, 2n, 3n].map((i) => byte(i, 1000005n)));
  assert.notDeepEqual(seededInputs(graph, 2), [x, y]);
});
