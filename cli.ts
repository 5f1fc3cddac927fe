/** The entry point of the command line: hands Deno's files, network, terminal and clock to `lib/cli`. */

import { CommanderError } from "commander";
import { dirname } from "node:path";
// Packages of which only files are read must be named for Deno to have them.
import "dejavu-fonts-ttf/package.json" with { type: "json" };
import manifest from "./deno.json" with { type: "json" };
import { commandLine, type Io, NotMet } from "./lib/cli/mod.ts";
import { serveSite } from "./lib/site/serve.ts";

const encoder = new TextEncoder();
const onTerminal = Deno.stdout.isTerminal();

function writeAll(stream: { writeSync(bytes: Uint8Array): number }, text: string): void {
  let bytes = encoder.encode(text);
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}

const io: Io = {
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
  readPackageFile: (path) => Deno.readFile(new URL(import.meta.resolve(path))),
  async writeFile(path, data) {
    const temporary = `${path}.${Deno.pid}.tmp`;
    await Deno.mkdir(dirname(path), { recursive: true });
    try {
      await Deno.writeFile(temporary, typeof data === "string" ? encoder.encode(data) : data);
      await Deno.rename(temporary, path);
    } catch (error) {
      await Deno.remove(temporary).catch(() => {});
      throw error;
    }
  },
  async fileSize(path) {
    try {
      return (await Deno.stat(path)).size;
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
  async appendFile(path, data) {
    await Deno.mkdir(dirname(path), { recursive: true });
    await Deno.writeFile(path, data, { append: true });
  },
  renameFile: Deno.rename,
  async removeFile(path) {
    try {
      await Deno.remove(path);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) throw error;
    }
  },
  // A body that is packed on its way would have other bytes and another length.
  fetch: (url, from) =>
    fetch(url, {
      headers: {
        "accept-encoding": "identity",
        ...from > 0 && { range: `bytes=${from}-` },
      },
    }),
  write: (text) => writeAll(Deno.stdout, text),
  progress(text) {
    if (Deno.stderr.isTerminal()) writeAll(Deno.stderr, `\x1b[2K\r${text}`);
  },
  serve: serveSite,
  now: () => performance.now(),
  colour: onTerminal && !Deno.env.get("NO_COLOR"),
  width: onTerminal ? Deno.consoleSize().columns : 100,
};

try {
  await commandLine(io, manifest.version).parseAsync(["deno", "tmm", ...Deno.args]);
} catch (error) {
  if (error instanceof CommanderError) Deno.exit(error.exitCode);
  writeAll(Deno.stderr, `tmm: ${error instanceof Error ? error.message : error}\n`);
  Deno.exit(error instanceof NotMet ? 2 : 1);
}
