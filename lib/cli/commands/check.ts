/** `tmm check`: whether a model fits an arena, for continuous integration. */

import { arenaReport, groupDigits, predictArena, reasonLines } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand, readTflite } from "../command.ts";
import { demandWithin, print, writeJson } from "../io.ts";

/** Adds the command. */
export const addCheck: AddCommand = (program, io) => {
  newCommand(
    program,
    "other",
    "check <model>",
    "whether TFLM loads a model and it fits an arena; exit code 2 if it does not fit",
    "check model.tflite --arena 64K --json -",
  )
    .addOption(shared.bytes("--arena <bytes>", "size of tensor_arena").makeOptionMandatory())
    .addOption(shared.target())
    .addOption(shared.build())
    .addOption(shared.json())
    .action(async (path: string, { arena, json, target, build }) => {
      const model = await readTflite(io, path, "tell what TFLM needs for");
      const prediction = predictArena(model, { target, build });
      const { loads, min, exact, reasons } = arenaReport(prediction);
      const spare = arena - min;
      const ok = loads && spare >= 0;
      if (json) {
        await writeJson(io, json, { ok, arena, min, spare, target, exact, loads, reasons });
      }
      if (json !== "-") {
        if (ok) print(io, `fits: ${groupDigits(min)} bytes needed, ${groupDigits(spare)} to spare`);
        for (const line of reasonLines(prediction)) print(io, line);
      }
      if (!loads) throw new Error(`${path} fails the check: TFLM does not load it`);
      demandWithin(min, arena);
    });
};
