import assert from "node:assert/strict";
import { sketchGraph } from "../../../lib/graph/mod.ts";
import { wordsFor } from "../../../lib/order/search/bits.ts";
import { Budget } from "../../../lib/order/search/budget.ts";
import { unitSpaceOf } from "../../../lib/order/search/unit_costs.ts";
import { singleUnits } from "../../../lib/order/search/units.ts";
import { Walk } from "../../../lib/order/search/walk.ts";
import { accountFor, activationsOnly } from "../../../lib/tmm/mod.ts";

Deno.test("a walk counts in its memory what ran on the way to each state", () => {
  // Behind each of 8 operators, 200 others that free memory run at once.
  const wide = Array.from({ length: 8 }, (_, i) => `wide${i}`);
  const narrow = Array.from({ length: 200 }, (_, i) => i);
  const graph = sketchGraph({
    tensors: {
      x: 10,
      ...Object.fromEntries(
        wide.flatMap((name) =>
          narrow.flatMap((i) => [[`${name}/${i}`, 10], [`${name}/${i}/end`, 5]])
        ),
      ),
    },
    operators: wide.flatMap((name) => [
      { inputs: ["x"], outputs: narrow.map((i) => `${name}/${i}`) },
      ...narrow.map((i) => ({ inputs: [`${name}/${i}`], outputs: [`${name}/${i}/end`] })),
    ]),
    inputs: ["x"],
    outputs: wide.flatMap((name) => narrow.map((i) => `${name}/${i}/end`)),
  });
  const accounting = accountFor(graph, activationsOnly);
  const space = unitSpaceOf(accounting, singleUnits(accounting));
  const inside = space.members.map(() => true);
  const lazy = space.members.map(() => false);
  const rules = { limit: Infinity, inside, lazy, freeMoves: true, covers: true };
  const nothing = new Uint32Array(wordsFor(inside.length));
  const memory = 10_000;
  const budget = new Budget({});
  const allowance = { budget, stateLimit: Infinity, memory };
  const walk = new Walk(space, nothing, space.ends[0], rules, allowance);
  assert.equal(walk.advance(), "stopped");
  assert.ok(
    budget.states > 1 && (budget.states - 1) * 201 * 8 <= memory,
    `${budget.states} states`,
  );
});
