import assert from "node:assert/strict";
import { add } from "../../../lib/order/search/bits.ts";
import { joinLazy } from "../../../lib/order/search/join_lazy.ts";
import { segmentSpaces, unitSpaceOf } from "../../../lib/order/search/unit_costs.ts";
import { isTame, reversed, type UnitSpace, weigh } from "../../../lib/order/search/unit_space.ts";
import { singleUnits } from "../../../lib/order/search/units.ts";
import { accountFor, LiveSet, peakOf } from "../../../lib/tmm/mod.ts";
import { makeCase, randomOrder } from "../../random_graph.ts";

/** Per unit of an order: bytes while it runs and after it. */
function walk(space: UnitSpace, order: readonly number[]): [number, number][] {
  const set = new Uint32Array(1);
  const cost = { rise: 0, change: 0 };
  let live = space.ends[0];
  return order.map((unit) => {
    weigh(space, set, unit, cost);
    add(set, unit);
    const need = live + cost.rise;
    live += cost.change;
    return [need, live];
  });
}

const cases = Array.from({ length: 600 }, (_, seed) => {
  const { graph, memory } = makeCase(seed, 1, 14);
  return { seed, graph, accounting: accountFor(graph, memory) };
});

Deno.test("units of one operator cost what the liveness rule says, in both directions", () => {
  for (const { seed, graph, accounting } of cases) {
    const { bytes, readers, fromStart, toEnd } = accounting;
    const unread = bytes.reduce(
      (sum, size, id) => fromStart[id] && !toEnd[id] && readers[id].length === 0 ? sum + size : sum,
      0,
    );
    const order = randomOrder(graph, seed);
    const live = new LiveSet(accounting);
    const expected = order.map((operator, step): [number, number] => {
      const need = live.during(operator) - (step === 0 ? unread : 0);
      live.run(operator);
      return [need, live.live];
    });
    const space = unitSpaceOf(accounting, singleUnits(accounting));
    assert.deepEqual(walk(space, order), expected, `seed ${seed}`);

    const back = walk(reversed(space), order.toReversed()).reverse();
    assert.deepEqual(back.map(([need]) => need), expected.map(([need]) => need), `seed ${seed}`);
    const before = [space.ends[0], ...expected.map(([, after]) => after)];
    assert.deepEqual(back.map(([, after]) => after), before.slice(0, -1), `seed ${seed}`);
  }
});

Deno.test("segmentSpaces() counts on what is live after the segment before", () => {
  for (const { seed, accounting } of cases) {
    const spaces = segmentSpaces(accounting, singleUnits(accounting));
    const alone = spaces.map((space) => unitSpaceOf(accounting, space));
    assert.deepEqual(spaces.map(({ ends }) => ends), alone.map(({ ends }) => ends), `seed ${seed}`);
  }
});

Deno.test("joined units cost what their operators cost one after the other", () => {
  for (const { seed, accounting } of cases) {
    if (!isTame(accounting)) continue;
    const units = joinLazy(accounting, singleUnits(accounting));
    const space = unitSpaceOf(accounting, units);
    const { bytes, readers, fromStart, toEnd } = accounting;
    if (bytes.some((_, id) => fromStart[id] && !toEnd[id] && readers[id].length === 0)) continue;
    const costs = walk(space, units.members.map((_, unit) => unit));
    const peak = Math.max(...costs.map(([need]) => need));
    assert.equal(peak, peakOf(accounting, units.members.flat()), `seed ${seed}`);
  }
});

Deno.test("the three facts that all reductions rest on hold on random sets", () => {
  for (const { seed, graph, accounting } of cases) {
    const space = unitSpaceOf(accounting, singleUnits(accounting));
    const count = graph.operators.length;
    const [one, two] = [randomOrder(graph, seed), randomOrder(graph, seed + 1)];
    const setOf = (operators: Iterable<number>) => {
      const set = new Uint32Array(1);
      for (const operator of operators) add(set, operator);
      return set;
    };
    // Any order of a set leaves the same bytes: the ids are a valid one.
    const live = (set: Set<number>) =>
      walk(space, [...set].sort((a, b) => a - b)).at(-1)?.[1] ?? space.ends[0];
    const costAfter = (set: Set<number>, unit: number) => {
      const cost = { rise: 0, change: 0 };
      weigh(space, setOf(set), unit, cost);
      return { need: live(set) + cost.rise, change: cost.change };
    };
    for (let k = 0; k < 6; k++) {
      const b = new Set(one.slice(0, (seed + 5 * k) % (count + 1)));
      const c = new Set(two.slice(0, (seed + 3 * k) % (count + 1)));
      const [union, both] = [b.union(c), b.intersection(c)];
      assert.ok(live(union) + live(both) <= live(b) + live(c), `fact 1, seed ${seed}`);
      for (let v = 0; v < count; v++) {
        if (union.has(v) || !space.before[v].every((other) => both.has(other))) continue;
        const [low, high] = [costAfter(b, v), costAfter(union, v)];
        assert.ok(high.change <= low.change, `fact 2, seed ${seed}`);
        assert.ok(high.need - live(union) <= low.need - live(b), `fact 2, seed ${seed}`);
      }
      if (!isTame(accounting)) continue;
      for (const v of c) {
        if (b.has(v) || !space.before[v].every((other) => both.has(other))) continue;
        const [less, more] = [costAfter(both, v).need, costAfter(b, v).need];
        assert.ok(less + live(union) <= more + live(c), `fact 3, seed ${seed}`);
      }
    }
  }
});
