import assert from "node:assert/strict";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { mapReport, orderReport, type SchedulerRun } from "../../lib/report/mod.ts";
import { accountFor, activationsOnly, givenOrder, memoryMap } from "../../lib/tmm/mod.ts";

Deno.test("mapReport() has the keys that machines rely on", () => {
  const graph = sketchGraph({
    tensors: { x: 100, p: 300, y: 50 },
    operators: [
      { type: "CONV_2D", inputs: ["x"], outputs: ["p"] },
      { type: "ADD", inputs: ["p"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  });
  const map = memoryMap(accountFor(graph, activationsOnly), givenOrder(graph));
  const report = mapReport(map, { model: "m.tflite", format: "tflite" }, [1000, 23]);
  assert.deepEqual(JSON.parse(JSON.stringify(report)), {
    model: "m.tflite",
    format: "tflite",
    operators: 2,
    tensors: 3,
    peak: 400,
    peakSteps: [0],
    parameterBytes: 0,
    macs: 1023,
    tflm: null,
    steps: [
      {
        index: 0,
        name: "p",
        type: "CONV_2D",
        input: 100,
        output: 300,
        other: 0,
        shared: 0,
        total: 400,
      },
      { index: 1, name: "y", type: "ADD", input: 300, output: 50, other: 0, shared: 0, total: 350 },
    ],
  });
});

function run(name: string, peak: number, bound: number, loads: number): SchedulerRun {
  const ordering = { schedule: [0, 1], peak, bound, optimal: peak === bound, states: 3 };
  return { name, ordering, loads, ms: 2 };
}

Deno.test("orderReport() takes the largest bound, and the fewest loads among equal peaks", () => {
  const report = orderReport([run("given", 10, 5, 4), run("exact", 8, 8, 6), run("beam", 8, 5, 5)]);
  assert.deepEqual(report, {
    bound: 8,
    schedulers: {
      given: { peak: 10, loads: 4, ms: 2, states: 3, optimal: false, schedule: [0, 1] },
      exact: { peak: 8, loads: 6, ms: 2, states: 3, optimal: true, schedule: [0, 1] },
      beam: { peak: 8, loads: 5, ms: 2, states: 3, optimal: true, schedule: [0, 1] },
    },
    best: "beam",
  });
});

Deno.test("orderReport() prefers the first of equal schedulers, and refuses an empty list", () => {
  assert.equal(orderReport([run("given", 8, 8, 4), run("exact", 8, 8, 4)]).best, "given");
  assert.throws(() => orderReport([]), RangeError);
});
