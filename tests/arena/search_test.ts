/** The searches behind placeExact(), asked directly, so that no heuristic answers for them. */

import assert from "node:assert/strict";
import fc from "fast-check";
import type { Guide } from "../../lib/arena/_guide.ts";
import { independentParts, instanceOf } from "../../lib/arena/_instance.ts";
import { PairSearch } from "../../lib/arena/_pair_search.ts";
import { pairsOf } from "../../lib/arena/_pairs.ts";
import { ALL_REDUCTIONS, type Reductions, Search } from "../../lib/arena/_search.ts";
import { type PlacementProblem, verifyPlacement } from "../../lib/arena/mod.ts";
import { leastArena, leastByOrders } from "./brute_force.ts";
import { anyProblem, diagonalProblem, plainProblem } from "./random_problem.ts";

const budgetOf = (nodes: number) => ({ nodes, isOver: () => false });
const guides: Guide[] = [
  { region: "lowest", order: ["total", "width", "area"] },
  { region: "fullest", order: ["width", "area", "total"] },
  { region: "hardest", order: ["area", "width", "total"] },
];

/** The one part of a problem, or nothing. */
function partOf(problem: PlacementProblem) {
  const parts = independentParts(problem);
  return parts.length === 1 ? { pairs: pairsOf(problem), members: parts[0] } : undefined;
}

function violations(problem: PlacementProblem, members: readonly number[], offsets: Float64Array) {
  const all = problem.buffers.map(({ offset = 0 }) => offset);
  members.forEach((b, i) => all[b] = offsets[i]);
  return verifyPlacement(problem, all);
}

Deno.test("Search finds a placement if there is one, and else a capacity that is not too large", () => {
  fc.assert(
    fc.property(fc.oneof(plainProblem, diagonalProblem), (problem) => {
      const part = partOf(problem);
      if (!part) return;
      const instance = instanceOf(problem, part.pairs, part.members, { tight: false });
      if (!instance.isFaithful) return;
      const search = new Search(instance);
      const least = leastByOrders(problem);
      for (const guide of guides) {
        for (let capacity = least + 1; capacity >= 0; capacity = capacity * 0.9 - 1 | 0) {
          const { offsets, needed } = search.run(capacity, Infinity, budgetOf(Infinity), guide);
          if (capacity < least) assert.ok(needed! > capacity && needed! <= least);
          else assert.deepEqual(violations(problem, part.members, offsets!), []);
        }
        const { offsets } = search.run(least, Infinity, budgetOf(Infinity), guide);
        assert.deepEqual(violations(problem, part.members, offsets!), []);
        const { needed } = search.run(least - 1, Infinity, budgetOf(Infinity), guide);
        assert.equal(needed, least);
      }
    }),
    { numRuns: 2000 },
  );
});

Deno.test("Search and PairSearch are right about permissions of every kind", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const part = partOf(problem);
      if (!part) return;
      const { pairs, members } = part;
      const least = leastArena({
        ...problem,
        buffers: problem.buffers.map((b, i) => members.includes(i) ? b : { ...b, bytes: 0 }),
      })!;
      const loose = instanceOf(problem, pairs, members, { tight: false });
      const byPairs = new PairSearch(loose, pairs);
      const exact = byPairs.run(least, Infinity, budgetOf(Infinity));
      assert.deepEqual(violations(problem, members, exact.offsets!), []);
      assert.ok(byPairs.run(least - 1, Infinity, budgetOf(Infinity)).needed! <= least);
      const tight = instanceOf(problem, pairs, members, { tight: true });
      for (const guide of guides) {
        const found = new Search(tight).run(least + 3, Infinity, budgetOf(Infinity), guide);
        if (found.offsets) assert.deepEqual(violations(problem, members, found.offsets), []);
        const wide = new Search(loose).run(least, Infinity, budgetOf(Infinity), guide);
        assert.ok(wide.offsets);
        if (loose.isFaithful) assert.deepEqual(violations(problem, members, wide.offsets), []);
        const { offsets, needed } = new Search(loose)
          .run(least - 1, Infinity, budgetOf(Infinity), guide);
        if (loose.isFaithful) assert.equal(offsets, undefined);
        assert.ok(offsets !== undefined || needed! <= least);
      }
    }),
    { numRuns: 2000 },
  );
});

/** The least arena by asking again and again, and the nodes that takes, up to a limit. */
function climb(problem: PlacementProblem, reductions: Reductions) {
  const limit = 20_000;
  const { pairs, members } = partOf(problem)!;
  const search = new Search(instanceOf(problem, pairs, members, { tight: true }), reductions);
  const budget = budgetOf(limit);
  for (let capacity = 0;;) {
    const { offsets, needed } = search.run(capacity, Infinity, budget, guides[0]);
    const nodes = limit - budget.nodes;
    if (offsets) return { arena: capacity, nodes };
    if (needed === undefined) return { nodes };
    capacity = needed;
  }
}

/** A problem twice, one after the other, under a buffer that lives all the time. */
function twice({ buffers, overlaps = [] }: PlacementProblem): PlacementProblem {
  const shift = Math.max(...buffers.map(({ end }) => end));
  const later = buffers.map((b) => ({ ...b, start: b.start + shift, end: b.end + shift }));
  const n = buffers.length;
  const again = overlaps.map((o) => ({ ...o, over: o.over + n, under: o.under + n }));
  return {
    buffers: [...buffers, ...later, { bytes: 1, start: 0, end: 2 * shift }],
    overlaps: [...overlaps, ...again],
  };
}

Deno.test("each part of the search keeps the answer and saves nodes", () => {
  const problems = fc.sample(diagonalProblem, { numRuns: 300, seed: 1 })
    .filter(({ buffers }) => buffers.length > 4).map(twice);
  const names = Object.keys(ALL_REDUCTIONS);
  const nodes = new Map([["all", 0], ...names.map((name) => [name, 0] as const)]);
  for (const problem of problems) {
    const full = climb(problem, ALL_REDUCTIONS);
    nodes.set("all", nodes.get("all")! + full.nodes);
    for (const name of names) {
      const less = climb(problem, { ...ALL_REDUCTIONS, [name]: false });
      if (less.arena !== undefined) assert.equal(less.arena, full.arena, name);
      nodes.set(name, nodes.get(name)! + less.nodes);
    }
  }
  for (const name of names) {
    assert.ok(nodes.get(name)! > nodes.get("all")!, `${name}: ${[...nodes]}`);
  }
});
