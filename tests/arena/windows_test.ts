/** Repairs window by window: what they return is a placement, and long problems need far less work. */

import assert from "node:assert/strict";
import { pairsOf } from "../../lib/arena/_pairs.ts";
import { minimisePart } from "../../lib/arena/_minimise.ts";
import { isLong, windowSolver } from "../../lib/arena/_windows.ts";
import {
  greedyBySize,
  placementBound,
  type PlacementProblem,
  verifyPlacement,
} from "../../lib/arena/mod.ts";
import { generator } from "../random_graph.ts";

/** Buffers that begin one after the other and live for up to six steps; some may share bytes. */
function longProblem(seed: number, count: number): PlacementProblem {
  const random = generator(seed);
  const buffers = Array.from({ length: count }, (_, start) => ({
    bytes: 16 * (1 + Math.floor(random() * 40)),
    start,
    end: start + 2 + Math.floor(random() * 5),
    alignment: 16,
  }));
  const overlaps = buffers.flatMap((_, under) => {
    const over = buffers.findIndex(({ end }) => end === under + 1);
    if (over < 0 || random() < 0.5) return [];
    return [{ over, under, distance: 0, exact: random() < 0.5 }];
  });
  return { buffers, overlaps };
}

const guide = { region: "lowest", order: ["total"] } as const;

/** The part that is a whole long problem, a first placement, and the repairs for it. */
function repairsOf(problem: PlacementProblem, nodes: number) {
  const members = problem.buffers.map((_, b) => b);
  const part = { problem, pairs: pairsOf(problem), members };
  const budget = { nodes, isOver: () => false };
  const solver = windowSolver(part, budget, (window, offsets, capacity, limit) => {
    const own = { nodes: limit, isOver: () => false };
    const start = { offsets, arena: Infinity, bound: 0 };
    const found = minimisePart(window, start, { goal: capacity, onlyGoal: true }, own);
    budget.nodes -= limit - own.nodes;
    return found.arena <= capacity ? found.offsets : undefined;
  });
  const { offsets } = greedyBySize(problem);
  return { part, run: (capacity: number) => solver.run(capacity, nodes, guide, offsets), budget };
}

Deno.test("windowSolver() meets the bound of long problems, from a placement that does not", () => {
  let repaired = 0;
  for (let seed = 0; seed < 30; seed++) {
    const problem = longProblem(seed, 300);
    const bound = placementBound(problem);
    if (greedyBySize(problem).arena === bound) continue;
    const { part, run } = repairsOf(problem, 20_000);
    assert.ok(isLong(part));
    const { offsets } = run(bound) ?? {};
    if (offsets === undefined) continue;
    assert.deepEqual(verifyPlacement(problem, [...offsets]), [], `seed ${seed}`);
    problem.buffers.forEach(({ bytes }, b) => assert.ok(offsets[b] + bytes <= bound));
    assert.deepEqual(repairsOf(problem, 20_000).run(bound)?.offsets, offsets, `seed ${seed}`);
    repaired++;
  }
  assert.ok(repaired >= 20, `${repaired} repaired`);
});

Deno.test("windowSolver() stops at its limit, and at once where all would have to be placed anew", () => {
  const problem = longProblem(1, 300);
  const bound = placementBound(problem);
  const short = repairsOf(problem, 50);
  assert.deepEqual(short.run(bound - 1), {});
  assert.ok(short.budget.nodes <= 0);
  const all = repairsOf(problem, 50);
  assert.deepEqual(all.run(0), {});
  assert.equal(all.budget.nodes, 50);
});

Deno.test("isLong() tells problems of many steps from those of many live buffers", () => {
  const members = [...Array(300).keys()];
  const partOf = (problem: PlacementProblem) => ({ problem, pairs: pairsOf(problem), members });
  assert.ok(isLong(partOf(longProblem(1, 300))));
  const wide = members.map((b) => ({ bytes: 16, start: b, end: b + 60 }));
  assert.ok(!isLong(partOf({ buffers: wide })));
});
