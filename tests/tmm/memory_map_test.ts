import assert from "node:assert/strict";
import fc from "fast-check";
import { sketchGraph } from "../../lib/graph/mod.ts";
import {
  accountFor,
  accountModel,
  activationsOnly,
  givenOrder,
  liveBytes,
  LiveSet,
  liveTensors,
  liveTensorsAt,
  memoryMap,
  type MemoryModel,
  overlapBytes,
  peakOf,
  scheduleFault,
} from "../../lib/tmm/mod.ts";
import { tinyGraphs } from "../graphs.ts";
import { randomGraph, randomOrder } from "../random_graph.ts";

for (const [name, { graph, given }] of tinyGraphs) {
  Deno.test(`peakOf() of the given order of "${name}" is ${given} bytes, by hand`, () => {
    assert.equal(peakOf(accountFor(graph, activationsOnly), givenOrder(graph)), given);
  });
}

Deno.test("memoryMap() splits every step of two branches into input, output and other", () => {
  const { graph } = tinyGraphs.get("two branches")!;
  const map = memoryMap(accountFor(graph, activationsOnly), [1, 3, 0, 2, 4]);
  const rows = map.steps.map(({ operator, input, output, other, total }) => [
    operator,
    input,
    output,
    other,
    total,
  ]);
  assert.deepEqual(rows, [
    [1, 10, 40, 0, 50], //  x -> r
    [3, 40, 8, 10, 58], //  r -> s, x stays
    [0, 10, 50, 8, 68], //  x -> p, s stays
    [2, 50, 5, 8, 63], //   p -> q, s stays
    [4, 13, 1, 0, 14], //   q, s -> y
  ]);
  assert.equal(map.peak, 68);
  assert.deepEqual(map.peakSteps, [2]);
  assert.deepEqual(liveTensorsAt(map, 1), [
    { tensor: 0, part: "other" },
    { tensor: 3, part: "input" },
    { tensor: 4, part: "output" },
  ]);
});

const rounded: MemoryModel = {
  ...activationsOnly,
  name: "rounded, with scratch and re-use",
  alignment: 16,
  scratchOf: (operator) => operator.inputs.length > 1 ? [5, 20] : [],
  sharingOf: ({ inputs: [input], outputs: [output] }) => [
    { input, output, distance: 0, exact: true },
  ],
};

Deno.test("liveTensors() names in each step what liveTensorsAt() does", () => {
  fc.assert(
    fc.property(randomGraph({ maxOperators: 9 }), ({ graph, memory }) => {
      const map = memoryMap(accountFor(graph, memory), givenOrder(graph));
      const expected = map.steps.map((_, s) => liveTensorsAt(map, s).map(({ tensor }) => tensor));
      assert.deepEqual([...liveTensors(map)], expected);
    }),
    { numRuns: 100 },
  );
});

Deno.test("memoryMap() counts rounding, scratch and sharing as the memory model says", () => {
  const { graph } = tinyGraphs.get("residual")!;
  const map = memoryMap(accountFor(graph, rounded), givenOrder(graph));
  const rows = map.steps.map(({ input, output, other, shared, total }) => [
    input,
    output,
    other,
    shared,
    total,
  ]);
  assert.deepEqual(rows, [
    [16, 16, 0, 0, 32], //   x lives on: nothing to share
    [16, 16, 16, 16, 32], // q takes the place of p
    [32, 16, 48, 16, 80], // y takes the place of x; scratch 16 + 32
  ]);
});

Deno.test("accountModel() counts the largest of the graphs that an operator calls as its scratch", () => {
  const called = (bytes: number) =>
    sketchGraph({
      tensors: { x: bytes, y: bytes },
      operators: [{ inputs: ["x"], outputs: ["y"] }],
      inputs: ["x"],
      outputs: ["y"],
    });
  const main = sketchGraph({
    tensors: { x: 10, y: 10 },
    operators: [{ type: "WHILE", inputs: ["x"], outputs: ["y"] }],
    inputs: ["x"],
    outputs: ["y"],
  });
  const operators = [{ ...main.operators[0], calls: [1, 2] }];
  const model = { graphs: [{ ...main, operators }, called(7), called(30)], main: 0 };
  assert.equal(peakOf(accountModel(model, activationsOnly), [0]), 20 + 60);
});

Deno.test("parameters are those of called graphs as well, what is stored once counted once", () => {
  const file = new Uint8Array(64);
  const [shared, own] = [file.subarray(8, 24), file.subarray(24, 64)];
  const graph = (...stored: Uint8Array[]) => {
    const { tensors: [input, output], ...rest } = sketchGraph({
      tensors: { x: 10, y: 10 },
      operators: [{ inputs: ["x"], outputs: ["y"] }],
      inputs: ["x"],
      outputs: ["y"],
    });
    const constants = stored.map((data) => ({
      ...input,
      role: "constant" as const,
      bytes: data.length,
      data,
    }));
    return { ...rest, tensors: [input, output, ...constants] };
  };
  const main = graph(shared);
  const operators = [{ ...main.operators[0], calls: [1, 2] }];
  const graphs = [{ ...main, operators }, graph(shared, own), graph(new Uint8Array(own))];
  const accounting = accountModel({ graphs, main: 0 }, activationsOnly);
  assert.equal(memoryMap(accounting, [0]).parameterBytes, 16 + 40 + 40);
});

