import assert from "node:assert/strict";
import { zoo } from "../../mod.ts";
import { diamond } from "../formats/onnx/tiny_onnx.ts";
import { runCommand } from "./memory_io.ts";

const files = { "m.onnx": diamond() };

Deno.test("--limit holds a file to less, or to more, with and without shapes", async () => {
  for (const shape of [[], ["--shape", "x=2,3"]]) {
    const run = (...limits: string[]) => runCommand(files, "map", "m.onnx", ...shape, ...limits);
    assert.match((await run("--limit", "operators=3")).error!.message, /limit "operators"/);
    const both = await run("--limit", "operators=4", "--limit", "depth=1");
    assert.match(both.error!.message, /limit "depth"/);
    assert.equal((await run("--limit", "operators=4")).error, undefined);
  }
});

Deno.test("--limit names the limits where it is none of them", async () => {
  for (const wrong of ["nodes=3", "operators", "operators=-1", "toString=1"]) {
    const { error } = await runCommand(files, "map", "m.onnx", "--limit", wrong);
    assert.match(error!.message, /NAME is one of operators, tensors, inlined, parts, depth/);
  }
});

Deno.test("optimize of a .tflite file takes --limit, and refuses other inputs", async () => {
  const model = zoo.find(({ id }) => id === "A")!.build({ weights: "none" });
  const run = (...args: string[]) =>
    runCommand({ "m.tflite": model }, "optimize", "m.tflite", ...args);
  assert.equal((await run("--limit", "operators=31")).error, undefined);
  assert.match((await run("--limit", "operators=30")).error!.message, /limit "operators"/);
  assert.match((await run("--batch", "2")).error!.message, /^Cannot optimize for other inputs/);
});
