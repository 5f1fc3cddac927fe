import assert from "node:assert/strict";
import { createGraph } from "../../../lib/graph/mod.ts";
import { moveRuns } from "../../../lib/order/polish/move_runs.ts";
import { preferenceOf } from "../../../lib/order/polish/preference.ts";
import { accountFor, activationsOnly, peakOf, scheduleFault } from "../../../lib/tmm/mod.ts";
import { makeCase, randomOrder } from "../../random_graph.ts";

Deno.test("moveRuns() betters a schedule within the limit, inputs that nobody reads included", () => {
  let better = 0;
  for (let seed = 0; seed < 150; seed++) {
    const { graph } = makeCase(seed, 12, 24);
    const unread = { ...graph.tensors[0], name: "unread", shape: [99], bytes: 99 };
    const accounting = accountFor(
      createGraph({
        ...graph,
        tensors: [...graph.tensors, unread],
        inputs: [...graph.inputs, graph.tensors.length],
      }),
      activationsOnly,
    );
    const schedule = randomOrder(graph, seed);
    const limit = peakOf(accounting, schedule);
    const found = moveRuns(accounting, schedule, limit);
    assert.equal(scheduleFault(graph, found), undefined, `seed ${seed}`);
    assert.ok(peakOf(accounting, found) <= limit, `seed ${seed}`);
    const [before, after] = [schedule, found].map((order) => preferenceOf(accounting, order));
    assert.ok(after <= before, `seed ${seed}`);
    if (after < before) better++;
  }
  assert.ok(better > 100, `only ${better} of 150 became better`);
});
