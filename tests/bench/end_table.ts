/** Prints what the command takes from file to plan: time and memory of whole processes, and stages. */

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { corpus } from "../corpus.ts";
import { type EndModel, endModels } from "./end_models.ts";
import type { Stages } from "./end_stages.ts";
import { printTable, timed, wallSeconds } from "./tables.ts";

const FOLDER = "out/bench";
const OUTPUT = join(FOLDER, "planned.tflite");

function fileOf({ source }: EndModel, index: number): string {
  if ("file" in source) return join(corpus, source.file);
  const { network, size } = source;
  const path = join(FOLDER, `model${index}.tflite`);
  writeFileSync(path, network.build({ dtype: "int8", weights: "random", inputSize: size }));
  return path;
}

/** What a process of Deno prints, and what it says about itself. */
function deno(...args: readonly string[]): { stdout: string; stderr: string } {
  const options = { encoding: "utf8" } as const;
  const { status, stdout, stderr } = spawnSync(Deno.execPath(), ["run", "-A", ...args], options);
  if (status !== 0) throw new Error(`Cannot run ${args.join(" ")}: ${stderr}`);
  return { stdout, stderr };
}

/** The most that was resident in a process with `end_memory.ts`, in MiB; empty where nobody knows. */
function residentOf(stderr: string): string {
  const [, kib = "0"] = stderr.match(/^resident at most: (\d+) KiB$/m) ?? [];
  return kib === "0" ? "" : (Number(kib) / 1024).toFixed(0);
}

function* rows(): Generator<(string | number)[]> {
  for (const [index, model] of endModels().entries()) {
    const path = fileOf(model, index);
    const verify = model.execute ? "--verify" : "--no-verify";
    const command = ["cli.ts", "optimize", path, "-o", OUTPUT, verify];
    const { result, fastest } = timed(
      () => deno("--preload", "tests/bench/end_memory.ts", ...command),
      wallSeconds,
    );
    const { stdout } = deno("tests/bench/end_stages.ts", path, model.execute ? "run" : "");
    const stages: Stages = JSON.parse(stdout);
    const { start, parse, map, plan, order, rewrite } = stages;
    const parts = [start, parse, map, plan, order, rewrite].map((ms) => ms.toFixed(0));
    yield [
      model.name,
      stages.operators,
      fastest.toFixed(2),
      residentOf(result.stderr),
      ...parts,
      stages.verify?.toFixed(0) ?? "not run",
    ];
  }
}

mkdirSync(FOLDER, { recursive: true });
console.log(
  "`tmm optimize MODEL -o OUT`: seconds of whole processes, the fastest of a few, and the most",
);
console.log(
  "memory resident in the last; then one by stages, in milliseconds of processor time.\n",
);
printTable(
  [
    "model",
    "operators",
    "whole, s",
    "resident, MiB",
    "start",
    "parse",
    "map",
    "plan",
    "(its order)",
    "rewrite",
    "verify",
  ],
  rows(),
);
