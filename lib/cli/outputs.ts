/** What a command writes never takes the place of what it reads. */

import type { Command } from "commander";
import type { Io } from "./io.ts";

/** The options that name a file to write. */
const OUTPUTS = ["output", "csv", "svg", "png", "md", "json"];

/**
 * @throws {TypeError} If a command is told to write onto a file that it reads, which may be the only
 * copy of a model, or twice onto one file.
 */
export async function demandOtherFiles(io: Io, command: Command): Promise<void> {
  // An argument that may be left out is the name of a network, not of a file.
  const read = command.registeredArguments[0]?.required ? command.args : [];
  const options = command.opts();
  const written = OUTPUTS.map((name) => options[name]).filter((path) => path && path !== "-");
  for (const [i, path] of written.entries()) {
    for (const other of [...read, ...written.slice(0, i)]) {
      if (path !== other && !(await io.isSameFile(path, other))) continue;
      const use = read.includes(other) ? "an input" : "another output";
      throw new TypeError(`Cannot write ${path}: a file of its own wanted, ${use} came`);
    }
  }
}
