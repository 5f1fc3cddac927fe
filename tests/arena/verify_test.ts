/** verifyPlacement(): one broken rule at a time, and agreement with brute force. */

import assert from "node:assert/strict";
import { type Overlap, type PlacementProblem, verifyPlacement } from "../../lib/arena/mod.ts";

const two = (...overlaps: Overlap[]): PlacementProblem => ({
  buffers: [{ bytes: 8, start: 0, end: 2 }, { bytes: 4, start: 1, end: 3 }],
  overlaps,
});
const rules = (problem: PlacementProblem, offsets: number[]) =>
  verifyPlacement(problem, offsets).map(({ rule }) => rule);

Deno.test("verifyPlacement() accepts buffers that touch but do not share a byte", () => {
  assert.deepEqual(rules(two(), [0, 8]), []);
  assert.deepEqual(rules(two(), [4, 0]), []);
});

Deno.test("verifyPlacement() rejects an overlap by one byte, and says where and when", () => {
  const [violation] = verifyPlacement(two(), [0, 7]);
  assert.deepEqual(violation, {
    rule: "overlap",
    buffers: [0, 1],
    message: "Buffers 0 and 1 are both live in steps [1, 2) and share bytes [7, 8)",
  });
});

Deno.test("verifyPlacement() lets buffers share bytes that are not live together", () => {
  const buffers = [{ bytes: 8, start: 0, end: 2 }, { bytes: 4, start: 2, end: 3 }];
  assert.deepEqual(rules({ buffers }, [0, 0]), []);
});

Deno.test("verifyPlacement() rejects bad offsets, misalignment and moved buffers", () => {
  const buffers = [{ bytes: 8, start: 0, end: 2, alignment: 4, offset: 8 }];
  assert.deepEqual(rules({ buffers }, [8]), []);
  assert.deepEqual(rules({ buffers }, [6]), ["alignment", "fixed"]);
  assert.deepEqual(rules({ buffers }, [12]), ["fixed"]);
  for (const offset of [-8, 0.5, NaN, Infinity]) {
    assert.deepEqual(rules({ buffers }, [offset]), ["range"]);
  }
});

Deno.test("verifyPlacement() wants one offset for each buffer", () => {
  assert.deepEqual(rules(two(), [0]), ["count"]);
  assert.deepEqual(rules(two(), [0, 8, 16]), ["count"]);
});

Deno.test("verifyPlacement() allows a least distance, and nothing closer", () => {
  const least = two({ over: 0, under: 1, distance: 3 });
  assert.deepEqual(rules(least, [3, 0]), []);
  assert.deepEqual(rules(least, [9, 6]), []);
  assert.deepEqual(rules(least, [2, 0]), ["overlap"]);
  assert.deepEqual(rules(least, [0, 1]), ["overlap"], "the direction matters");
  assert.deepEqual(rules(least, [0, 8]), [], "disjoint is always allowed");
  assert.match(
    verifyPlacement(least, [2, 0])[0].message,
    /; allowed is offset\(0\) - offset\(1\) >= 3, 2 came$/,
  );
});

Deno.test("verifyPlacement() allows an exact distance alone", () => {
  const exact = two({ over: 0, under: 1, distance: -2, exact: true });
  assert.deepEqual(rules(exact, [0, 2]), []);
  assert.deepEqual(rules(exact, [0, 1]), ["overlap"]);
  assert.deepEqual(rules(exact, [0, 3]), ["overlap"]);
});

Deno.test("verifyPlacement() takes several permissions of a pair as alternatives", () => {
  const either = two(
    { over: 0, under: 1, distance: 3 },
    { over: 1, under: 0, distance: 5, exact: true },
  );
  assert.deepEqual(rules(either, [3, 0]), []);
  assert.deepEqual(rules(either, [0, 5]), []);
  assert.deepEqual(rules(either, [0, 4]), ["overlap"]);
});

Deno.test("verifyPlacement() leaves empty buffers and empty live ranges alone", () => {
  const buffers = [
    { bytes: 8, start: 0, end: 2 },
    { bytes: 0, start: 0, end: 2 },
    { bytes: 8, start: 1, end: 1 },
  ];
  assert.deepEqual(rules({ buffers }, [0, 4, 0]), []);
});
