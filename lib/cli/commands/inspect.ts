/** `tmm inspect`: what is in a model file. */

import { inspectText } from "../../../mod.ts";
import { type AddCommand, newCommand, readModel } from "../command.ts";
import { print } from "../io.ts";

/** Adds the command. */
export const addInspect: AddCommand = (program, io) => {
  newCommand(program, "other", "inspect <model>", "what is in a model file", "inspect model.tflite")
    .action(async (path: string) => print(io, inspectText(await readModel(io, path))));
};
