import assert from "node:assert/strict";
import fc from "fast-check";
import { carriedPlan, encodePlan, parsePlan } from "../../lib/tflm/mod.ts";
import { chainOf, sourceOf } from "./source.ts";

Deno.test("encodePlan() writes version, subgraphs, count and offsets, the low byte first", () => {
  assert.deepEqual(
    [...encodePlan([-1, 272], 2)],
    [1, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 255, 16, 1, 0, 0],
  );
});

Deno.test("encodePlan() refuses what does not fit in 32 bits", () => {
  for (const offset of [2 ** 31, 0.5, NaN]) {
    assert.throws(() => encodePlan([offset]), {
      name: "RangeError",
      message: `Cannot encode the memory plan: 32-bit offsets wanted, ${offset} came`,
    });
  }
});

Deno.test("parsePlan() reads what encodePlan() writes, wherever the bytes lie", () => {
  const offsets = fc.array(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 40 });
  const property = fc.property(offsets, fc.nat(9), fc.nat(7), (list, subgraphs, shift) => {
    const bytes = new Uint8Array([
      ...new Array<number>(shift).fill(7),
      ...encodePlan(list, subgraphs),
    ]);
    assert.deepEqual(parsePlan(bytes.subarray(shift)), { version: 1, subgraphs, offsets: list });
  });
  fc.assert(property, { numRuns: 200 });
});

Deno.test("parsePlan() refuses a plan that ends early, and leaves bytes behind it alone", () => {
  const whole = encodePlan([0, 16, 32]);
  for (let length = 0; length < whole.length; length++) {
    assert.throws(() => parsePlan(whole.subarray(0, length)), {
      name: "SyntaxError",
      message: new RegExp(`bytes wanted, it is truncated after ${length}$`),
    });
  }
  assert.deepEqual(parsePlan(new Uint8Array([...whole, 9])).offsets, [0, 16, 32]);
});

Deno.test("carriedPlan() takes the last of several plans, as TFLM does", () => {
  const source = chainOf(1, 1);
  assert.equal(carriedPlan(source), undefined);
  const metadata = [1, 2, 3].map((byte) => ({
    name: byte === 3 ? "OfflineMemoryAllocation2" : "OfflineMemoryAllocation",
    data: new Uint8Array([byte]),
  }));
  assert.deepEqual(carriedPlan({ ...source, metadata }), new Uint8Array([2]));
  assert.deepEqual(carriedPlan(sourceOf(source.graphs, new Uint8Array([5]))), new Uint8Array([5]));
});
