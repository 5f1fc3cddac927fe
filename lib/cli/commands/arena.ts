/** `tmm arena`: how large `tensor_arena` must be. */

import { arenaReport, arenaText, genericArenaReport, genericArenaText } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, addInputOptions, newCommand, printNotes, readModel } from "../command.ts";
import { print, writeJson } from "../io.ts";
import { planning } from "../search.ts";

/** Adds the command. */
export const addArena: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "everyday",
    "arena <model>",
    "how large tensor_arena must be: as the file is, and after optimize",
    "arena model.tflite --target cortex-m",
  );
  addInputOptions(command)
    .addOption(shared.target())
    .addOption(shared.build())
    .addOption(shared.kernels())
    .addOption(shared.json())
    .action(async (path: string, options) => {
      const { kernels, target, build, json } = options;
      const model = await readModel(io, path, options);
      const fitted = await planning(io, model, { kernels, platform: { target, build } });
      const { baseline: { tflm: stock }, result, bytes } = fitted;
      if (stock === undefined) {
        if (json) await writeJson(io, json, genericArenaReport(fitted));
        if (json === "-") return;
        print(io, genericArenaText(fitted));
        printNotes(io, model);
        return;
      }
      const planned = bytes ? result.tflm : undefined;
      if (json) await writeJson(io, json, arenaReport(stock, planned));
      if (json !== "-") print(io, arenaText(stock, planned));
    });
};
