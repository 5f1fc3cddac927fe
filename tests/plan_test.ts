import assert from "node:assert/strict";
import { memoryFor } from "../lib/fit.ts";
import { load } from "../lib/formats/mod.ts";
import { type MemoryPlan, planMemory } from "../lib/plan.ts";
import { accountFor, accountModel, activationsOnly, givenOrder } from "../lib/tmm/mod.ts";
import { zoo } from "../lib/zoo/mod.ts";
import { tinyGraphs } from "./graphs.ts";
import { judgeOf, leastBySets, peakByJudge } from "./order/judge.ts";
import { makeCase, type RandomCase } from "./random_graph.ts";

/** What lies in the arena in a step, from the words of the design: tensors by id, scratch without. */
function liveIn({ graph }: RandomCase, { schedule, buffers }: MemoryPlan, step: number) {
  const touches = (id: number, operator: number) => {
    const { inputs, outputs } = graph.operators[operator];
    return inputs.includes(id) || outputs.includes(id);
  };
  const isLive = (id: number) => {
    if (touches(id, schedule[step])) return true;
    if (step === 0 && graph.inputs.includes(id)) return true;
    const isThere = graph.inputs.includes(id) ||
      schedule.slice(0, step).some((o) => graph.operators[o].outputs.includes(id));
    return isThere && isNeededAfter(graph, schedule, id, step);
  };
  const scratch = buffers.filter(({ scratchOf }) => scratchOf === schedule[step]);
  const tensors = graph.tensors.map((_, id) => id).filter(isLive).map((id) => {
    const found = buffers.filter(({ tensor }) => tensor === id);
    assert.equal(found.length, 1, `tensor ${id} has a place`);
    assert.equal(found[0].bytes, graph.tensors[id].bytes);
    return found[0];
  });
  return [...tensors, ...scratch];
}

function isNeededAfter(
  graph: RandomCase["graph"],
  schedule: readonly number[],
  id: number,
  step: number,
): boolean {
  return graph.outputs.includes(id) ||
    schedule.slice(step + 1).some((o) => graph.operators[o].inputs.includes(id));
}

/** Asserts that bytes are shared only as the memory model allows, by inputs that die there. */
function assertApart(random: RandomCase, plan: MemoryPlan, message: string): void {
  const { graph, memory } = random;
  plan.schedule.forEach((operator, step) => {
    const live = liveIn(random, plan, step);
    const requests = memory.scratchOf(graph.operators[operator], graph);
    const scratch = live.filter(({ tensor }) => tensor === undefined).map(({ bytes }) => bytes);
    assert.deepEqual(scratch, requests, message);
    for (const [i, a] of live.entries()) {
      assert.ok(a.offset + a.bytes <= plan.arena, message);
      for (const b of live.slice(i + 1)) {
        if (a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset) continue;
        const isAllowed = memory.sharingOf(graph.operators[operator], graph)
          .some(({ input, output, distance, exact }) => {
            const [over, under] = a.tensor === input ? [a, b] : [b, a];
            if (over.tensor !== input || under.tensor !== output) return false;
            if (isNeededAfter(graph, plan.schedule, input, step)) return false;
            const found = over.offset - under.offset;
            return exact ? found === distance : found >= distance;
          });
        assert.ok(isAllowed, `${message}, step ${step}: ${a.tensor} and ${b.tensor}`);
      }
    }
  });
}

Deno.test("planMemory() finds the least peak, and keeps apart what must not share", () => {
  for (let seed = 0; seed < 200; seed++) {
    const random = makeCase(seed, 1, 9);
    const accounting = accountFor(random.graph, random.memory);
    const plan = planMemory(accounting, { placement: { stateLimit: 2000 } });
    const judge = judgeOf(random.graph, random.memory);
    assertApart(random, plan, `seed ${seed}`);
    assert.equal(plan.peak, leastBySets(judge), `seed ${seed}`);
    assert.equal(peakByJudge(judge, plan.schedule), plan.peak, `seed ${seed}`);
    assert.ok(plan.bound <= plan.peak && plan.peak <= plan.arena, `seed ${seed}`);
    assert.ok(plan.optimal.schedule, `seed ${seed}`);
  }
});

Deno.test("planMemory() keeps the order that is given, and says whether a better one may exist", () => {
  const { graph, given, best } = tinyGraphs.get("two branches")!;
  const accounting = accountFor(graph, activationsOnly);
  const kept = planMemory(accounting, { schedule: givenOrder(graph) });
  assert.deepEqual(kept.schedule, givenOrder(graph));
  assert.deepEqual([kept.peak, kept.arena], [given, given]);
  assert.deepEqual(kept.optimal, { schedule: false, placement: true });
  const free = planMemory(accounting);
  assert.deepEqual([free.peak, free.arena], [best, best]);
  assert.deepEqual(free.optimal, { schedule: true, placement: true });
  assert.throws(
    () => planMemory(accounting, { schedule: [0, 1, 2, 4, 3] }),
    new RangeError("Cannot plan this order: operator 4 runs before operator 3"),
  );
});

Deno.test("planMemory() places further orders of the least peak, and keeps the best", () => {
  // Random graphs whose first order does not fit into its own peak.
  for (const [seed, first, best] of [[154, 35, 33], [240, 77, 74]]) {
    const { graph, memory } = makeCase(seed, 4, 9);
    const accounting = accountFor(graph, memory);
    const arenas = [1, 2, 4, 8].map((orders) =>
      planMemory(accounting, { orders, placement: { stateLimit: 2000 } }).arena
    );
    assert.deepEqual([arenas[0], arenas[3]], [first, best], `seed ${seed}`);
    assert.deepEqual(arenas, arenas.toSorted((a, b) => b - a), `seed ${seed}`);
  }
});

Deno.test("planMemory() places a network of 888 operators at its peak", () => {
  const network = zoo.find(({ id }) => id === "pnasnet-cifar")!;
  const model = load(network.build({ dtype: "int8", weights: "none" }));
  const plan = planMemory(accountModel(model, memoryFor(model, "portable")));
  assert.deepEqual([plan.bound, plan.arena], [479_232, 479_232]);
  assert.deepEqual(plan.optimal, { schedule: true, placement: true });
});
