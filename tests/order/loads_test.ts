import assert from "node:assert/strict";
import { exact, tensorLoads } from "../../lib/order/mod.ts";
import { prefer } from "../../lib/order/polish/prefer.ts";
import { preferenceOf } from "../../lib/order/polish/preference.ts";
import { accountFor, activationsOnly, peakOf, scheduleFault } from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { makeCase, randomOrder } from "../random_graph.ts";
import { cellNetwork, inceptionChain } from "./families.ts";

Deno.test("tensorLoads() counts what the operator just before did not touch", () => {
  const { graph } = tinyGraphs.get("two branches")!;
  const accounting = accountFor(graph, activationsOnly);
  // x; x is at hand; p; r; q and s, of which s was just written
  assert.equal(tensorLoads(accounting, [0, 1, 2, 3, 4]), 1 + 0 + 1 + 1 + 1);
  // x; p is at hand; x; r is at hand; q, s at hand
  assert.equal(tensorLoads(accounting, [0, 2, 1, 3, 4]), 1 + 0 + 1 + 0 + 1);
});

/** All orders of a small graph within a limit: the least loads, and then the least swapped pairs. */
function leastByTrying(accounting: ReturnType<typeof accountFor>, limit: number): number {
  const { predecessors } = accounting;
  let best = Infinity;
  const extend = (order: number[]) => {
    if (order.length === predecessors.length) {
      if (peakOf(accounting, order) > limit) return;
      let swapped = 0;
      order.forEach((o, i) => order.slice(i).forEach((later) => later < o && swapped++));
      best = Math.min(best, tensorLoads(accounting, order) * 1000 + swapped);
      return;
    }
    predecessors.forEach((before, o) => {
      if (order.includes(o) || !before.every((other) => order.includes(other))) return;
      extend([...order, o]);
    });
  };
  extend([]);
  return best;
}

Deno.test("exact() loads as little as any order with its peak, on 400 graphs of up to 7 operators", () => {
  for (let seed = 0; seed < 400; seed++) {
    const { graph, memory } = makeCase(seed, 1, 7);
    const accounting = accountFor(graph, memory);
    const { schedule, peak } = exact(accounting);
    const cost = preferenceOf(accounting, schedule);
    const own = Math.floor(cost / 2 ** 30) * 1000 + cost % 2 ** 30;
    assert.equal(own, leastByTrying(accounting, peak), `seed ${seed}`);
  }
});

Deno.test("prefer() stays valid and within the limit, and never loads more", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { graph, memory } = makeCase(seed, 15, 40);
    const accounting = accountFor(graph, memory);
    const schedule = randomOrder(graph, seed);
    const limit = peakOf(accounting, schedule);
    const better = prefer(accounting, schedule, limit);
    assert.equal(scheduleFault(graph, better), undefined);
    assert.ok(peakOf(accounting, better) <= limit);
    assert.ok(preferenceOf(accounting, better) <= preferenceOf(accounting, schedule));
  }
});

Deno.test("exact() leaves a network in its given order where nothing is gained", () => {
  const graph = inceptionChain(4);
  const accounting = accountFor(graph, activationsOnly);
  const given = graph.operators.map((_, o) => o);
  const { peak } = exact(accounting);
  const better = prefer(accounting, given, peakOf(accounting, given));
  assert.ok(peak < peakOf(accounting, given));
  assert.equal(tensorLoads(accounting, better), tensorLoads(accounting, given));
  assert.deepEqual(better, given);
});

Deno.test("exact() loads fewer tensors than the given order of a cell network", () => {
  const graph = cellNetwork("nasnet-a", 6);
  const accounting = accountFor(graph, activationsOnly);
  const given = graph.operators.map((_, o) => o);
  assert.ok(tensorLoads(accounting, exact(accounting).schedule) < tensorLoads(accounting, given));
});
