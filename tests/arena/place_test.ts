/** place(): what the planner relies on. */

import assert from "node:assert/strict";
import fc from "fast-check";
import { place } from "../../lib/arena/mod.ts";
import { leastArena } from "./brute_force.ts";
import { wildProblem } from "./random_problem.ts";

Deno.test("place() refuses exactly those problems that no placement solves", () => {
  fc.assert(
    fc.property(wildProblem, (problem) => {
      if (leastArena(problem) === undefined) {
        assert.throws(() => place(problem), {
          name: "RangeError",
          message: /^Cannot place buffers: fixed offsets that keep buffers apart wanted, but /,
        });
      } else assert.equal(place(problem).verified, true);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("place() stops at the capacity if one is given", () => {
  const buffers = [
    { bytes: 4, start: 0, end: 2 },
    { bytes: 2, start: 1, end: 3 },
    { bytes: 4, start: 2, end: 3 },
  ];
  assert.equal(place({ buffers }).arena, 6);
  assert.ok(place({ buffers }, { capacity: 10 }).arena <= 10);
});
