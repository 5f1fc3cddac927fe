/** What a command is, and what most of them begin with. */

import type { Command } from "commander";
import {
  isTflite,
  load,
  type Model,
  type ReadOptions,
  type TfliteModel,
  withInputShapes,
} from "../../mod.ts";
import type { Io } from "./io.ts";

/** A command: adds itself to the program. To add one: one file, one line in `mod.ts`. */
export type AddCommand = (program: Command, io: Io) => void;

const GROUPS = { everyday: "Everyday commands:", other: "Other commands:" };

/** A new command with its help and an example. */
export function newCommand(
  program: Command,
  group: keyof typeof GROUPS,
  usage: string,
  summary: string,
  example: string,
): Command {
  return program.command(usage).helpGroup(GROUPS[group]).summary(summary)
    .description(`${summary[0].toUpperCase()}${summary.slice(1)}.`)
    .addHelpText("after", `\nExample:\n  tmm ${example}`);
}

/** The model of a file, with what is known about its inputs if anything is. */
export async function readModel(io: Io, path: string, known: ReadOptions = {}): Promise<Model> {
  const model = load(await io.readFile(path));
  const { shapes = {}, ...others } = known;
  const isPlain = Object.values(known).every((value) => value === undefined);
  return isPlain ? model : withInputShapes(model, shapes, others);
}

/** The model of a .tflite file. @throws {TypeError} If the file is of another format. */
export async function readTflite(io: Io, path: string): Promise<TfliteModel> {
  const model = await readModel(io, path);
  if (isTflite(model)) return model;
  throw new TypeError(
    `Cannot tell what TFLM does with ${path}: a .tflite file wanted, ${model.format} came; ` +
      "tmm map and tmm plan give generic numbers",
  );
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.replace(/.*[\\/]/, "");
}
