import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import type { Io } from "../../lib/cli/mod.ts";
import { planAll } from "../../lib/cli/sweep/pool.ts";
import { type SweepRow, zoo } from "../../mod.ts";
import { type Run, runCommand } from "./memory_io.ts";

const network = (id: string) =>
  zoo.find((entry) => entry.id === id)!.build({ weights: "none", inputSize: 64 });
const text = (value: string) => new TextEncoder().encode(value);
const tiny = (bytes: number) =>
  text(`{"tensors":[{"name":"x","bytes":${bytes}}],"ops":[],"inputs":[0],"outputs":[0]}`);

const models = {
  "zoo/a.tflite": network("A"),
  "zoo/deep/g.tflite": network("G"),
  "zoo/broken.tflite": network("A").slice(0, 5000),
  "zoo/tiny.json": tiny(8),
  "zoo/notes.txt": text("no model"),
};

const linesOf = ({ files }: Run, path: string) =>
  new TextDecoder().decode(files.get(path)).split("\n").slice(0, -1);
const rowsOf = (run: Run, path: string): SweepRow[] =>
  linesOf(run, path).map((line) => JSON.parse(line)).sort((a, b) => a.model < b.model ? -1 : 1);

Deno.test("sweep writes a line for each model, with its figures or its error", async () => {
  const run = await runCommand(models, "sweep", "zoo", "-o", "r.jsonl");
  assert.equal(run.stdout, "0 there already, 3 planned, 1 failed of 4 models: r.jsonl\n");
  const [mobilenet, broken, deeplab, json] = rowsOf(run, "r.jsonl");
  const { json: fit } = await jsonOf("a.tflite");
  assert.equal(mobilenet.arena, fit.arena);
  assert.deepEqual(mobilenet, {
    model: "a.tflite",
    bytes: models["zoo/a.tflite"].length,
    sha256: mobilenet.sha256,
    kernels: "portable",
    format: "tflite",
    operators: 31,
    baseline: fit.baseline.arena,
    bound: fit.bound,
    peak: fit.peak,
    arena: fit.arena,
    optimal: { schedule: true, placement: true },
    error: null,
  });
  assert.match(broken.error!, /^Cannot read the tflite file/);
  assert.deepEqual(Object.keys(broken), Object.keys(mobilenet));
  assert.deepEqual([deeplab.model, deeplab.operators], ["deep/g.tflite", 70]);
  assert.deepEqual([json.model, json.arena], ["tiny.json", 16]);
});

async function jsonOf(model: string) {
  const run = await runCommand(models, "optimize", `zoo/${model}`, "--json", "-");
  return { json: JSON.parse(run.stdout) };
}

Deno.test("sweep goes on where it stopped, without the torn line, and sees changed files", async () => {
  const whole = await runCommand(models, "sweep", "zoo", "-o", "r.jsonl");
  const [first, second] = linesOf(whole, "r.jsonl");
  const torn = text(`${first}\n${second.slice(0, 40)}`);
  const again = await runCommand({ ...models, "r.jsonl": torn }, "sweep", "zoo", "-o", "r.jsonl");
  assert.match(again.stdout, /^1 there already/);
  assert.deepEqual(rowsOf(again, "r.jsonl"), rowsOf(whole, "r.jsonl"));

  const changed = { ...models, "zoo/tiny.json": tiny(100), "r.jsonl": whole.files.get("r.jsonl")! };
  const third = await runCommand(changed, "sweep", "zoo", "-o", "r.jsonl");
  assert.match(third.stdout, /^3 there already, 1 planned/);
  const merged = await runCommand(
    { "r.jsonl": third.files.get("r.jsonl")! },
    ...mergeTo("all.csv"),
  );
  assert.equal(tableOf(merged).find(({ model }) => model === "tiny.json")!.arena, "112");
});

const mergeTo = (path: string, ...results: string[]) =>
  ["merge", ...results.length > 0 ? results : ["r.jsonl"], "-o", path] as const;
const tableOf = ({ files }: Run): Record<string, string>[] =>
  parse(new TextDecoder().decode(files.get("all.csv")), { columns: true });

Deno.test("sweep refuses a file that holds something else", async () => {
  for (const other of ["{}\n", "notes of mine", '{"model":1}\n']) {
    const before = { ...models, "r.jsonl": text(other) };
    const { error, files } = await runCommand(before, "sweep", "zoo", "-o", "r.jsonl");
    assert.match(error!.message, /^Cannot read line 1 of r.jsonl: a result of tmm sweep wanted/);
    assert.equal(new TextDecoder().decode(files.get("r.jsonl")), other);
  }
});

Deno.test("shards share the models of a list, and merge joins them in any order", async () => {
  const list = text("zoo/tiny.json\nzoo/a.tflite\n\nzoo/missing.tflite\nzoo/tiny.json\n");
  let files: Record<string, Uint8Array> = { ...models, list };
  for (const shard of [0, 1, 2]) {
    const args = ["sweep", "list", "-o", `${shard}.jsonl`, "--shard", `${shard}/3`];
    files = Object.fromEntries((await runCommand(files, ...args)).files);
  }
  const tables = await Promise.all([
    runCommand(files, ...mergeTo("all.csv", "0.jsonl", "1.jsonl", "2.jsonl")),
    runCommand(files, ...mergeTo("all.csv", "2.jsonl", "0.jsonl", "1.jsonl", "0.jsonl")),
  ]);
  const [rows, same] = tables.map(tableOf);
  assert.deepEqual(rows, same);
  assert.deepEqual(rows.map(({ model }) => model), [
    "zoo/a.tflite",
    "zoo/missing.tflite",
    "zoo/tiny.json",
  ]);
  assert.match(rows[1].error, /no such file/);
  assert.deepEqual([rows[1].bytes, rows[1].arena, rows[2].schedule_optimal], ["", "", "1"]);
  const { error } = await runCommand(files, "sweep", "list", "-o", "x.jsonl", "--shard", "3/3");
  assert.match(error!.message, /I\/N wanted/);
});

Deno.test("a model that hangs or ends its process costs nothing else", async () => {
  let started = 0;
  const io: Partial<Io> = {
    now: () => 0,
    readFile: (path) => Promise.resolve(text(path)),
    startHelper: () => {
      started++;
      const killed = Promise.withResolvers<undefined>();
      return {
        kill: () => killed.resolve(undefined),
        ask: ({ path }) => {
          if (path === "hangs") return killed.promise;
          return Promise.resolve(path === "ends" ? undefined : { error: `answered ${path}` });
        },
      };
    },
  };
  const rows: SweepRow[] = [];
  await planAll(
    io as Io,
    ["1", "hangs", "2", "ends", "3"].map((path) => ({ name: path, path })),
    {
      kernels: "portable",
      timeoutMs: 20,
      workers: 1,
      times: false,
      done: [],
    },
    (row) => Promise.resolve(void rows.push(row!)),
  );
  assert.deepEqual(rows.map(({ error }) => error), [
    "answered 1",
    "Cannot plan the model: an end within 0.02 s wanted, none came",
    "answered 2",
    "Cannot plan the model: its process ended, as it does without enough memory",
    "answered 3",
  ]);
  assert.equal(started, 3);
});
