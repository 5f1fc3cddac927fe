/**
 * A sweep that is killed at random moments ends like one that is not.
 *
 * `TMM_KILLS=10` kills ten times, over every model of the corpus too.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { zoo } from "../../mod.ts";
import { corpus, corpusFiles } from "../corpus.ts";
import { generator } from "../random_graph.ts";

const cli = new URL("../../cli.ts", import.meta.url).pathname;
const many = Number(Deno.env.get("TMM_KILLS") ?? 0);
const kills = many || 2;

/** Paths of models: quick networks that are written into a folder, and the corpus if it is wanted. */
async function modelsIn(folder: string): Promise<string[]> {
  const quick = zoo.filter(({ id }) => /^[A-DG]$/.test(id));
  const paths = await Promise.all(quick.map(async ({ id, build }) => {
    const path = join(folder, `${id}.tflite`);
    await Deno.writeFile(path, build({ weights: "none" }));
    return path;
  }));
  return many ? [...paths, ...corpusModels()] : paths;
}

function corpusModels(): string[] {
  const formats = ["tflite", "onnx", "pb", "pbtxt", "mnn", "broken"];
  const files = formats.flatMap((format) => corpusFiles(`models/${format}`, ""));
  const folders = corpusFiles("models/tfjs", "").map((path) => `${path}/model.json`);
  const paths = [...files, ...folders, ...corpusFiles("graphs", ".json")];
  return paths.map((path) => join(corpus, path)).filter((path) => existsSync(path));
}

Deno.test(`a sweep that is killed ${kills} times ends like one that is not`, async () => {
  const folder = await Deno.makeTempDir();
  try {
    const list = join(folder, "list");
    const paths = await modelsIn(folder);
    await Deno.writeTextFile(list, paths.join("\n"));
    const sweep = (output: string) => {
      const args = ["run", "-A", "--no-check", cli, "sweep", list, "-o", join(folder, output)];
      return new Deno.Command(Deno.execPath(), { args, stdout: "null" }).spawn();
    };
    const sorted = async (output: string) =>
      (await Deno.readTextFile(join(folder, output))).split("\n").slice(0, -1).sort();

    const start = performance.now();
    assert.equal((await sweep("whole.jsonl").status).code, 0);
    const ms = performance.now() - start;
    const whole = await sorted("whole.jsonl");
    assert.equal(whole.length, paths.length);
    const planned = whole.filter((line) => JSON.parse(line).error === null).length;
    assert.ok(planned > 0.9 * paths.length);

    const random = generator(1);
    for (let i = 0; i < kills; i++) {
      const child = sweep("killed.jsonl");
      const alarm = setTimeout(() => child.kill("SIGKILL"), random() * ms / (many ? 3 : 1));
      await child.status;
      clearTimeout(alarm);
    }
    assert.equal((await sweep("killed.jsonl").status).code, 0);
    assert.deepEqual(await sorted("killed.jsonl"), whole);
    if (many) console.log(`${planned} of ${paths.length} planned in ${Math.round(ms)} ms`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
