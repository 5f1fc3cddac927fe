/** A platform in memory: files in a map, standard output in a list. */

import { pngFiles } from "../../lib/platform/png_files.ts";
import { answer, commandLine, type Io } from "../../lib/cli/mod.ts";

/** What a run of the command line left behind. */
export interface Run {
  readonly files: Map<string, Uint8Array>;
  readonly stdout: string;
  /** What was thrown, if anything. */
  readonly error?: Error;
}

/** Runs a command on files in memory. */
export async function runCommand(
  files: Readonly<Record<string, Uint8Array>>,
  ...args: string[]
): Promise<Run> {
  const held = new Map(Object.entries(files));
  const written: string[] = [];
  const io: Io = {
    readFile: (path) => {
      const bytes = held.get(path);
      if (!bytes) return Promise.reject(new Error(`Cannot read ${path}: no such file`));
      return Promise.resolve(bytes);
    },
    pngFiles,
    writeFile: (path, data) => {
      held.set(path, typeof data === "string" ? new TextEncoder().encode(data) : data);
      return Promise.resolve();
    },
    listFiles: (folder) => {
      const below = [...held.keys()].filter((path) => path.startsWith(`${folder}/`)).sort();
      const names = below.map((path) => path.slice(folder.length + 1));
      return Promise.resolve(names.length > 0 ? names : undefined);
    },
    isSameFile: (a, b) => Promise.resolve(a === b && held.has(a)),
    fileSize: (path) => Promise.resolve(held.get(path)?.length),
    appendFile: (path, data) => {
      const before = held.get(path) ?? new Uint8Array();
      const after = new Uint8Array(before.length + data.length);
      after.set(before);
      after.set(data, before.length);
      held.set(path, after);
      return Promise.resolve();
    },
    renameFile: (from, to) => {
      held.set(to, held.get(from)!);
      held.delete(from);
      return Promise.resolve();
    },
    removeFile: (path) => {
      held.delete(path);
      return Promise.resolve();
    },
    fetch: (url, from) => fetch(url, { headers: from > 0 ? { range: `bytes=${from}-` } : {} }),
    write: (text) => void written.push(text),
    progress: () => {},
    serve: (port) => Promise.resolve({ url: `memory:${port}`, finished: Promise.resolve() }),
    now: () => performance.now(),
    startHelper: () => ({ ask: (question) => answer(io, question), kill: () => {} }),
    cores: 2,
    interruptible: (work) => Promise.resolve(work(() => false)),
    wasInterrupted: () => false,
    colour: false,
    width: 100,
  };
  const program = commandLine(io, "0.0.0");
  const quiet = { writeOut: io.write, writeErr: () => {} };
  for (const command of [program, ...program.commands]) command.configureOutput(quiet);
  try {
    await program.parseAsync(["deno", "tmm", ...args]);
    return { files: held, stdout: written.join("") };
  } catch (error) {
    return { files: held, stdout: written.join(""), error: error as Error };
  }
}

/** The JSON that a command writes to standard output, and that alone. */
export async function jsonOf(
  files: Readonly<Record<string, Uint8Array>>,
  ...args: string[]
  // deno-lint-ignore no-explicit-any
): Promise<any> {
  const { stdout, error } = await runCommand(files, ...args, "--json", "-");
  if (error) throw error;
  return JSON.parse(stdout);
}
