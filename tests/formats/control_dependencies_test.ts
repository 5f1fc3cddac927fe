import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeControlDependencies, encodeControlDependencies } from "../../lib/formats/mod.ts";

Deno.test("decodeControlDependencies() reads varints and zigzag as TensorFlow writes them", () => {
  // version 1; two subgraphs; the first with (1, 2) and (300, -1), the second empty
  const data = Uint8Array.of(1, 2, 2, 2, 4, 0xd8, 0x04, 1, 0);
  assert.deepEqual(decodeControlDependencies(data), [[[1, 2], [300, -1]], []]);
});

Deno.test("decodeControlDependencies() knows what is not of version 1, or ends elsewhere", () => {
  const broken = [
    [],
    [2, 0],
    [1, 1],
    [1, 1, 1, 2],
    [1, 200, 1],
    [1, 1, 255, 255, 255, 255, 15],
    [1, 1, 1, 255, 255, 255, 255, 255, 1, 0],
    [1, 0, 0],
  ];
  for (const data of broken) {
    assert.equal(decodeControlDependencies(Uint8Array.from(data)), undefined, data.join(" "));
  }
});

Deno.test("encodeControlDependencies() fills the length that it is given, or says that it cannot", () => {
  const id = fc.integer({ min: -1, max: 2 ** 31 - 1 });
  const edges = fc.array(fc.array(fc.tuple(id, id), { maxLength: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(edges, fc.nat({ max: 200 }), (subgraphs, length) => {
      const numbers = [1, subgraphs.length];
      for (const list of subgraphs) {
        numbers.push(list.length, ...list.flat().map((value) => value < 0 ? 1 : 2 * value));
      }
      const least = numbers.reduce(
        (sum, value) => sum + Math.ceil(value.toString(2).length / 7),
        0,
      );
      const data = encodeControlDependencies(subgraphs, length);
      assert.equal(data === undefined, length < least || length > 5 * numbers.length);
      if (data === undefined) return;
      assert.equal(data.length, length);
      assert.deepEqual(decodeControlDependencies(data), subgraphs);
    }),
    { numRuns: 500 },
  );
});
