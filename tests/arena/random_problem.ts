/** Random placement problems for properties, small enough for brute force. */

import fc from "fast-check";
import type { Buffer, Overlap, PlacementProblem } from "../../lib/arena/mod.ts";
import { leastArena } from "./brute_force.ts";

const buffer: fc.Arbitrary<Buffer> = fc.record({
  bytes: fc.integer({ min: 0, max: 5 }),
  start: fc.integer({ min: -1, max: 4 }),
  length: fc.integer({ min: 0, max: 4 }),
  alignment: fc.constantFrom(1, 1, 1, 2, 4),
  granules: fc.option(fc.integer({ min: 0, max: 6 }), { freq: 6 }),
}).map(({ bytes, start, length, alignment, granules }) => ({
  bytes,
  start,
  end: start + length,
  ...alignment > 1 && { alignment },
  ...granules !== null && { offset: granules * alignment },
}));

const plain: fc.Arbitrary<Buffer> = fc.record({
  bytes: fc.integer({ min: 1, max: 30 }),
  start: fc.integer({ min: 0, max: 5 }),
  length: fc.integer({ min: 1, max: 4 }),
}).map(({ bytes, start, length }) => ({ bytes, start, end: start + length }));

const overlapsOf = (count: number, distance: fc.Arbitrary<number>): fc.Arbitrary<Overlap[]> => {
  if (count < 2) return fc.constant([]);
  const index = fc.integer({ min: 0, max: count - 1 });
  const overlap = fc.record({ over: index, under: index, distance, exact: fc.boolean() });
  return fc.array(overlap.filter(({ over, under }) => over !== under), { maxLength: 5 });
};

/** Any mixture of alignment, fixed offsets and overlaps, also impossible ones; up to 6 buffers. */
export const wildProblem: fc.Arbitrary<PlacementProblem> = fc
  .array(buffer, { minLength: 0, maxLength: 6 })
  .chain((buffers) =>
    fc.record({
      buffers: fc.constant(buffers),
      overlaps: overlapsOf(buffers.length, fc.integer({ min: -4, max: 6 })),
    })
  );

/** As {@linkcode wildProblem}, but the fixed offsets can be kept. */
export const anyProblem: fc.Arbitrary<PlacementProblem> = wildProblem.filter((problem) =>
  leastArena({
    ...problem,
    buffers: problem.buffers.map((b) => b.offset === undefined ? { ...b, bytes: 0 } : b),
  }) !== undefined
);

/** Buffers with sizes and live ranges alone; up to 7. */
export const plainProblem: fc.Arbitrary<PlacementProblem> = fc
  .array(plain, { minLength: 2, maxLength: 7 }).map((buffers) => ({ buffers }));

/** Least distances >= 0, as the access rules of operators give them; up to 7 buffers. */
export const diagonalProblem: fc.Arbitrary<PlacementProblem> = fc
  .array(plain, { minLength: 2, maxLength: 7 })
  .chain((buffers) =>
    fc.record({
      buffers: fc.constant(buffers),
      overlaps: overlapsOf(buffers.length, fc.integer({ min: 0, max: 25 })).map((overlaps) =>
        overlaps.map((overlap) => ({ ...overlap, exact: false }))
      ),
    })
  );

/** One alignment for all buffers, of which their sizes are no multiples; up to 7. */
export const alignedProblem: fc.Arbitrary<PlacementProblem> = fc.record({
  buffers: fc.array(plain, { minLength: 2, maxLength: 7 }),
  alignment: fc.constantFrom(2, 4, 8),
  unit: fc.constantFrom(1, 3),
}).map(({ buffers, alignment, unit }) => ({
  buffers: buffers.map((one) => ({ ...one, bytes: unit * one.bytes, alignment })),
}));
