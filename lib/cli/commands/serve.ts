/** `tmm serve`: the page without install, on this machine. */

import { Option } from "commander";
import { portArgument } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { print } from "../io.ts";

/** Adds the command. */
export const addServe: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "serve",
    "the page in which a model can be dropped, for this machine only",
    "serve --port 8000",
  )
    .addOption(
      new Option("--port <n>", "port to listen on; 0 takes a free one")
        .argParser(portArgument).default(8000),
    )
    .action(async ({ port }) => {
      const { url, finished } = await io.serve(port);
      print(io, `open ${url} (end with Ctrl+C)`);
      await finished;
    });
};
