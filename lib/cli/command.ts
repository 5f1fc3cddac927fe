/** What a command is, and what most of them begin with. */

import type { Command } from "commander";
import {
  filesWanted,
  FormatError,
  isTflite,
  type Limits,
  load,
  type Model,
  type TfliteModel,
  visible,
  withInputShapes,
} from "../../mod.ts";
import { type Shapes, shared } from "./arguments.ts";
import { type FileReader, type Io, print } from "./io.ts";

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

/** Adds what a caller may know about the inputs of a model, and how much of it may be read. */
export function addInputOptions(command: Command): Command {
  return command.addOption(shared.shape()).addOption(shared.batch()).addOption(shared.value())
    .addOption(shared.limit());
}

/** What the options of {@linkcode addInputOptions} say. */
export interface InputOptions {
  readonly shape?: Shapes;
  readonly batch?: number;
  readonly value?: Shapes;
  readonly limit?: Partial<Limits>;
}

/** Whether anything is said about the inputs themselves. */
export function knowsInputs({ shape, batch, value }: InputOptions): boolean {
  return [shape, batch, value].some((said) => said !== undefined);
}

/** Shows what is odd about a model, line by line. */
export function printNotes(io: Io, { notes }: Model): void {
  for (const note of notes) print(io, `note: ${visible(note)}`);
}

/** The model of a file, with what is known about its inputs if anything is. */
export async function readModel(
  io: FileReader,
  path: string,
  options: InputOptions = {},
): Promise<Model> {
  const bytes = await io.readFile(path).catch((error) => refuseFolder(io, path, error));
  const files = await filesBeside(io, path, bytes);
  const { shape = {}, batch, value: values, limit: limits } = options;
  const model = load(bytes, { files, limits });
  if (!knowsInputs(options)) return model;
  return withInputShapes(model, shape, { batch, values, limits, files });
}

/** Files that may hold models. */
const MODEL_FILES = /\.(tflite|lite|onnx|pb|pbtxt|json)$/i;

/** @throws {TypeError} If the path is of a folder, with what can be read in there; else the error. */
async function refuseFolder(io: FileReader, path: string, error: unknown): Promise<never> {
  const files = await io.listFiles(path);
  if (files === undefined) throw error;
  const [model] = files.filter((file) => MODEL_FILES.test(file));
  const advice = files.some((file) => file.endsWith(".mlmodel"))
    ? "it holds a CoreML model: take the .onnx or .tflite file of the same network"
    : model
    ? `name the file, such as ${path.replace(/\/$/, "")}/${model}`
    : "no model is in it";
  throw new TypeError(`Cannot read ${path}: a file wanted, a folder came; ${advice}`);
}

/** Files that a model refers to and that lie beside it; its shapes may depend on numbers in them. */
async function filesBeside(io: FileReader, path: string, bytes: Uint8Array) {
  const folder = path.slice(0, path.length - fileName(path).length);
  const files: Record<string, Uint8Array> = {};
  for (const name of filesWanted(bytes)) {
    if (await io.fileSize(folder + name) === undefined) continue;
    files[name] = await io.readFile(folder + name);
  }
  return files;
}

/**
 * The model of a .tflite file, for what only TFLM's format can be asked.
 *
 * @param action What is done with it, for the error.
 * @throws {TypeError} If the file is of another format.
 * @throws {Error} If it cannot be read; names the file, of which a command may have two.
 */
export async function readTflite(io: Io, path: string, action: string): Promise<TfliteModel> {
  const model = await readModel(io, path).catch((error) => {
    if (!(error instanceof FormatError)) throw error;
    const { place, expected, found } = error;
    throw new Error(`Cannot read ${path} at ${place}: expected ${expected}, found ${found}`);
  });
  if (isTflite(model)) return model;
  throw new TypeError(
    `Cannot ${action} ${path}: a .tflite file wanted, ${model.format} came; tmm arena gives a ` +
      "generic number",
  );
}

/** The last part of a path. */
export function fileName(path: string): string {
  return path.replace(/.*[\\/]/, "");
}
