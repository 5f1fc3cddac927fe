/** The contract that every placer keeps. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  arenaOf,
  firstFit,
  FIT_ORDERS,
  greedyBySize,
  hillClimb,
  place,
  placeExact,
  type Placement,
  placementBound,
  type PlacementProblem,
  placeQuickly,
  verifyPlacement,
} from "../../lib/arena/mod.ts";
import { leastArena } from "./brute_force.ts";
import { anyProblem, plainProblem } from "./random_problem.ts";

const placers: Record<string, (problem: PlacementProblem) => Placement> = {
  greedyBySize,
  ...Object.fromEntries(
    FIT_ORDERS.map((order) => [`firstFit by ${order}`, (p) => firstFit(p, { order })]),
  ),
  hillClimb: (problem) => hillClimb(problem, { iterations: 20 }),
  placeQuickly: (problem) => placeQuickly(problem, { iterations: 20 }),
  placeExact: (problem) => placeExact(problem, { stateLimit: 2000 }),
  place,
};

for (const [name, placer] of Object.entries(placers)) {
  Deno.test(`${name}() places right, alike each time, and never below the bound`, () => {
    fc.assert(
      fc.property(fc.oneof(anyProblem, plainProblem), (problem) => {
        const { offsets, arena } = placer(problem);
        assert.deepEqual(verifyPlacement(problem, offsets), []);
        assert.equal(arena, arenaOf(problem.buffers, offsets));
        assert.ok(arena >= placementBound(problem));
        assert.deepEqual(placer(problem).offsets, offsets);
      }),
      { numRuns: 300 },
    );
  });

  Deno.test(`${name}() places nothing, one buffer, and buffers that take no room`, () => {
    assert.deepEqual([...placer({ buffers: [] }).offsets], []);
    assert.equal(placer({ buffers: [] }).arena, 0);
    const empty = { bytes: 0, start: 0, end: 4 };
    const never = { bytes: 3, start: 2, end: 2 };
    const buffers = [empty, never, { bytes: 4, start: 0, end: 4 }];
    assert.equal(placer({ buffers }).arena, 4);
  });

  Deno.test(`${name}() refuses problems that mean nothing`, () => {
    const whole = { bytes: 4, start: 0, end: 1 };
    for (
      const bad of [
        { ...whole, bytes: 1.5 },
        { ...whole, bytes: -1 },
        { ...whole, bytes: 2 ** 53 },
        { ...whole, end: -1 },
        { ...whole, alignment: 0 },
        { ...whole, alignment: 4, offset: 2 },
        { ...whole, offset: NaN },
      ]
    ) {
      assert.throws(() => placer({ buffers: [whole, bad] }), {
        name: "RangeError",
        message: /^Cannot place buffers: .* wanted, .* came$/,
      });
    }
    for (const overlap of [{ over: 0, under: 0 }, { over: 0, under: 2 }, { over: -1, under: 0 }]) {
      const overlaps = [{ ...overlap, distance: 0 }];
      assert.throws(() => placer({ buffers: [whole, whole], overlaps }), RangeError);
    }
  });
}

Deno.test("placementBound() is never above the least arena", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      assert.ok(placementBound(problem) <= leastArena(problem)!);
    }),
    { numRuns: 3000 },
  );
});
