/** `tmm arena`: how large `tensor_arena` must be. */

import { arenaReport, arenaText } from "../../../mod.ts";
import { shared } from "../arguments.ts";
import { type AddCommand, newCommand, readTflite } from "../command.ts";
import { print, writeJson } from "../io.ts";
import { planning } from "../search.ts";

/** Adds the command. */
export const addArena: AddCommand = (program, io) => {
  newCommand(
    program,
    "everyday",
    "arena <model>",
    "how large tensor_arena must be: as the file is, and after optimize",
    "arena model.tflite --target cortex-m",
  )
    .addOption(shared.target())
    .addOption(shared.build())
    .addOption(shared.kernels())
    .addOption(shared.json())
    .action(async (path: string, { kernels, target, build, json }) => {
      const model = await readTflite(io, path);
      const { baseline, result, bytes } = await planning(io, model, {
        kernels,
        platform: { target, build },
      });
      const [stock, planned] = [baseline.tflm!, bytes ? result.tflm : undefined];
      if (json) await writeJson(io, json, arenaReport(stock, planned));
      if (json !== "-") print(io, arenaText(stock, planned));
    });
};
