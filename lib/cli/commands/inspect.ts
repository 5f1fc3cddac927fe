/** `tmm inspect`: what is in a model file. */

import { inspectText } from "../../../mod.ts";
import { type AddCommand, addInputOptions, newCommand, readModel } from "../command.ts";
import { print } from "../io.ts";

/** Adds the command. */
export const addInspect: AddCommand = (program, io) => {
  const command = newCommand(
    program,
    "other",
    "inspect <model>",
    "what is in a model file",
    "inspect model.tflite",
  );
  addInputOptions(command).action(async (path: string, options) =>
    print(io, inspectText(await readModel(io, path, options)))
  );
};
