import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTflite } from "../../lib/formats/mod.ts";
import {
  draftFault,
  draftOf,
  dropDeadTensors,
  encodeDraft,
  graphOf,
  ORIGIN_NAME,
} from "../../lib/rewrite/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";
import { int32s } from "../formats/flatbuffer_writer.ts";
import { builtin, operator, RELU, subgraph, tensor, tinyTflite } from "../formats/tiny_tflite.ts";
import { randomFrom, randomNetwork } from "./random_network.ts";

Deno.test("encodeDraft() of a draft that nobody edited gives the same graph, and all old bytes", () => {
  for (let seed = 1; seed <= 20; seed++) {
    const model = randomNetwork(randomFrom(seed));
    const file = encodeDraft(draftOf(model));
    const again = parseTflite(file);
    assert.deepEqual(again.graphs, model.graphs);
    assert.deepEqual(again.subgraphs, model.subgraphs);
    assert.deepEqual(file.slice(-model.bytes.length), model.bytes);
    const origin = again.metadata.find(({ name }) => name === ORIGIN_NAME)!.data;
    const ids = model.graphs[0].operators.map((_, o) => o);
    assert.deepEqual([...new Int32Array(origin.slice().buffer)], ids);
  }
});

corpusTest("encodeDraft() keeps what files of many converters say", () => {
  let count = 0;
  for (const path of corpusFiles("models/tflite", ".tflite")) {
    const bytes = new Uint8Array(readFileSync(join(corpus, path)));
    if (bytes.length > 2_000_000) continue;
    const model = parseTflite(bytes);
    if (draftFault(model)) continue;
    const draft = dropDeadTensors(draftOf(model));
    const again = parseTflite(encodeDraft(draft));
    assert.deepEqual(
      again.graphs[0].operators,
      graphOf(draft).operators.map((operator) => {
        const { origin: _, table: __, ...own } = operator as typeof draft.operators[number];
        return own;
      }),
      path,
    );
    const named = ({ signatures, graphs: [{ tensors }] }: typeof model) =>
      signatures.flatMap(({ inputs, outputs }) =>
        [...inputs, ...outputs].map(({ name, tensor }) => [name, tensors[tensor].name])
      );
    assert.deepEqual(named(again), named(model), path);
    count++;
  }
  assert.ok(count > 10, `${count} files`);
});

Deno.test("dropDeadTensors() leaves out what nobody touches, and only that", () => {
  const draft = draftOf(randomNetwork(randomFrom(1)));
  const dead = { ...draft.tensors[0], name: "dead" };
  assert.equal(dropDeadTensors(draft), draft);
  const clean = dropDeadTensors({ ...draft, tensors: [...draft.tensors, dead] });
  assert.deepEqual(clean.tensors, draft.tensors);
  assert.deepEqual(clean.operators, draft.operators);
});

Deno.test("dropDeadTensors() keeps what an operator calls its intermediates, in the file too", () => {
  const tensors = ["x", "dead", "y", "inner"].map((name) => tensor(name, [2]));
  const graph = subgraph(tensors, [operator(0, [0], [2], { 8: int32s(3) })], [0], [2]);
  const model = parseTflite(tinyTflite({ codes: [builtin(RELU)], subgraphs: [graph] }));
  const again = parseTflite(encodeDraft(dropDeadTensors(draftOf(model))));
  assert.deepEqual(again.graphs[0].tensors.map(({ name }) => name), ["x", "y", "inner"]);
  assert.deepEqual(again.subgraphs[0].operators[0].intermediates, [2]);
});
