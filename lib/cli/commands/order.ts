/** `tmm order`: every scheduler side by side. */

import { Option } from "commander";
import {
  accountModel,
  activationsOnly,
  boundText,
  orderReport,
  orderText,
  type SchedulerRun,
  schedulers,
  sharingUnder,
  tensorLoads,
} from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, addInputOptions, newCommand, printNotes, readModel } from "../command.ts";
import { print, writeJson } from "../io.ts";
import { searching } from "../search.ts";

/** Adds the command. */
export const addOrder: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "other",
    "order <graph>",
    "every scheduler side by side: peak, proof, loads, time; also for a graph as JSON",
    "order model.tflite --explain",
  );
  addInputOptions(command)
    .addOption(shared.kernels("none"))
    .addOption(new Option("--explain", "why the peak cannot be lower"))
    .addOption(shared.json())
    .action(async (path: string, options) => {
      const { kernels, explain, json } = options;
      const sharingOf = sharingUnder(kernels);
      const model = await readModel(io, path, options);
      const accounting = accountModel(model, { ...activationsOnly, sharingOf });
      const runs = await searching(
        io,
        "ordering",
        (limit) =>
          schedulers.map(({ name, order }): SchedulerRun => {
            const start = io.now();
            const ordering = order(accounting, limit);
            const ms = io.now() - start;
            return { name, ordering, loads: tensorLoads(accounting, ordering.schedule), ms };
          }),
      );
      if (json) await writeJson(io, json, orderReport(runs));
      if (json === "-") return;
      print(io, orderText(runs));
      printNotes(io, model);
      if (!explain) return;
      const best = runs.reduce((a, b) => b.ordering.peak < a.ordering.peak ? b : a);
      const { bound } = orderReport(runs);
      print(io, `\n${boundText(accounting, { ...best.ordering, bound })}`);
    });
};
