import assert from "node:assert/strict";
import {
  parseGraphDef,
  parseTfjs,
  type TensorflowModel,
  wireFields,
} from "../../lib/formats/mod.ts";
import { reorderGraphDef } from "../../lib/rewrite/mod.ts";
import { fit } from "../../lib/fit.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { definition, diamond, graphFile, library, node } from "../formats/graphdef/tiny_graph.ts";
import { integer } from "../formats/protobuf_writer.ts";
import { int32, int32s, placeholder } from "../formats/graphdef/tiny_graph.ts";
import { randomOrder } from "../random_graph.ts";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Checks that a file holds the same records as a model, its operators in the order of a schedule. */
function assertReordered(file: Uint8Array, model: TensorflowModel, schedule: readonly number[]) {
  const records = (bytes: Uint8Array) =>
    [...wireFields("graphdef", bytes)].map(({ start, end }) => String(bytes.subarray(start, end)));
  assert.deepEqual(records(file).toSorted(), records(model.bytes).toSorted());
  const names = (given: TensorflowModel) => given.graphs[0].operators.map(({ name }) => name);
  assert.deepEqual(names(parseGraphDef(file)), schedule.map((o) => names(model)[o]));
}

Deno.test("reorderGraphDef() permutes the records of nodes; what no operator is comes before its readers", () => {
  const model = parseGraphDef(diamond());
  const schedule = [0, 4, 1, 2, 3, 5];
  assertReordered(reorderGraphDef(model, schedule), model, schedule);
});

Deno.test("reorderGraphDef() leaves a number in the place of a node where it is", () => {
  const model = parseGraphDef(graphFile(
    placeholder("x", 2),
    integer(1, 7),
    node("a", "Neg", ["x"]),
    node("b", "Exp", ["x"]),
  ));
  assertReordered(reorderGraphDef(model, [1, 0]), model, [1, 0]);
});

Deno.test("reorderGraphDef() keeps a file whose order is wanted", () => {
  const model = parseGraphDef(diamond());
  assert.deepEqual(reorderGraphDef(model, [0, 1, 2, 3, 4, 5]), model.bytes);
});

Deno.test("reorderGraphDef() refuses what it cannot write, with the reason", () => {
  const model = parseGraphDef(diamond());
  assert.throws(() => reorderGraphDef(model, [5, 4, 3, 2, 1, 0]), RangeError);
  const called = parseGraphDef(graphFile(
    placeholder("x", 2),
    node("a", "f", ["x"]),
    node("b", "Exp", ["x"]),
    library(definition("f", ["a"], { r: "n:y:0" }, node("n", "Neg", ["a"], {}, 3))),
  ));
  assert.throws(() => reorderGraphDef(called, [1, 0]), /operators come from functions of the file/);
  const text = parseGraphDef(new TextEncoder().encode(
    'node { name: "x" op: "Placeholder" } node { name: "a" op: "Neg" input: "x" }' +
      'node { name: "b" op: "Exp" input: "x" }',
  ));
  assert.throws(() => reorderGraphDef(text, [1, 0]), /the file is no frozen graph/);
  const layers = parseTfjs(new TextEncoder().encode(JSON.stringify({
    modelTopology: {
      node: [
        { name: "x", op: "Placeholder" },
        { name: "a", op: "Neg", input: ["x"] },
        { name: "b", op: "Exp", input: ["x"] },
      ],
    },
  })));
  assert.throws(() => reorderGraphDef(layers, [1, 0]), /the file is no frozen graph/);
});

Deno.test("fit() writes a frozen graph in the order that needs less, as a generic arena", () => {
  const model = parseGraphDef(graphFile(
    placeholder("x", 1, 64),
    int32("axis", 1),
    int32s("axes", 1),
    node("a", "ConcatV2", ["x", "x", "x", "axis"]),
    node("b", "ConcatV2", ["x", "x", "x", "axis"]),
    node("p", "Max", ["a", "axes"]),
    node("q", "Max", ["b", "axes"]),
    node("y", "Add", ["p", "q"]),
  ));
  const { baseline, result, rewrites, bytes } = fit(model);
  assert.ok(result.arena < baseline.arena);
  assert.match(rewrites[0], /^reorder: \d of 5 operators move$/);
  assertReordered(bytes!, model, result.schedule);
});

corpusTest("random orders of real graphs are read back as they were written", () => {
  for (const name of ["hourglass_frozen_graph", "tf2onnx_lstm_frozen", "meet_segm_lite_v681_opt"]) {
    const bytes = readFileSync(join(corpus, "models/pb", `${name}.pb`));
    const model = parseGraphDef(new Uint8Array(bytes));
    for (let seed = 0; seed < 3; seed++) {
      const schedule = randomOrder(model.graphs[0], seed);
      assertReordered(reorderGraphDef(model, schedule), model, schedule);
    }
  }
});
