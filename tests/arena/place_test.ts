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

/** The bytes of the typed arrays that are asked for while something runs. */
function arrayBytes(run: () => void): number {
  const [floats, integers] = [Float64Array, Int32Array];
  let bytes = 0;
  const counting = <Made extends typeof floats | typeof integers>(kind: Made) =>
    new Proxy(kind, {
      construct(target, options) {
        const made = Reflect.construct(target, options);
        if (typeof options[0] === "number") bytes += made.byteLength;
        return made;
      },
    });
  Object.assign(globalThis, { Float64Array: counting(floats), Int32Array: counting(integers) });
  try {
    run();
  } finally {
    Object.assign(globalThis, { Float64Array: floats, Int32Array: integers });
  }
  return bytes;
}

Deno.test("place() lists the pairs that are live together once, and only if it has to", () => {
  const n = 300;
  const buffers = Array.from({ length: n }, (_, i) => {
    return { bytes: 16 * (1 + i * 7919 % 61), start: i, end: n + 1 + i * 3571 % n };
  });
  const pairs = 20 * n * (n - 1);
  const simple = arrayBytes(() => assert.ok(place({ buffers }).optimal));
  assert.ok(simple < pairs / 20, `${simple} bytes`);
  // The first placement knows of no overlaps.
  const overlaps = [{ over: 0, under: n - 1, distance: 0 }];
  const climbed = arrayBytes(() => assert.ok(place({ buffers, overlaps }).optimal));
  assert.ok(climbed >= pairs && climbed < 1.2 * pairs, `${climbed} bytes, pairs ${pairs}`);
});
