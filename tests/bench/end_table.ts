/** Prints how long the command takes from file to plan, whole processes, and where that time goes. */

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

/** What a process of Deno prints. */
function deno(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(Deno.execPath(), ["run", "-A", ...args]);
  if (status !== 0) throw new Error(`Cannot run ${args.join(" ")}: ${stderr}`);
  return stdout.toString();
}

function* rows(): Generator<(string | number)[]> {
  for (const [index, model] of endModels().entries()) {
    const path = fileOf(model, index);
    const verify = model.execute ? "--verify" : "--no-verify";
    const run = () => deno("cli.ts", "optimize", path, "-o", OUTPUT, verify);
    const whole = timed(run, wallSeconds);
    const stages: Stages = JSON.parse(
      deno("tests/bench/end_stages.ts", path, model.execute ? "run" : ""),
    );
    const { start, parse, map, plan, order, rewrite } = stages;
    const parts = [start, parse, map, plan, order, rewrite].map((ms) => ms.toFixed(0));
    yield [
      model.name,
      stages.operators,
      whole.fastest.toFixed(2),
      ...parts,
      stages.verify?.toFixed(0) ?? "not run",
    ];
  }
}

mkdirSync(FOLDER, { recursive: true });
console.log(
  "`tmm optimize MODEL -o OUT`: seconds of whole processes, the fastest of a few; then one",
);
console.log("process by stages, in milliseconds of processor time.\n");
printTable(
  [
    "model",
    "operators",
    "whole, s",
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
