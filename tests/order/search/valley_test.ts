import assert from "node:assert/strict";
import { add } from "../../../lib/order/search/bits.ts";
import { unitSpaceOf } from "../../../lib/order/search/unit_costs.ts";
import { reversed, type UnitSpace, weigh } from "../../../lib/order/search/unit_space.ts";
import { singleUnits } from "../../../lib/order/search/units.ts";
import { valleyWithin } from "../../../lib/order/search/valley.ts";
import { accountFor } from "../../../lib/tmm/mod.ts";
import { makeCase, randomOrder } from "../../random_graph.ts";

/** Live bytes after units that run one after the other. */
function liveAfter(space: UnitSpace, order: readonly number[]): number {
  const set = new Uint32Array(1);
  const cost = { rise: 0, change: 0 };
  return order.reduce((live, unit) => {
    weigh(space, set, unit, cost);
    add(set, unit);
    return live + cost.change;
  }, space.ends[0]);
}

Deno.test("valleyWithin() finds the set with the fewest live bytes, forwards and backwards", () => {
  for (let seed = 0; seed < 600; seed++) {
    const { graph, memory } = makeCase(seed, 3, 9);
    const accounting = accountFor(graph, memory);
    const forwards = unitSpaceOf(accounting, singleUnits(accounting));
    const order = randomOrder(graph, seed);
    for (const space of [forwards, reversed(forwards)]) {
      const path = space.forward ? [...order] : order.toReversed();
      const ran = path.splice(0, seed % 3);
      path.splice(Math.max(1, path.length - (seed % 2)));
      const set = new Uint32Array(1);
      for (const unit of ran) add(set, unit);
      let least = Infinity;
      for (let choice = 0; choice < 2 ** path.length; choice++) {
        const chosen = path.filter((_, i) => (choice >> i) & 1);
        const known = new Set([...ran, ...chosen]);
        if (chosen.some((unit) => space.before[unit].some((other) => !known.has(other)))) continue;
        least = Math.min(least, liveAfter(space, [...ran, ...chosen]));
      }
      const inValley = valleyWithin(space, set, path);
      const valley = path.filter((_, i) => inValley[i]);
      assert.equal(liveAfter(space, [...ran, ...valley]), least, `seed ${seed}`);
    }
  }
});
