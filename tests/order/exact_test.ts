import assert from "node:assert/strict";
import { allParts, exactWith, type Parts } from "../../lib/order/exact.ts";
import { exact, given } from "../../lib/order/mod.ts";
import { isTame } from "../../lib/order/search/unit_space.ts";
import { accountFor, activationsOnly, peakOf, scheduleFault } from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { makeCase } from "../random_graph.ts";
import {
  cellNetwork,
  elementwiseInPlace,
  identicalBranches,
  inceptionChain,
  parallelBranches,
  randWire,
  sharedWeights,
} from "./families.ts";
import { judgeOf, leastByBruteForce, leastBySets, peakByJudge } from "./judge.ts";
import { leastByMilp } from "./milp.ts";

for (const [name, { graph, best }] of tinyGraphs) {
  Deno.test(`exact() proves ${best} bytes for "${name}"`, () => {
    const { peak, bound, optimal } = exact(accountFor(graph, activationsOnly));
    assert.deepEqual({ peak, bound, optimal }, { peak: best, bound: best, optimal: true });
  });
}

Deno.test("exact() equals brute force over all orders on 5,000 random graphs", () => {
  for (let seed = 0; seed < 5000; seed++) {
    const { graph, memory } = makeCase(seed, 1, 10);
    const judge = judgeOf(graph, memory);
    const found = exact(accountFor(graph, memory));
    const least = leastByBruteForce(judge);
    const { schedule, peak, bound, optimal } = found;
    assert.deepEqual([peak, bound, optimal], [least, least, true], `seed ${seed}`);
    assert.equal(peakByJudge(judge, schedule), least, `seed ${seed}`);
    assert.equal(scheduleFault(graph, schedule), undefined, `seed ${seed}`);
  }
});

Deno.test("the random graphs hold unread inputs and sharing that is not tame, too", () => {
  let [unread, wild] = [0, 0];
  for (let seed = 0; seed < 5000; seed++) {
    const { graph, memory } = makeCase(seed, 1, 10);
    const { readers, fromStart, toEnd } = accountFor(graph, memory);
    if (fromStart.some((is, id) => is && !toEnd[id] && readers[id].length === 0)) unread++;
    if (!isTame(accountFor(graph, memory))) wild++;
  }
  assert.ok(unread > 200 && wild > 100, `${unread} with unread inputs, ${wild} not tame`);
});

Deno.test("exact() equals plain dynamic programming on 500 graphs of 12 to 20 operators", () => {
  for (let seed = 0; seed < 500; seed++) {
    const { graph, memory } = makeCase(seed, 12, 20);
    const { peak, optimal } = exact(accountFor(graph, memory));
    assert.deepEqual([peak, optimal], [leastBySets(judgeOf(graph, memory)), true], `seed ${seed}`);
  }
});

// A program takes 6 seconds on average and once 11 minutes: all 500 run with TMM_ALL_PROGRAMS=1 only.
const programs = Deno.env.get("TMM_ALL_PROGRAMS") ? 500 : 6;
const largest = programs === 500 ? 20 : 14;
Deno.test(`exact() equals a mixed-integer program on ${programs} graphs`, () => {
  for (let seed = 0; seed < programs; seed++) {
    const { graph, memory } = makeCase(seed, 12, largest);
    assert.equal(exact(accountFor(graph, memory)).peak, leastByMilp(graph, memory), `seed ${seed}`);
  }
});

const families = [
  inceptionChain(12),
  identicalBranches(9, [12, 55, 6, 40, 9]),
  sharedWeights(8, 2),
  randWire(24, 2, 2),
  randWire(32, 3, 1),
  cellNetwork("nasnet-a", 4),
  cellNetwork("amoebanet-a", 4),
  cellNetwork("darts-v2", 4),
];

Deno.test("each part of the search can be switched off: same answer, more work", () => {
  const accountings = families.map((graph) => accountFor(graph, elementwiseInPlace));
  const solve = (parts: Parts) => {
    const results = accountings.map((accounting) => exactWith(accounting, {}, parts));
    assert.ok(results.every(({ optimal }) => optimal));
    const states = results.reduce((sum, one) => sum + one.states, 0);
    return { peaks: results.map(({ peak }) => peak), states };
  };
  const all = solve(allParts);
  for (const part of Object.keys(allParts)) {
    const without = solve({ ...allParts, [part]: false });
    assert.deepEqual(without.peaks, all.peaks, part);
    assert.ok(without.states > all.states, `${part}: ${without.states}, with it ${all.states}`);
  }
});

Deno.test("each part can be switched off on random graphs, sharing and scratch included", () => {
  for (let seed = 0; seed < 600; seed++) {
    const { graph, memory } = makeCase(seed, 4, 12);
    const accounting = accountFor(graph, memory);
    const { peak } = exact(accounting);
    for (const part of Object.keys(allParts)) {
      const without = exactWith(accounting, {}, { ...allParts, [part]: false });
      assert.deepEqual([without.peak, without.optimal], [peak, true], `seed ${seed}, ${part}`);
    }
  }
});

Deno.test("exact() with few states states a gap that holds the optimum", () => {
  for (let seed = 0; seed < 40; seed++) {
    const { graph, memory } = makeCase(seed, 30, 30);
    const accounting = accountFor(graph, memory);
    const { peak: least } = exact(accounting);
    for (const stateLimit of [0, 10, 100]) {
      const { schedule, peak, bound, optimal, states } = exact(accounting, { stateLimit });
      assert.ok(bound <= least && least <= peak, `seed ${seed}: ${bound} ${least} ${peak}`);
      assert.equal(optimal, bound === peak);
      assert.equal(peakOf(accounting, schedule), peak);
      assert.ok(states <= stateLimit, `${states} states`);
      assert.deepEqual(exact(accounting, { stateLimit }).schedule, schedule);
    }
  }
});

Deno.test("exact() gives up limits that take too long and gets better from both sides", () => {
  const accounting = accountFor(randWire(128, 1, 1), activationsOnly);
  const few = exact(accounting, { stateLimit: 1000 });
  const more = exact(accounting, { stateLimit: 150_000 });
  assert.ok(!few.optimal && !more.optimal);
  assert.ok(few.peak < given(accounting).peak);
  assert.ok(more.bound > few.bound && more.peak <= few.peak);
});

Deno.test("exact() stops at its deadline, and at its memory limit", () => {
  const accounting = accountFor(randWire(128, 1, 1), activationsOnly);
  let clock = 0;
  const late = exact(accounting, { deadlineMs: 500, now: () => clock++ });
  assert.ok(!late.optimal && late.states > 0);
  const cramped = exact(accounting, { memoryLimit: 50_000 });
  assert.ok(!cramped.optimal && cramped.bound < cramped.peak);
});

Deno.test("exact() keeps to its limits where one state leads to hundreds", () => {
  const accounting = accountFor(parallelBranches(300, 1, 1), activationsOnly);
  assert.equal(exact(accounting, { stateLimit: 10 }).states, 10);
  const { optimal, states } = exact(accounting, { memoryLimit: 10_000 });
  assert.ok(!optimal && states < 1000, `${states} states`);
});
