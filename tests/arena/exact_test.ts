/** placeExact(): equals brute force, and every part of the search is worth its lines. */

import assert from "node:assert/strict";
import fc from "fast-check";
import {
  parseMinimalloc,
  placeExact,
  placementBound,
  verifyPlacement,
} from "../../lib/arena/mod.ts";
import { corpusTest, corpusText } from "../corpus.ts";
import { leastArena, leastByOrders } from "./brute_force.ts";
import { alignedProblem, anyProblem, diagonalProblem, plainProblem } from "./random_problem.ts";

const kinds = {
  "sizes and live ranges": { problems: plainProblem, least: leastByOrders },
  "least distances": { problems: diagonalProblem, least: leastByOrders },
  "sizes beside the alignment": { problems: alignedProblem, least: leastByOrders },
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

Deno.test("placeExact() proves more than the sum of live bytes", () => {
  // Each output lies a byte below its input. No step needs more than 3 bytes, but two in a row do.
  //   3 | 0   0
  //   2 | 0   0 1   1
  //   1 |       1   1 2   2
  //   0 |             2   2
  //       step 0   1   2   3
  const buffers = [0, 1, 2].map((start) => ({ bytes: 2, start, end: start + 2 }));
  const overlaps = [0, 1].map((over) => ({ over, under: over + 1, distance: 1 }));
  assert.equal(placementBound({ buffers, overlaps }), 3);
  const { arena, bound, optimal, reason } = placeExact({ buffers, overlaps });
  assert.deepEqual([arena, bound, optimal], [4, 4, true]);
  assert.equal(reason, "all smaller arenas are excluded");
});

Deno.test("placeExact() proves no more than is true where sizes have more in common than offsets", () => {
  // Sizes are multiples of 3, offsets of 4.
  const buffers = [[3, 5, 7], [3, 2, 6], [36, 6, 9], [36, 3, 5], [33, 0, 2]]
    .map(([bytes, start, end]) => ({ bytes, start, end, alignment: 4 }));
  const { arena, bound } = placeExact({ buffers });
  assert.deepEqual([arena, bound], [leastArena({ buffers }), 40]);
});

Deno.test("placeExact() lets buffers share one place that each may lie over the next, in a ring", () => {
  const buffers = [5, 4, 3, 6].map((bytes) => ({ bytes, start: 0, end: 2 }));
  const ring = [[0, 1], [1, 2], [2, 0]];
  const overlaps = ring.map(([over, under]) => ({ over, under, distance: 0 }));
  const { arena, optimal } = placeExact({ buffers, overlaps });
  assert.deepEqual([arena, optimal], [leastArena({ buffers, overlaps }), true]);
  assert.equal(arena, 11);
});

Deno.test("placeExact() stops at its limits, alike for the same limit, and says so", () => {
  const buffers = Array.from({ length: 60 }, (_, i) => ({
    bytes: 100 + (i * 7919) % 397,
    start: (i * 31) % 50,
    end: (i * 31) % 50 + 5 + (i * 17) % 11,
  }));
  const few = placeExact({ buffers }, { stateLimit: 50 });
  assert.deepEqual(placeExact({ buffers }, { stateLimit: 50 }), few);
  assert.equal(few.optimal, false);
  assert.ok(few.bound < few.arena && few.nodes <= 50);
  assert.equal(few.reason, "the limit of nodes is reached");
  let time = 0;
  const late = placeExact({ buffers }, { deadlineMs: 1, now: () => time++ });
  assert.equal(late.reason, "the deadline has passed");
});

Deno.test("placeExact() only looks for a capacity if one is given", () => {
  const buffers = [
    { bytes: 4, start: 0, end: 2 },
    { bytes: 2, start: 1, end: 3 },
    { bytes: 4, start: 2, end: 4 },
  ];
  const met = placeExact({ buffers }, { capacity: 6 });
  assert.deepEqual([met.arena, met.reason], [6, "the capacity is met"]);
  const missed = placeExact({ buffers }, { capacity: 5 });
  assert.deepEqual([missed.bound, missed.reason], [6, "no placement fits the capacity"]);
});

const instance = (name: string) =>
  parseMinimalloc(corpusText(`minimalloc/${name}.1048576.csv`)).problem;

for (const name of "ABCDEFGHIJK") {
  corpusTest(`placeExact() fits instance ${name} of MiniMalloc into its capacity`, () => {
    const { offsets, arena } = placeExact(instance(name), {
      capacity: 1_048_576,
      stateLimit: 200_000,
    });
    assert.ok(arena <= 1_048_576, `${arena}`);
    assert.deepEqual(verifyPlacement(instance(name), offsets), []);
  });
}

corpusTest("placeExact() proves the least arena of MiniMalloc's instances C and E", () => {
  const [c, e] = [placeExact(instance("C")), placeExact(instance("E"))];
  assert.deepEqual([c.arena, c.optimal], [1_039_360, true]);
  assert.deepEqual([e.arena, e.optimal], [1_048_576, true]);
});

corpusTest("placeExact() needs less than MiniMalloc's minimisation for D and J", () => {
  const limits = { stateLimit: 50_000 };
  assert.ok(placeExact(instance("D"), { capacity: 1_038_336, ...limits }).arena <= 1_038_336);
  assert.ok(placeExact(instance("J"), { capacity: 1_026_048, ...limits }).arena <= 1_026_048);
});
