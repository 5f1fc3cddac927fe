/** `tmm merge`: joins the results of sweeps to one table. */

import { sweepCsv } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { print } from "../io.ts";
import { joinResults, readResults } from "../sweep/results.ts";

/** Adds the command. */
export const addMerge: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "merge <results...>",
    "join the results of tmm sweep to one CSV, sorted by model",
    "merge shard-*.jsonl -o all.csv",
  )
    .addOption(shared.output("the table").makeOptionMandatory())
    .action(async (paths: string[], { output }) => {
      const files = [];
      for (const path of paths) files.push(await readResults(io, path));
      const rows = joinResults(files);
      await io.writeFile(output, sweepCsv(rows));
      const failed = rows.filter(({ error }) => error !== null).length;
      print(io, `wrote ${output}: ${rows.length} rows, ${failed} of them errors`);
    });
};
