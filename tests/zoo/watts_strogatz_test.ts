import assert from "node:assert/strict";
import fc from "fast-check";
import { wattsStrogatz } from "../../lib/zoo/watts_strogatz.ts";

Deno.test("without rewiring, each vertex reads its nearest neighbours in the ring", () => {
  assert.deepEqual(wattsStrogatz({ vertices: 6, neighbours: 2, rewiring: 0, seed: 1 }), [
    [],
    [0],
    [1],
    [2],
    [3],
    [0, 4],
  ]);
});

Deno.test("rewiring keeps the number of edges, makes no circle and no edge twice", () => {
  const parameters = fc.record({
    vertices: fc.integer({ min: 6, max: 40 }),
    neighbours: fc.constantFrom(2, 4),
    rewiring: fc.double({ min: 0, max: 1, noNaN: true }),
    seed: fc.integer({ min: 0, max: 1e6 }),
  });
  fc.assert(
    fc.property(parameters, (options) => {
      const wiring = wattsStrogatz(options);
      assert.deepEqual(wattsStrogatz(options), wiring);
      assert.equal(wiring.length, options.vertices);
      wiring.forEach((reads, vertex) => {
        assert.equal(new Set(reads).size, reads.length);
        assert.ok(reads.every((other) => other < vertex));
      });
      assert.equal(wiring.flat().length, options.vertices * options.neighbours / 2);
    }),
    { numRuns: 300 },
  );
});

Deno.test("another seed gives another graph", () => {
  const parameters = { vertices: 32, neighbours: 4, rewiring: 0.75 };
  assert.notDeepEqual(
    wattsStrogatz({ ...parameters, seed: 0 }),
    wattsStrogatz({ ...parameters, seed: 1 }),
  );
});

Deno.test("an odd number of neighbours, or too many, are refused", () => {
  for (const neighbours of [3, 6]) {
    assert.throws(() => wattsStrogatz({ vertices: 6, neighbours, rewiring: 0, seed: 0 }), {
      name: "RangeError",
      message: `Cannot wire a graph: an even number of neighbours below 6, came ${neighbours}`,
    });
  }
});
