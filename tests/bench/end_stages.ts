/** Takes a model from file to verified plan, and prints what each stage takes; `end_table.ts` runs it. */

import { readFileSync } from "node:fs";
import {
  accountModel,
  embedPlan,
  exact,
  load,
  mapModel,
  memoryFor,
  offlineOffsets,
  planMemory,
  reorder,
  sharingUnder,
  type TfliteModel,
  verifyRewrite,
} from "../../mod.ts";
import { processorSeconds } from "./tables.ts";

/** Milliseconds of processor time in one process, from its start; `order` is a part of `plan`. */
export interface Stages {
  readonly operators: number;
  /** Up to the first line that runs. */
  readonly start: number;
  readonly parse: number;
  readonly map: number;
  readonly plan: number;
  readonly order: number;
  readonly rewrite: number;
  /** Absent where nothing is executed. */
  readonly verify?: number;
}

const KERNELS = "portable";

/** Runs `work`, and says how many milliseconds of processor time that took. */
function lap<T>(work: () => T): [result: T, ms: number] {
  const start = processorSeconds();
  return [work(), 1000 * (processorSeconds() - start)];
}

function stagesOf(path: string, isExecuted: boolean): Stages {
  const start = 1000 * processorSeconds();
  const [model, parse] = lap(() => load(readFileSync(path)) as TfliteModel);
  const [, map] = lap(() => mapModel(model));
  const accountingOf = () => accountModel(model, memoryFor(model, KERNELS));
  const [plan, planning] = lap(() => planMemory(accountingOf()));
  const [rewritten, rewrite] = lap(() => {
    const reordered = load(reorder(model, plan.schedule)) as TfliteModel;
    return load(embedPlan(reordered, offlineOffsets(model, plan), { kernels: KERNELS }));
  });
  const options = { seeds: [1], sharingOf: sharingUnder(KERNELS) };
  const [verdict, verify] = isExecuted
    ? lap(() => verifyRewrite(model, rewritten, options))
    : [undefined, undefined];
  if (verdict?.ok === false) throw new Error(`Cannot verify the plan of ${path}`);
  const [{ schedule }, order] = lap(() => exact(accountingOf()));
  return { operators: schedule.length, start, parse, map, plan: planning, order, rewrite, verify };
}

if (import.meta.main) console.log(JSON.stringify(stagesOf(Deno.args[0], Deno.args[1] === "run")));
