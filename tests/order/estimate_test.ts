import assert from "node:assert/strict";
import fc from "fast-check";
import { accountFor, estimatePeak, exact } from "../../mod.ts";
import { randomCell } from "../bench/random_cells.ts";
import { randomGraph } from "../random_graph.ts";

Deno.test("estimatePeak() has the least peak between its two numbers", () => {
  fc.assert(
    fc.property(randomGraph({ maxOperators: 14 }), ({ graph, memory }) => {
      const least = exact(accountFor(graph, memory));
      assert.ok(least.optimal);
      const { bound, peak, proven } = estimatePeak(graph, { memory });
      assert.ok(bound <= least.peak && least.peak <= peak, `${bound}, ${least.peak}, ${peak}`);
      assert.equal(proven, bound === peak);
    }),
    { numRuns: 300 },
  );
});

Deno.test("estimatePeak() proves the peak of most cells of an architecture search", () => {
  const estimates = Array.from({ length: 200 }, (_, seed) => estimatePeak(randomCell(seed)));
  assert.ok(estimates.filter(({ proven }) => proven).length > 190);
});
