/** Files for the command line: what is written whole is the old file or the new one, never half. */

import { dirname, join } from "node:path";
import type { Io } from "../cli/mod.ts";

type Files = Pick<
  Io,
  | "readFile"
  | "writeFile"
  | "fileSize"
  | "isSameFile"
  | "listFiles"
  | "appendFile"
  | "renameFile"
  | "removeFile"
>;

/** Deno's files. */
export const files: Files = {
  async readFile(path) {
    try {
      using file = await Deno.open(path);
      const { size, isFile } = await file.stat();
      if (!isFile) return await Deno.readFile(path);
      const bytes = new Uint8Array(size); // Deno.readFile holds a file twice for a moment
      let at = 0;
      for (let count: number | null = 0; at < size && count !== null; at += count ?? 0) {
        count = await file.read(bytes.subarray(at));
      }
      return bytes.subarray(0, at);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
      throw new Error(`Cannot read ${path}: no such file`);
    }
  },
  writeFile(path, data) {
    const bytes = typeof data === "string" ? new TextEncoder().encode(data) : data;
    return ifAllowed(path, () => writeWhole(path, bytes));
  },
  fileSize: async (path) => (await ifThere(Deno.stat(path)))?.size,
  isSameFile: (a, b) =>
    ifAllowed(a, async () => {
      const [one, other] = [await ifThere(Deno.realPath(a)), await ifThere(Deno.realPath(b))];
      return one !== undefined && one === other;
    }),
  async listFiles(folder) {
    if (!(await ifThere(Deno.stat(folder)))?.isDirectory) return undefined;
    return (await Array.fromAsync(filesBelow(folder, ""))).sort();
  },
  async appendFile(path, data) {
    await inItsFolder(path, () => Deno.writeFile(path, data, { append: true }));
  },
  renameFile: Deno.rename,
  removeFile: (path) => ifThere(Deno.remove(path)),
};

/** Links to files count; those to folders do not, which may lead back. */
async function* filesBelow(folder: string, prefix: string): AsyncGenerator<string> {
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) yield* filesBelow(path, `${prefix}${name}/`);
    else if (!isSymlink || (await ifThere(Deno.stat(path)))?.isFile) yield prefix + name;
  }
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const there = await ifThere(Deno.stat(path));
  if (there?.isDirectory) {
    throw new TypeError(`Cannot write ${path}: a file wanted, a folder came`);
  }
  // A device or a pipe cannot be replaced by a file.
  if (there && !there.isFile) return await Deno.writeFile(path, bytes);
  const target = there ? await Deno.realPath(path) : path;
  await inItsFolder(target, () => replace(target, bytes));
}

/** @throws {Error} If Deno may not write a file whole or not at all: what to allow it. */
async function ifAllowed<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    const folder = dirname(path);
    throw new Error(
      `Cannot write ${path}: permission to read and write in its folder wanted, where it is ` +
        `made before it gets its name; add -R=${folder} -W=${folder}`,
    );
  }
}

/** What is written before Ctrl+C is looked at again, bytes. */
const CHUNK = 1 << 20;

/** Writes beside the file and then takes its name; what is beside it goes in any case. */
async function replace(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${Deno.pid}.tmp`;
  let interrupted = false;
  // Nothing is removed in here: a thread of Deno's may be about to make the very file.
  const hear = () => {
    interrupted = true;
  };
  Deno.addSignalListener("SIGINT", hear);
  try {
    await writeChunks(temporary, bytes, () => interrupted);
    await (interrupted ? Deno.remove(temporary) : Deno.rename(temporary, path));
  } catch (error) {
    await ifThere(Deno.remove(temporary));
    throw error;
  } finally {
    Deno.removeSignalListener("SIGINT", hear);
  }
  if (interrupted) Deno.exit(130);
}

async function writeChunks(path: string, bytes: Uint8Array, isOver: () => boolean): Promise<void> {
  using file = await Deno.open(path, { write: true, create: true, truncate: true });
  for (let at = 0; at < bytes.length && !isOver();) {
    at += await file.write(bytes.subarray(at, at + CHUNK));
  }
}

/** Writes a file, whose folder is made if there is none. */
async function inItsFolder(path: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
    await Deno.mkdir(dirname(path), { recursive: true });
    await write();
  }
}

/** Undefined where there is no such file. */
async function ifThere<T>(work: Promise<T>): Promise<T | undefined> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
