import assert from "node:assert/strict";
import { zoo } from "../../mod.ts";
import { runCommand } from "./memory_io.ts";

const inception = zoo.find((entry) => entry.id === "C")!.build({ weights: "none" });
const files = { "m.tflite": inception };

Deno.test("no command writes onto what it reads, or twice onto one file", async () => {
  for (
    const args of [
      ["map", "m.tflite", "--csv", "m.tflite"],
      ["optimize", "m.tflite", "-o", "m.tflite"],
      ["report", "m.tflite", "-o", "m.tflite"],
      ["merge", "a.jsonl", "m.tflite", "-o", "m.tflite"],
    ]
  ) {
    const { files: left, error } = await runCommand(files, ...args);
    const wanted = "Cannot write m.tflite: a file of its own wanted, an input came";
    assert.equal(error?.message, wanted);
    assert.equal(left.get("m.tflite"), inception);
  }
  const twice = await runCommand(files, "map", "m.tflite", "--csv", "a", "--svg", "a");
  assert.match(
    twice.error!.message,
    /^Cannot write a: a file of its own wanted, another output came$/,
  );
  const network = await runCommand({ C: inception }, "zoo", "C", "-o", "C", "--weights", "none");
  assert.equal(network.error, undefined); // an id, not the file of that name
});

Deno.test("only --json takes - for standard output", async () => {
  for (const option of ["--csv", "--svg", "--png"]) {
    const { files: left, error } = await runCommand(files, "map", "m.tflite", option, "-");
    assert.match(error!.message, /the name of a file wanted; only --json takes - for/);
    assert.deepEqual([...left.keys()], ["m.tflite"]);
  }
});
