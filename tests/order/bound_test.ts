import assert from "node:assert/strict";
import {
  explainPeak,
  forcedBytes,
  forcedTensors,
  peakBound,
  schedulers,
} from "../../lib/order/mod.ts";
import {
  accountFor,
  type Accounting,
  activationsOnly,
  liveBytes,
  liveRanges,
} from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { makeCase, randomOrder } from "../random_graph.ts";

Deno.test("forcedTensors() of two branches are those on both sides of an operator", () => {
  const accounting = accountFor(tinyGraphs.get("two branches")!.graph, activationsOnly);
  // a: x -> p. The other branch may be done, and then x is not needed any more: p and x, 60 bytes.
  assert.deepEqual(forcedTensors(accounting, 0), [0, 1]);
  assert.equal(forcedBytes(accounting, 0), 60);
  assert.deepEqual(peakBound(accounting), { bytes: 60, operator: 0 });
});

Deno.test("forcedBytes() are live while an operator runs, in every order", () => {
  for (let seed = 0; seed < 500; seed++) {
    const { graph, memory } = makeCase(seed, 1, 14);
    const accounting = accountFor(graph, memory);
    for (let k = 0; k < 5; k++) {
      const schedule = randomOrder(graph, 5 * seed + k);
      liveBytes(accounting, schedule).forEach((live, step) => {
        assert.ok(forcedBytes(accounting, schedule[step]) <= live, `seed ${seed}`);
      });
    }
  }
});

/** All orders of the operators of a graph. */
function* ordersOf(
  predecessors: Accounting["predecessors"],
  done: readonly number[] = [],
): Generator<readonly number[]> {
  if (done.length === predecessors.length) yield done;
  for (const [operator, before] of predecessors.entries()) {
    if (done.includes(operator) || !before.every((other) => done.includes(other))) continue;
    yield* ordersOf(predecessors, [...done, operator]);
  }
}

Deno.test("forcedTensors() are those that are live while an operator runs in all orders", () => {
  for (let seed = 0; seed < 200; seed++) {
    const { graph, memory } = makeCase(seed, 2, 6);
    const accounting = accountFor(graph, memory);
    // What is live in the first step alone is in the way of whoever happens to run there.
    const unread = (id: number) => graph.inputs.includes(id) && accounting.readers[id].length === 0;
    const always = graph.operators.map(() =>
      new Set(graph.tensors.keys().filter((id) => !unread(id)))
    );
    for (const schedule of ordersOf(accounting.predecessors)) {
      const { start, end } = liveRanges(accounting, schedule);
      schedule.forEach((operator, step) => {
        for (const id of always[operator]) {
          if (step < start[id] || step >= end[id]) always[operator].delete(id);
        }
      });
    }
    const forced = graph.operators.map((_, o) =>
      forcedTensors(accounting, o).filter((id) => !unread(id))
    );
    assert.deepEqual(forced, always.map((ids) => [...ids]), `seed ${seed}`);
  }
});

Deno.test("explainPeak() names an operator that needs its bytes in every order", () => {
  let whole = 0;
  for (let seed = 0; seed < 300; seed++) {
    const { graph, memory } = makeCase(seed, 2, 14);
    const accounting = accountFor(graph, memory);
    const best = schedulers.find(({ name }) => name === "exact")!.order(accounting);
    const reason = explainPeak(accounting, best)!;
    const { operator, bytes, tensors, scratch, shared, isWhole } = reason;
    assert.ok(peakBound(accounting).bytes <= bytes && bytes <= best.peak, `seed ${seed}`);
    assert.equal(isWhole, bytes === best.peak);
    const sum = tensors.reduce((total, { tensor }) => total + accounting.bytes[tensor], 0);
    assert.equal(bytes, sum + scratch - shared);
    const always = tensors.filter((one) => one.always).map(({ tensor }) => tensor);
    assert.deepEqual(always, forcedTensors(accounting, operator));
    for (let k = 0; k < 5; k++) {
      const schedule = randomOrder(graph, 5 * seed + k);
      const live = liveBytes(accounting, schedule)[schedule.indexOf(operator)];
      assert.ok(bytes <= live, `seed ${seed}: ${bytes} bytes, ${live} live`);
    }
    if (isWhole) whole++;
  }
  assert.ok(whole > 200, `only ${whole} of 300 explained in full`);
});

Deno.test("explainPeak() explains three heads by the head that comes last", () => {
  const accounting = accountFor(tinyGraphs.get("three heads")!.graph, activationsOnly);
  const exact = schedulers.find(({ name }) => name === "exact")!.order(accounting);
  const { bytes, isWhole, tensors } = explainPeak(accounting, exact)!;
  assert.deepEqual([bytes, isWhole], [30, false]);
  assert.deepEqual(tensors, [{ tensor: 1, always: true }, { tensor: 2, always: true }]);
});
