/**
 * The same input gives the same bytes, in another process, language and time zone, with other hash
 * seeds, and after other models. `TMM_DETERMINISM=1` takes every model of the corpus.
 */

import assert from "node:assert/strict";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { corpus, corpusFiles } from "../corpus.ts";

const script = new URL("./print_digests.ts", import.meta.url).pathname;

/** The lines of a process, sorted. */
async function digests(
  models: readonly string[],
  flags: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<string[]> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-check", ...flags, script, ...models],
    env,
    stderr: "inherit",
  }).output();
  assert.equal(code, 0);
  return new TextDecoder().decode(stdout).trimEnd().split("\n").sort();
}

/** Every model of the corpus, or the smallest of each format; none where the corpus is absent. */
function corpusModels(): string[] {
  const formats = ["tflite", "onnx", "pb", "pbtxt"].map((f) => corpusFiles(`models/${f}`, ""));
  const tfjs = corpusFiles("models/tfjs", "").map((folder) => join(folder, "model.json"));
  return [...formats, tfjs].flatMap((paths) => {
    const there = paths.map((path) => join(corpus, path)).filter((path) => existsSync(path));
    if (Deno.env.get("TMM_DETERMINISM")) return there;
    return there.sort((a, b) => statSync(a).size - statSync(b).size).slice(0, 1);
  });
}

Deno.test("every command writes the same bytes in two processes", async () => {
  const models = ["A", ...corpusModels()];
  const [some, others] = await Promise.all([
    digests(models),
    digests(models.toReversed(), ["--v8-flags=--hash-seed=7,--random-seed=7"], {
      LANG: "tr_TR.UTF-8",
      LC_ALL: "tr_TR.UTF-8",
      TZ: "Asia/Kathmandu",
    }),
  ]);
  assert.ok(some.length >= 10 * models.length);
  assert.deepEqual(others, some);
});
