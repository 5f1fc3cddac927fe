/** placementBound(): hand-computed bounds. That it is a bound is tested by brute force with the placers. */

import assert from "node:assert/strict";
import { type Overlap, placementBound } from "../../lib/arena/mod.ts";

const buffer = (bytes: number, start: number, end: number, alignment = 1) => ({
  bytes,
  start,
  end,
  alignment,
});

Deno.test("placementBound() is the largest sum of live bytes", () => {
  // step     0   1   2
  //   0      5   5
  //   1          4   4
  //   2              7
  const buffers = [buffer(5, 0, 2), buffer(4, 1, 3), buffer(7, 2, 3)];
  assert.equal(placementBound({ buffers }), 11);
});

Deno.test("placementBound() counts what lies beneath a fixed buffer", () => {
  assert.equal(placementBound({ buffers: [{ bytes: 4, start: 0, end: 1, offset: 96 }] }), 100);
});

Deno.test("placementBound() takes off what the buffers of a step may share", () => {
  const buffers = [buffer(100, 0, 1), buffer(40, 0, 1)];
  const table: [Omit<Overlap, "over" | "under">, number][] = [
    [{ distance: 0 }, 100],
    [{ distance: 10 }, 110],
    [{ distance: -10 }, 100],
    [{ distance: 40 }, 140],
    [{ distance: 0, exact: true }, 100],
    [{ distance: -10, exact: true }, 100],
    [{ distance: -80, exact: true }, 120],
    [{ distance: -100, exact: true }, 140],
  ];
  for (const [rule, bound] of table) {
    const overlaps = [{ over: 0, under: 1, ...rule }];
    assert.equal(placementBound({ buffers, overlaps }), bound, JSON.stringify(rule));
  }
});

Deno.test("placementBound() lets three slices lie in their whole, but no slice twice", () => {
  const buffers = [buffer(30, 0, 1), buffer(10, 0, 1), buffer(10, 0, 1), buffer(10, 0, 1)];
  const slice = (over: number, distance: number) => ({ over, under: 0, distance, exact: true });
  const overlaps = [slice(1, 0), slice(2, 10), slice(3, 20)];
  assert.equal(placementBound({ buffers, overlaps }), 30);
  // One input over two outputs saves itself at most once.
  const input = [{ over: 1, under: 2, distance: 0 }, { over: 1, under: 3, distance: 0 }];
  assert.equal(placementBound({ buffers, overlaps: input }), 50);
});

Deno.test("placementBound() does not let a permission work in steps where one of the pair is gone", () => {
  const buffers = [buffer(8, 0, 2), buffer(8, 1, 3), buffer(8, 2, 3)];
  const overlaps = [{ over: 0, under: 1, distance: 0 }];
  assert.equal(placementBound({ buffers, overlaps }), 16);
});

Deno.test("placementBound() rounds all but the top buffer up to the common alignment", () => {
  assert.equal(placementBound({ buffers: [buffer(17, 0, 1, 16), buffer(17, 0, 1, 16)] }), 49);
  assert.equal(placementBound({ buffers: [buffer(17, 0, 1, 16), buffer(32, 0, 1, 16)] }), 49);
  assert.equal(placementBound({ buffers: [buffer(17, 0, 1, 16), buffer(17, 0, 1, 4)] }), 37);
  assert.equal(placementBound({ buffers: [buffer(17, 0, 1, 16), buffer(17, 0, 1)] }), 34);
});

Deno.test("placementBound() uses only distances that the alignment allows", () => {
  const buffers = [buffer(32, 0, 1, 16), buffer(32, 0, 1, 16)];
  const over = (distance: number, exact = false) =>
    placementBound({ buffers, overlaps: [{ over: 0, under: 1, distance, exact }] });
  assert.equal(over(1), 48);
  assert.equal(over(16), 48);
  assert.equal(over(1, true), 64);
});