Deno.test("overlapBytes() equals a count of common bytes over all allowed distances", () => {
  const size = fc.integer({ min: 1, max: 12 });
  const distance = fc.integer({ min: -15, max: 15 });
  fc.assert(
    fc.property(size, size, distance, fc.boolean(), (input, output, least, exact) => {
      let most = 0;
      for (let at = least; at <= (exact ? least : 40); at++) {
        let common = 0;
        for (let byte = 0; byte < output; byte++) if (byte >= at && byte < at + input) common++;
        most = Math.max(most, common);
      }
      assert.equal(overlapBytes(input, output, { distance: least, exact }), most);
    }),
    { numRuns: 2000 },
  );
});

Deno.test("the two forms of the liveness rule agree at every step of random schedules", () => {
  fc.assert(
    fc.property(randomGraph({ maxOperators: 9 }), fc.nat(), (sketch, seed) => {
      const accounting = accountFor(sketch.graph, sketch.memory);
      const schedule = randomOrder(sketch.graph, seed);
      const live = new LiveSet(accounting);
      const during = schedule.map((operator) => {
        const bytes = live.during(operator);
        live.run(operator);
        return bytes;
      });
      assert.deepEqual(during, liveBytes(accounting, schedule));
    }),
    { numRuns: 2000 },
  );
});

Deno.test("LiveSet.undo() takes back what run() did", () => {
  fc.assert(
    fc.property(randomGraph({ maxOperators: 7 }), fc.nat(), ({ graph, memory }, seed) => {
      const live = new LiveSet(accountFor(graph, memory));
      const schedule = randomOrder(graph, seed);
      const seen = schedule.map((operator) => {
        const before = [live.live, [...live.available].sort().join()];
        live.run(operator);
        return before;
      });
      for (const operator of schedule.toReversed()) {
        live.undo(operator);
        assert.deepEqual([live.live, [...live.available].sort().join()], seen.pop());
      }
    }),
    { numRuns: 300 },
  );
});

Deno.test("the live bytes of a step equal a count of who still needs what", () => {
  // A third form, written from the words of the design: a tensor is live in a step if it exists
  // (written so far, or from the caller) and this step or a later one touches it.
  fc.assert(
    fc.property(randomGraph({ maxOperators: 8 }), fc.nat(), ({ graph }, seed) => {
      const schedule = randomOrder(graph, seed);
      const counted = schedule.map((_, step) => {
        let total = 0;
        graph.tensors.forEach((tensor, id) => {
          const touches = (s: number) =>
            graph.operators[schedule[s]].inputs.includes(id) ||
            graph.operators[schedule[s]].outputs.includes(id);
          const writtenBefore = graph.inputs.includes(id) ||
            schedule.slice(0, step).some((o) => graph.operators[o].outputs.includes(id));
          const neededLater = graph.outputs.includes(id) ||
            schedule.slice(step + 1).some((o) => graph.operators[o].inputs.includes(id));
          const unreadInput = step === 0 && graph.inputs.includes(id);
          if (touches(step) || unreadInput || (writtenBefore && neededLater)) total += tensor.bytes;
        });
        return total;
      });
      assert.deepEqual(liveBytes(accountFor(graph, activationsOnly), schedule), counted);
    }),
    { numRuns: 1000 },
  );
});

Deno.test("scheduleFault() names what is wrong with a schedule", () => {
  const { graph } = tinyGraphs.get("chain")!;
  assert.equal(scheduleFault(graph, [0, 1, 2]), undefined);
  assert.equal(scheduleFault(graph, [0, 1]), "the schedule has 2 operators, the graph has 3");
  assert.equal(scheduleFault(graph, [0, 2, 1]), "operator 2 runs before operator 1");
  assert.equal(scheduleFault(graph, [0, 0, 1]), "operator 0 runs twice, in steps 0 and 1");
  assert.equal(scheduleFault(graph, [0, 1, 7]), "step 2 names no operator: 7");
});

Deno.test("an input of the graph lives until the operator that overwrites it", () => {
  //  x(10) -> [0] -> a(1) -> [1] -> b(1)    a -> [2] -> x
  const graph = sketchGraph({
    tensors: { x: 10, a: 1, b: 1 },
    operators: [
      { inputs: ["x"], outputs: ["a"] },
      { inputs: ["a"], outputs: ["b"] },
      { inputs: ["a"], outputs: ["x"] },
    ],
    inputs: ["x"],
    outputs: ["b"],
  });
  const accounting = accountFor(graph, activationsOnly);
  assert.deepEqual(liveBytes(accounting, [0, 1, 2]), [11, 12, 12]);
  const set = new LiveSet(accounting);
  const during = [0, 1, 2].map((operator) => {
    const bytes = set.during(operator);
    set.run(operator);
    return bytes;
  });
  assert.deepEqual(during, [11, 12, 12]);
  assert.equal(set.live, 1);
});

Deno.test("a tensor that is read but never written is live throughout", () => {
  const graph = sketchGraph({
    tensors: { x: 4, ghost: 5, p: 3, y: 2 },
    operators: [{ inputs: ["x", "ghost"], outputs: ["p"] }, { inputs: ["p"], outputs: ["y"] }],
    inputs: ["x"],
    outputs: ["y"],
  });
  assert.deepEqual(liveBytes(accountFor(graph, activationsOnly), [0, 1]), [12, 10]);
});
