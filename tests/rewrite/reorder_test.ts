import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTflite, type TfliteModel } from "../../lib/formats/mod.ts";
import { exact } from "../../lib/order/mod.ts";
import { embedPlan, reorder } from "../../lib/rewrite/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { bytes, int32, once, tables, text } from "../formats/flatbuffer_writer.ts";
import {
  builtin,
  diamond,
  operator,
  RELU,
  subgraph,
  tensor,
  tinyTflite,
} from "../formats/tiny_tflite.ts";
import { randomOrder } from "../random_graph.ts";
import { outputsOf } from "../tflite_interpreter.ts";

const SEEDS = [1, 2, 3];
const SWAPPED = [0, 2, 1, 3];

/** Checks that a file holds the same as a model, its operators in the order of a schedule apart. */
function assertReordered(file: Uint8Array, model: TfliteModel, schedule: readonly number[]): void {
  const other = parseTflite(file);
  const [graph, ...rest] = model.graphs;
  assert.deepEqual(other.graphs[0].tensors, graph.tensors);
  assert.deepEqual(other.graphs[0].operators, schedule.map((o) => graph.operators[o]));
  assert.deepEqual(
    other.subgraphs[0].operators,
    schedule.map((o) => model.subgraphs[0].operators[o]),
  );
  assert.deepEqual(other.graphs.slice(1), rest);
  const changed = file.reduce((count, byte, i) => count + Number(byte !== model.bytes[i]), 0);
  assert.equal(file.length, model.bytes.length);
  assert.ok(changed <= 4 * schedule.length, `${changed} bytes changed`);
}

Deno.test("reorder() permutes the operators and nothing else", async () => {
  const original = diamond();
  const model = parseTflite(original);
  const file = reorder(model, SWAPPED);
  assertReordered(file, model, SWAPPED);
  assert.deepEqual(original, diamond(), "the model keeps its own bytes");
  assert.deepEqual(reorder(parseTflite(file), SWAPPED), original);
  assert.deepEqual(await outputsOf(file, SEEDS), await outputsOf(original, SEEDS));
});

Deno.test("reorder() refuses a schedule that is not valid", () => {
  const model = parseTflite(diamond());
  const refused = (message: string) => ({
    name: "RangeError",
    message: `Cannot reorder the operators: ${message}`,
  });
  assert.throws(
    () => reorder(model, [1, 0, 2, 3]),
    refused("operator 1 runs before operator 0"),
  );
  assert.throws(
    () => reorder(model, [0, 1]),
    refused("the schedule has 2 operators, the graph has 4"),
  );
});

Deno.test("reorder() refuses a list of operators that two subgraphs share", () => {
  const operators = once(tables(operator(0, [0], [1]), operator(0, [0], [2])));
  const graph = subgraph(["x", "y", "z"].map((name) => tensor(name, [4])), [], [0], [1, 2], {
    3: operators,
  });
  const model = parseTflite(tinyTflite({ codes: [builtin(RELU)], subgraphs: [graph, graph] }));
  assert.throws(() => reorder(model, [1, 0]), {
    message: "Cannot reorder the operators: subgraph 1 uses the same list of operators",
  });
});

Deno.test("reorder() keeps two operators that are one table", () => {
  const same = { 0: int32(0), 1: bytes(), 2: bytes() };
  const graph = subgraph([tensor("x", [4]), tensor("y", [4])], [], [0], [1], {
    3: tables(same, operator(0, [0], [1]), same),
  });
  const model = parseTflite(tinyTflite({ codes: [builtin(RELU)], subgraphs: [graph] }));
  assert.deepEqual(model.graphs[0].controlEdges, [[0, 2]]);
  assertReordered(reorder(model, [1, 0, 2]), model, [1, 0, 2]);
});

const dependencies = (...data: number[]) => ({
  4: tables({}, { 0: bytes(...data) }),
  6: tables({ 0: text("model_control_dependencies"), 1: int32(1) }),
});

Deno.test("reorder() moves control dependencies along with their operators", () => {
  const model = parseTflite(diamond(dependencies(1, 1, 1, 2, 6))); // one edge: 1 -> 3
  assert.deepEqual(model.graphs[0].controlEdges, [[1, 3]]);
  const file = reorder(model, SWAPPED);
  assert.deepEqual(parseTflite(file).graphs[0].controlEdges, [[2, 3]]);
  assertReordered(file, model, SWAPPED);
  const other = parseTflite(diamond(dependencies(1, 1, 1, 0, 2))); // one edge: 0 -> 1
  assert.deepEqual(other.graphs[0].controlEdges, [[0, 1]]);
  assert.deepEqual(parseTflite(reorder(other, SWAPPED)).graphs[0].controlEdges, [[0, 2]]);
});

Deno.test("reorder() refuses control dependencies whose bytes something else uses", () => {
  const twice = {
    ...dependencies(1, 1, 1, 2, 6),
    6: tables(
      { 0: text("model_control_dependencies"), 1: int32(1) },
      { 0: text("other"), 1: int32(1) },
    ),
  };
  assert.throws(() => reorder(parseTflite(diamond(twice)), SWAPPED), {
    message: "Cannot reorder the operators: " +
      "model_control_dependencies shares its buffer with something else",
  });
});

Deno.test("reorder() refuses a file with a memory plan, until the plan says nothing", () => {
  const planned = parseTflite(
    embedPlan(parseTflite(diamond()), [0, 16, 32, 48, 0], { kernels: "tflm-reference" }),
  );
  assert.throws(() => reorder(planned, SWAPPED), {
    message:
      "Cannot reorder the operators: the file holds a memory plan for the order that it has; " +
      "embed a plan of -1 first",
  });
  assert.deepEqual(reorder(planned, givenOrder(planned.graphs[0])), planned.bytes);
  const free = parseTflite(
    embedPlan(planned, [-1, -1, -1, -1, -1], { kernels: "tflm-reference" }),
  );
  assertReordered(reorder(free, SWAPPED), free, SWAPPED);
});

const read = (name: string) =>
  new Uint8Array(readFileSync(join(corpus, "models", "tflite", `${name}.tflite`)));

corpusTest("cpm_mv2_192 in its best order needs less and computes the same bits", async () => {
  const original = read("cpm_mv2_192");
  const model = parseTflite(original);
  const { schedule, peak } = exact(accountModel(model, activationsOnly));
  assert.equal(peak, 2377728);
  const file = reorder(model, schedule);
  assertReordered(file, model, schedule);
  const reloaded = parseTflite(file);
  const given = givenOrder(reloaded.graphs[0]);
  assert.equal(peakOf(accountModel(reloaded, activationsOnly), given), 2377728);
  assert.deepEqual(await outputsOf(file, SEEDS), await outputsOf(original, SEEDS));
});

const BRANCHY = [
  "blazeface_front_float32",
  "face_detection_short_range",
  "movenet_single_pose_lightning_ptq",
];
for (const name of BRANCHY) {
  corpusTest(`20 random valid orders of ${name} compute the same bits`, async () => {
    const original = read(name);
    const model = parseTflite(original);
    const expected = await outputsOf(original, SEEDS);
    const orders = new Set<string>();
    for (let seed = 0; seed < 20; seed++) {
      const schedule = randomOrder(model.graphs[0], seed);
      orders.add(schedule.join());
      const file = reorder(model, schedule);
      if (seed === 0) assertReordered(file, model, schedule);
      assert.deepEqual(await outputsOf(file, SEEDS), expected, `seed ${seed}`);
    }
    assert.ok(orders.size > 10, `${orders.size} different orders`);
  });
}
