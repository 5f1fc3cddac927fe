import assert from "node:assert/strict";
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
