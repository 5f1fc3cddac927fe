import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FormatError, load, parseTflite } from "../../lib/formats/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { corpus, corpusFiles, corpusTest, corpusText } from "../corpus.ts";

/** The column of operator counts in the list of models, by path. */
function operatorCounts(): Map<string, string> {
  const [header, ...rows] = corpusText("models/MANIFEST.csv").trim().split("\n").map((line) =>
    [...line.matchAll(/("[^"]*"|[^,]*)(?:,|$)/g)].map((match) => match[1])
  );
  const column = header.indexOf("n_ops_if_known");
  return new Map(rows.map((row) => [row[0], row[column]]));
}

corpusTest("every .tflite file of the corpus loads with the operators that the list says", () => {
  const counts = operatorCounts();
  const files = corpusFiles("models/tflite", ".tflite");
  assert.ok(files.length > 70);
  for (const path of files) {
    const { graphs } = load(readFileSync(join(corpus, path)));
    const operators = graphs.reduce((sum, graph) => sum + graph.operators.length, 0);
    const count = graphs.length === 1
      ? `${operators}`
      : `${operators} in ${graphs.length} subgraphs`;
    assert.equal(count, counts.get(path.replace("models/", "")), path);
  }
});

corpusTest("peaks of the given order are those that the notes on the models say", () => {
  const expected: [string, number][] = [
    ["A_mobilenet_v1_1.0_224_quant_no_classifier", 1204224],
    ["B_squeezenet_quant", 1548800],
    ["D_mnasnet_1.0_224_quant", 802816],
    ["G_deeplabv3_257_mv_gpu", 5639592],
    ["H_posenet_mobilenet_v1_075_353_481_quant_decoder", 3071304],
    ["cpm_mv2_192", 2654208],
  ];
  for (const [name, peak] of expected) {
    const model = load(readFileSync(join(corpus, "models", "tflite", `${name}.tflite`)));
    const accounting = accountModel(model, activationsOnly);
    assert.equal(peakOf(accounting, givenOrder(model.graphs[0])), peak, name);
  }
});

corpusTest("broken files end in one sentence, valid ones among them in notes", () => {
  const errors: [string, RegExp][] = [
    [
      "lfs_pointer_instead_of_model",
      /^Cannot read the file at byte 0: .* found a git-LFS pointer: /,
    ],
    [
      "litert_0_subgraphs",
      /^Cannot read the tflite file at subgraphs: expected at least one subgraph, found 0$/,
    ],
    [
      "litert_invalid_model",
      /^Cannot read the file at byte 0: .* found a text, "This is an invalid model\."$/,
    ],
    [
      "litert_test_model_broken",
      /^Cannot read the file at byte 0: .* found a flatbuffer without a mark, as MNN writes them/,
    ],
  ];
  const notes: [string, readonly string[]][] = [
    ["coral_model_invoking_error", [
      "Subgraph 0: outputs of custom operators without a shape, counted as one element: 1",
    ]],
    ["litert_2_subgraphs", ["Subgraph 0 has no operators", "Subgraph 1 has no operators"]],
    ["litert_empty_model", ["Subgraph 0 has no operators"]],
    ["litert_segment_sum_invalid_buffer", [
      "Subgraph 0: tensors that are read but never written: 2",
    ]],
    // Its operators are in a valid order: what its name says concerns a partition of the graph.
    ["litert_topo_sort_fork_violation", []],
  ];
  const read = (name: string) => readFileSync(join(corpus, "models/broken", `${name}.tflite`));
  for (const [name, message] of errors) {
    assert.throws(() => load(read(name)), (error) => {
      assert.ok(error instanceof FormatError, name);
      assert.match(error.message, message);
      return true;
    });
  }
  for (const [name, sentences] of notes) assert.deepEqual(load(read(name)).notes, sentences, name);
  assert.equal(corpusFiles("models/broken", ".tflite").length, errors.length + notes.length);
});

corpusTest("constants are views of the file", () => {
  const bytes = new Uint8Array(readFileSync(join(corpus, "models/tflite/cpm_mv2_192.tflite")));
  const model = parseTflite(bytes);
  assert.equal(model.bytes, bytes);
  for (const { data } of model.graphs[0].tensors) {
    if (data !== undefined) assert.equal(data.buffer, bytes.buffer);
  }
});
