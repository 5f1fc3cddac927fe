/** `tmm place`: places the buffers of a MiniMalloc CSV. */

import { Option } from "commander";
import { formatMinimalloc, groupDigits, parseMinimalloc, place } from "../../../mod.ts";
import { countArgument, shared } from "../arguments.ts";
import { type AddCommand, newCommand } from "../command.ts";
import { demandWithin, print, writeJson } from "../io.ts";
import { searching } from "../search.ts";

/** Adds the command. */
export const addPlace: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "place <csv>",
    "place the buffers of a MiniMalloc CSV: id,lower,upper,size",
    "place buffers.csv --capacity 1048576 -o placed.csv",
  )
    .addOption(
      shared.bytes("--capacity <bytes>", "stop at the first placement within; exit with 2 if none"),
    )
    .addOption(
      new Option("--nodes <count>", "buffers to place on trial at most; default: for a few seconds")
        .argParser(countArgument),
    )
    .addOption(shared.output("the same buffers with offsets"))
    .addOption(shared.json())
    .action(async (path: string, { capacity, nodes, output, json }) => {
      const file = parseMinimalloc(new TextDecoder().decode(await io.readFile(path)));
      const start = io.now();
      const placed = await searching(
        io,
        "placing",
        (limit) => place(file.problem, { capacity, ...limit, ...nodes && { stateLimit: nodes } }),
      );
      const ms = io.now() - start;
      const { arena, bound, optimal, offsets } = placed;
      if (output) await io.writeFile(output, formatMinimalloc({ ...file, offsets }));
      if (json) await writeJson(io, json, { arena, bound, optimal, ms, offsets });
      if (json !== "-") {
        const [needs, least] = [arena, bound].map((bytes) => groupDigits(bytes));
        print(io, `arena ${needs}, bound ${least}: ${optimal ? "proven least" : "not proven"}`);
      }
      demandWithin(arena, capacity);
    });
};
