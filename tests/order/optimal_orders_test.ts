import assert from "node:assert/strict";
import { exact, optimalOrders } from "../../lib/order/mod.ts";
import { accountFor, activationsOnly, peakOf, scheduleFault } from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { makeCase } from "../random_graph.ts";
import { randWire } from "./families.ts";

Deno.test("optimalOrders() begins with exact() and yields different valid orders of its peak", () => {
  for (let seed = 0; seed < 60; seed++) {
    const { graph, memory } = makeCase(seed, 2, 14);
    const accounting = accountFor(graph, memory);
    const { schedule, peak } = exact(accounting);
    const orders = [...optimalOrders(accounting).take(20)];
    assert.deepEqual(orders[0], schedule);
    assert.equal(new Set(orders.map((order) => order.join())).size, orders.length);
    for (const order of orders) {
      assert.equal(scheduleFault(graph, order), undefined);
      assert.equal(peakOf(accounting, order), peak);
    }
    assert.deepEqual([...optimalOrders(accounting).take(20)], orders);
  }
});

Deno.test("optimalOrders() of a chain is one order", () => {
  const accounting = accountFor(tinyGraphs.get("chain")!.graph, activationsOnly);
  assert.deepEqual([...optimalOrders(accounting)], [[0, 1, 2]]);
});

Deno.test("optimalOrders() finds every optimal order of small graphs", () => {
  const accounting = accountFor(tinyGraphs.get("three heads")!.graph, activationsOnly);
  // t first, then three heads of two operators each, one after the other, in any order
  assert.equal([...optimalOrders(accounting)].length, 6);
});

Deno.test("optimalOrders() has as many as asked for on a wide network", () => {
  const accounting = accountFor(randWire(32, 1, 1), activationsOnly);
  assert.equal([...optimalOrders(accounting).take(50)].length, 50);
});
