import assert from "node:assert/strict";
import fc from "fast-check";
import { trafficOf } from "../../lib/cost/traffic.ts";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { accountFor, activationsOnly, givenOrder } from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { randomGraph, randomOrder } from "../random_graph.ts";

Deno.test("trafficOf() is compulsory only where everything fits", () => {
  const { graph, given } = tinyGraphs.get("residual")!;
  const accounting = accountFor(graph, activationsOnly);
  assert.deepEqual(trafficOf(accounting, givenOrder(graph), given), {
    compulsory: 16,
    avoidable: 0,
    optimal: true,
    streamed: [],
  });
});

Deno.test("trafficOf() drops a model input for nothing and reads it again, by hand", () => {
  // x(8) -> p(8) -> q(8); x + q -> y(8). With 16 + 8 - 1 bytes the last operator (24) streams; its
  // input q is written and read, x is read again: 8 + 8 + 8 more than x in, y out.
  const { graph } = tinyGraphs.get("residual")!;
  const accounting = accountFor(graph, activationsOnly);
  assert.deepEqual(trafficOf(accounting, givenOrder(graph), 23), {
    compulsory: 16,
    avoidable: 24,
    optimal: true,
    streamed: [2],
  });
});

Deno.test("trafficOf() writes a spilled tensor once and reads it once, by hand", () => {
  // a(6) waits while b(10) -> c(10) needs all of the 20 bytes: 6 out, 6 in.
  const graph = sketchGraph({
    tensors: { x: 4, a: 6, b: 10, c: 10, y: 2 },
    operators: [
      { inputs: ["x"], outputs: ["a"] },
      { inputs: [], outputs: ["b"] },
      { inputs: ["b"], outputs: ["c"] },
      { inputs: ["a", "c"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  });
  const traffic = trafficOf(accountFor(graph, activationsOnly), givenOrder(graph), 20);
  assert.deepEqual([traffic.compulsory, traffic.avoidable], [6, 12]);
});

/**
 * Least bytes moved, by trying every load and every drop at every moment: written from the rules
 * alone. Returns undefined where an operator does not fit.
 */
function bruteForce(
  graph: Parameters<typeof givenOrder>[0],
  schedule: readonly number[],
  capacity: number,
): number | undefined {
  const bytes = graph.tensors.map((tensor) => tensor.bytes);
  const neededFrom = (step: number, id: number) =>
    graph.outputs.includes(id) ||
    schedule.slice(step).some((o) => graph.operators[o].inputs.includes(id));
  const size = (set: ReadonlySet<number>) => [...set].reduce((sum, id) => sum + bytes[id], 0);
  const known = new Map<string, number>();
  const best = (step: number, sram: ReadonlySet<number>, slow: ReadonlySet<number>): number => {
    if (step === schedule.length) {
      return graph.outputs.filter((id) => !slow.has(id)).reduce((sum, id) => sum + bytes[id], 0);
    }
    const key = `${step}|${[...sram].sort()}|${[...slow].sort()}`;
    if (known.has(key)) return known.get(key)!;
    const { inputs, outputs } = graph.operators[schedule[step]];
    let least = Infinity;
    const choices = [...sram];
    for (let mask = 0; mask < 2 ** choices.length; mask++) {
      const stay = new Set(choices.filter((_, i) => mask & (1 << i)));
      const copied = new Set(slow);
      let moved = 0;
      for (const id of choices) {
        if (stay.has(id) || copied.has(id) || !neededFrom(step, id)) continue;
        moved += bytes[id];
        copied.add(id);
      }
      for (const id of new Set(inputs)) if (!stay.has(id)) moved += bytes[id];
      if (inputs.some((id) => !stay.has(id) && !copied.has(id))) continue;
      const after = new Set([...stay, ...inputs, ...outputs]);
      if (size(after) > capacity) continue;
      const rest = new Set([...after].filter((id) => neededFrom(step + 1, id)));
      least = Math.min(least, moved + best(step + 1, rest, copied));
    }
    known.set(key, least);
    return least;
  };
  const total = best(0, new Set(), new Set(graph.inputs));
  return total === Infinity ? undefined : total;
}

Deno.test("trafficOf() equals the best of all replacements on small graphs", () => {
  fc.assert(
    fc.property(
      randomGraph({ maxOperators: 6 }),
      fc.nat(),
      fc.integer({ min: 20, max: 70 }),
      ({ graph }, seed, capacity) => {
        const schedule = randomOrder(graph, seed);
        const expected = bruteForce(graph, schedule, capacity);
        const traffic = trafficOf(accountFor(graph, activationsOnly), schedule, capacity);
        assert.equal(traffic.optimal, true);
        assert.equal(traffic.streamed.length > 0, expected === undefined);
        if (expected !== undefined) {
          assert.equal(traffic.compulsory + traffic.avoidable, expected);
        }
      },
    ),
    { numRuns: 400 },
  );
});
