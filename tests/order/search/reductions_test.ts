import assert from "node:assert/strict";
import { createGraph, sketchGraph } from "../../../lib/graph/mod.ts";
import { joinLazy } from "../../../lib/order/search/join_lazy.ts";
import { lazyUnits } from "../../../lib/order/search/lazy.ts";
import { segmentsOf } from "../../../lib/order/search/segments.ts";
import { orderTwins } from "../../../lib/order/search/twins.ts";
import { unitSpaceOf } from "../../../lib/order/search/unit_costs.ts";
import { singleUnits } from "../../../lib/order/search/units.ts";
import { accountFor, activationsOnly } from "../../../lib/tmm/mod.ts";
import { tinyGraphs } from "../../graphs.ts";
import { identicalBranches, parallelBranches, sharedWeights } from "../families.ts";

const accountingOf = (name: string) => accountFor(tinyGraphs.get(name)!.graph, activationsOnly);

Deno.test("segmentsOf() cuts two branches before the fork's end and at the join", () => {
  const accounting = accountingOf("two branches");
  const members = segmentsOf(singleUnits(accounting)).map((part) => part.members.flat());
  // The join e is after all others; a and c begin at the model's input.
  assert.deepEqual(members, [[0, 1, 2, 3, 4]]);
  const chain = segmentsOf(singleUnits(accountingOf("chain"))).map((part) => part.members.flat());
  assert.deepEqual(chain, [[0], [1], [2]]);
});

Deno.test("joinLazy() makes one unit of a line that expands and then shrinks", () => {
  const accounting = accountingOf("chain");
  assert.deepEqual(joinLazy(accounting, singleUnits(accounting)).members, [[0, 1, 2]]);
});

Deno.test("joinLazy() stops where it depends on the other branch what a line frees", () => {
  // x(20) -> 50 -> 10 -> 40 -> 30, twice: whether x dies decides if the first operator or the second
  // needs more; behind the valley of 10, the operators with 40 and 30 belong together.
  const accounting = accountFor(identicalBranches(2, [50, 10, 40, 30]), activationsOnly);
  const { members } = joinLazy(accounting, singleUnits(accounting));
  assert.deepEqual(members, [[0], [1], [2], [3, 4], [5], [6], [7, 8], [9]]);
});

Deno.test("lazyUnits() are the expansions of weights that two towers share", () => {
  const { operators } = sharedWeights(4, 1);
  const accounting = accountFor(sharedWeights(4, 1), activationsOnly);
  const lazy = lazyUnits(unitSpaceOf(accounting, singleUnits(accounting)));
  operators.forEach(({ type }, o) => type === "DEQUANTIZE" && assert.ok(lazy[o], `operator ${o}`));
});

Deno.test("lazyUnits() leaves out what needs more scratch than the unit that waits for it", () => {
  const graph = sketchGraph({
    tensors: { x: 4, w: 8, y: 4 },
    operators: [{ inputs: [], outputs: ["w"] }, { inputs: ["x", "w"], outputs: ["y"] }],
    inputs: ["x"],
    outputs: ["y"],
  });
  const lazyWith = (scratch: number) => {
    const memory = {
      ...activationsOnly,
      scratchOf: ({ inputs }: { inputs: readonly number[] }) => inputs.length ? [] : [scratch],
    };
    const accounting = accountFor(graph, memory);
    return lazyUnits(unitSpaceOf(accounting, singleUnits(accounting)))[0];
  };
  assert.deepEqual([lazyWith(4), lazyWith(5)], [true, false]);
});

Deno.test("orderTwins() puts identical branches into one order, and only those", () => {
  const edges = (graph: ReturnType<typeof identicalBranches>) => {
    const accounting = accountFor(graph, activationsOnly);
    const units = singleUnits(accounting);
    const direct = (list: readonly (readonly number[])[]) => list.flat().length;
    return direct(orderTwins(accounting, units).before) - direct(units.before);
  };
  // Three branches of two: two more dependences at each of two positions; those from the fork to the
  // second and third branch, and from the first and second to the join, follow from others.
  assert.equal(edges(identicalBranches(3, [9, 4])), 4 - 4);
  assert.equal(edges(parallelBranches(3, 2, 1)), 0);
  const accounting = accountFor(identicalBranches(3, [9, 4]), activationsOnly);
  const { before } = orderTwins(accounting, singleUnits(accounting));
  assert.deepEqual(before.map((list) => list.length), [0, 1, 1, 1, 2, 1, 2, 1]);
});

Deno.test("orderTwins() tells branches apart by what they share with the join", () => {
  const graph = identicalBranches(2, [9]);
  const twins = (inputs: readonly number[]) => {
    const accounting = accountFor(graph, {
      ...activationsOnly,
      sharingOf: ({ type, outputs: [output] }) =>
        type === "FULLY_CONNECTED"
          ? inputs.map((input) => ({ input, output, distance: 0, exact: true }))
          : [],
    });
    const units = singleUnits(accounting);
    return orderTwins(accounting, units) !== units;
  };
  const [, one, two, join] = graph.operators;
  assert.ok(twins(join.inputs));
  assert.ok(!twins([one.outputs[0]]));
  assert.ok(!twins([two.outputs[0]]));
});

Deno.test("orderTwins() tells a branch apart whose inner tensor is an output of the model", () => {
  const graph = identicalBranches(2, [9, 4]);
  const [, one, , two] = graph.operators.map(({ outputs: [output] }) => output);
  const twins = (outputs: readonly number[]) => {
    const kept = createGraph({ ...graph, outputs: [...graph.outputs, ...outputs] });
    const accounting = accountFor(kept, activationsOnly);
    const units = singleUnits(accounting);
    return orderTwins(accounting, units) !== units;
  };
  assert.deepEqual([[], [one, two], [one], [two]].map(twins), [true, true, false, false]);
});
