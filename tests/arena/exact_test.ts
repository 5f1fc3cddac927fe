/** placeExact(): equals brute force, and every part of the search is worth its lines. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { placeExact, verifyPlacement } from "../../lib/arena/mod.ts";
import { leastArena, leastByOrders } from "./brute_force.ts";
import { anyProblem, diagonalProblem, plainProblem } from "./random_problem.ts";

const kinds = {
  "sizes and live ranges": { problems: plainProblem, least: leastByOrders },
  "least distances": { problems: diagonalProblem, least: leastByOrders },
  "any permissions, alignments and fixed offsets": { problems: anyProblem, least: leastArena },
};

for (const [kind, { problems, least }] of Object.entries(kinds)) {
  Deno.test(`placeExact() finds and proves the least arena: ${kind}`, () => {
    fc.assert(
      fc.property(problems, (problem) => {
        const { offsets, arena, bound, optimal, reason } = placeExact(problem);
        assert.deepEqual(verifyPlacement(problem, offsets), []);
        assert.equal(arena, least(problem));
        assert.equal(bound, arena, reason);
        assert.equal(optimal, true);
      }),
      { numRuns: 2000 },
    );
  });
}
