/** `tmm sweep`: plans many models on all processors, one line of JSON for each. */

import { Option } from "commander";
import { type SweepRow, visible } from "../../../mod.ts";
import { secondsArgument, shardArgument, shared } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { type Io, print } from "../io.ts";
import { findModels, shardOf } from "../sweep/models.ts";
import { planAll } from "../sweep/pool.ts";
import { readResults } from "../sweep/results.ts";

/** Adds the command. */
export const addSweep: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "sweep <models>",
    "plan all models of a folder, or of a list of paths, on all processors",
    "sweep models -o results.jsonl --shard 0/8",
  )
    .addOption(
      shared.output("one line of JSON for each model; what it has is not done again")
        .makeOptionMandatory(),
    )
    .addOption(shared.kernels())
    .addOption(
      new Option("--timeout <seconds>", "give a model up after so long")
        .argParser(secondsArgument).default(600_000, "600s"),
    )
    .addOption(
      new Option("--shard <i/n>", "only the i-th of n parts, counted from 0").argParser(
        shardArgument,
      ),
    )
    .addOption(
      shared.count("--workers <n>", "models at a time").default(io.cores, "one per processor"),
    )
    .addOption(new Option("--times", "how long each model took too"))
    .action(async (path: string, { output, kernels, timeout, shard, workers, times = false }) => {
      const models = await findModels(io, path);
      const chosen = shard ? shardOf(models, shard) : models;
      const done = await resume(io, output);
      const count = new Count(io, chosen.length);
      const options = { kernels, timeoutMs: timeout, workers, times, done };
      await planAll(io, chosen, options, async (row) => {
        if (row) {
          await io.appendFile(output, new TextEncoder().encode(`${JSON.stringify(row)}\n`));
        }
        count.add(row);
      });
      io.progress("");
      print(io, `${count}: ${output}`);
    });
};

/** The results that are there; a torn line is taken out of the file. */
async function resume(io: Io, path: string): Promise<readonly SweepRow[]> {
  if (await io.fileSize(path) === undefined) return [];
  const { rows, untorn } = await readResults(io, path);
  if (untorn !== undefined) await io.writeFile(path, untorn);
  return rows;
}

/** How far a sweep is. */
class Count {
  #before = 0;
  #planned = 0;
  #failed = 0;
  readonly #start: number;

  constructor(readonly io: Io, readonly total: number) {
    this.#start = io.now();
  }

  add(row: SweepRow | undefined): void {
    if (!row) this.#before++;
    else if (row.error === null) this.#planned++;
    else this.#failed++;
    const done = this.#planned + this.#failed;
    const left = this.total - this.#before - done;
    const seconds = Math.ceil((this.io.now() - this.#start) / 1000 / done * left);
    const estimate = done > 0 ? `, about ${seconds} s left` : "";
    this.io.progress(`${this}${estimate}${row ? `, ${visible(row.model)}` : ""}`);
  }

  toString(): string {
    const [before, planned, failed] = [this.#before, this.#planned, this.#failed];
    return `${before} there already, ${planned} planned, ${failed} failed of ${this.total} models`;
  }
}
