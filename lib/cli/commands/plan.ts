/** `tmm plan`: the buffers of a plan, or the judgement on the plan that a file carries. */

import { Option } from "commander";
import {
  arenaMap,
  carriedPlanFaults,
  planCsv,
  planPicture,
  planRows,
  planText,
  refusalText,
  reuseOf,
} from "../../../mod.ts";
import { shared } from "../arguments.ts";
import {
  type AddCommand,
  addInputOptions,
  newCommand,
  printNotes,
  readModel,
  readTflite,
} from "../command.ts";
import { print, writeJson } from "../io.ts";
import { planning } from "../search.ts";

/** Adds the command. */
export const addPlan: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "other",
    "plan <model>",
    "the buffers of a plan: bytes, offset, live range, shared bytes",
    "plan model.tflite --explain",
  );
  addInputOptions(command)
    .addOption(shared.kernels())
    .addOption(shared.csv("one row per buffer"))
    .addOption(shared.svg("the arena map"))
    .addOption(shared.json())
    .addOption(new Option("--explain", "why tensors may not share memory"))
    .addOption(new Option("--check", "judge the plan in the file; exit with 1 on a fault"))
    .action(async (path: string, options) => {
      const { kernels, json } = options;
      if (options.check) {
        const violations = carriedPlanFaults(await readTflite(io, path, "judge the plan of"));
        const ok = violations.length === 0;
        if (json) await writeJson(io, json, { ok, violations });
        const lines = ok ? [`ok: the plan in ${path} keeps every rule`] : violations;
        if (json !== "-") lines.forEach((line) => print(io, line));
        if (!ok) throw new Error(`the plan in ${path} breaks rules`);
        return;
      }
      const model = await readModel(io, path, options);
      const { plan } = await planning(io, model, { kernels });
      const buffers = planRows(plan);
      if (options.csv) await io.writeFile(options.csv, planCsv(buffers));
      if (options.svg) await io.writeFile(options.svg, arenaMap(planPicture(plan)));
      if (json) await writeJson(io, json, { arena: plan.arena, bound: plan.bound, buffers });
      if (json === "-") return;
      print(io, planText(plan));
      printNotes(io, model);
      const { graph } = plan.accounting;
      if (options.explain) print(io, `\n${refusalText(graph, reuseOf(graph, kernels))}`);
    });
};
