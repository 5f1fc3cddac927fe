/** The command line: arguments -> mod.ts -> text and files; the platform is handed in. */

import { Command } from "commander";
import type { AddCommand } from "./command.ts";
import { addArena } from "./commands/arena.ts";
import { addCheck } from "./commands/check.ts";
import { addDemo } from "./commands/demo.ts";
import { addFetch } from "./commands/fetch.ts";
import { addFit } from "./commands/fit.ts";
import { addInspect } from "./commands/inspect.ts";
import { addKernel } from "./commands/kernel.ts";
import { addMap } from "./commands/map.ts";
import { addMerge } from "./commands/merge.ts";
import { addOptimize } from "./commands/optimize.ts";
import { addOrder } from "./commands/order.ts";
import { addPlace } from "./commands/place.ts";
import { addPlan } from "./commands/plan.ts";
import { addRun } from "./commands/run.ts";
import { addSelftest } from "./commands/selftest.ts";
import { addSweep } from "./commands/sweep.ts";
import { addTable } from "./commands/table.ts";
import { addVerify } from "./commands/verify.ts";
import { addReport } from "./commands/report.ts";
import { addServe } from "./commands/serve.ts";
import { addZoo } from "./commands/zoo.ts";
import type { Io } from "./io.ts";
import { demandOtherFiles } from "./outputs.ts";

export { errorLine, type Helper, type Io, NotMet } from "./io.ts";
export { answer } from "./sweep/answer.ts";
export type { Answer, Question } from "./sweep/question.ts";

/** The commands in the order of the help. To add one: one file, one line here. */
const commands: readonly AddCommand[] = [
  addMap,
  addOptimize,
  addVerify,
  addArena,
  addFit,
  addTable,
  addPlan,
  addReport,
  addCheck,
  addSelftest,
  addRun,
  addOrder,
  addPlace,
  addSweep,
  addMerge,
  addInspect,
  addZoo,
  addFetch,
  addKernel,
  addServe,
  addDemo,
];

/** The program with all its commands. It throws a `CommanderError` instead of leaving the process. */
export function commandLine(io: Io, version: string): Command {
  const program = new Command("tmm")
    .description(
      "Makes compressed neural networks need less SRAM on microcontrollers,\n" +
        "without changing a weight or an output bit.",
    )
    .version(version)
    .exitOverride()
    .helpCommand(false)
    .hook("preAction", (_, command) => demandOtherFiles(io, command))
    .addHelpText("after", "\nBegin with: tmm map MODEL, then tmm optimize MODEL -o OUT");
  for (const add of commands) add(program, io);
  return program;
}
