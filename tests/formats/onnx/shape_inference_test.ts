/** Shapes against those of the ONNX project's own inference, which shares no code with ours. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { basename, join } from "node:path";
import { corpus, corpusFiles } from "../../corpus.ts";
import { corpusModel } from "../corpus_models.ts";

const PYTHON = "/usr/bin/python3"; // Debian's, for which python3-onnx is packaged
const isThere = spawnSync(PYTHON, ["-c", "import onnx.shape_inference"]).status === 0;
const files = corpusFiles("models/onnx", ".onnx");
const ignore = !isThere || files.length === 0;

Deno.test({
  name: `shapes equal those of onnx.shape_inference${
    ignore ? " (no python3-onnx or no corpus)" : ""
  }`,
  ignore,
  fn() {
    const script = new URL("infer_shapes.py", import.meta.url).pathname;
    const inputs = files.map((file) => {
      const { shapes = {}, batch } = corpusModel(`onnx/${basename(file)}`).inputs;
      return [join(corpus, file), batch ? { input: [batch] } : shapes];
    });
    const run = spawnSync(PYTHON, [script, JSON.stringify(Object.fromEntries(inputs))], {
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    assert.equal(run.status, 0, run.stderr);
    const theirs: Record<string, Record<string, (number | null)[]>> = JSON.parse(run.stdout);
    let compared = 0;
    const differences: string[] = [];
    for (const [path, shapes] of Object.entries(theirs)) {
      const { graphs, main } = corpusModel(`onnx/${basename(path)}`).load();
      for (const { name, shape, shapeSignature } of graphs[main].tensors) {
        const known = shapes[name];
        if (!known || shapeSignature) continue;
        compared++;
        const same = known.length === shape.length &&
          known.every((size, d) => size === null || size === shape[d]);
        if (!same) differences.push(`${basename(path)} ${name}: [${shape}], theirs [${known}]`);
      }
    }
    assert.deepEqual(differences, []);
    assert.ok(compared > 2500, `${compared} shapes were compared`);
  },
});
