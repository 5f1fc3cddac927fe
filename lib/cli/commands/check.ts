/** `tmm check`: whether a model fits an arena, for continuous integration. */

import { groupDigits, predictArena, reasonLines } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand, readTflite } from "../command.ts";
import { demandWithin, print, writeJson } from "../io.ts";

/** Adds the command. */
export const addCheck: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "check <model>",
    "whether a model fits an arena, for continuous integration; exit code 2 if not",
    "check model.tflite --arena 64K --json -",
  )
    .addOption(shared.bytes("--arena <bytes>", "size of tensor_arena").makeOptionMandatory())
    .addOption(shared.target())
    .addOption(shared.build())
    .addOption(shared.json())
    .action(async (path: string, { arena, json, target, build }) => {
      const { min, exact, reasons } = predictArena(
        await readTflite(io, path, "tell what TFLM needs for"),
        { target, build },
      );
      const spare = arena - min;
      if (json) {
        await writeJson(io, json, { ok: spare >= 0, arena, min, spare, target, exact, reasons });
      }
      if (json !== "-" && spare >= 0) {
        const fits = `fits: ${groupDigits(min)} bytes needed, ${groupDigits(spare)} to spare`;
        print(io, [fits, ...reasonLines(reasons)].join("\n"));
      }
      demandWithin(min, arena);
    });
};
