/** Walks through CONTRIBUTING.md in a copy of the project: writes its files, adds its lines, runs its commands. */

import assert from "node:assert/strict";
import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { runDeno } from "./program.ts";

const root = new URL("..", import.meta.url).pathname;
const COPIED = ["cli.ts", "data", "deno.json", "deno.lock", "lib", "mod.ts", "tests"];

/** A fenced block; `file` is the name that stands in a line of its own above it. */
interface Block {
  readonly language: string;
  readonly file?: string;
  readonly text: string;
}

/** The blocks of each walk, by its heading. */
function walksOf(page: string): ReadonlyMap<string, readonly Block[]> {
  const [, ...walks] = page.split(/^### /m);
  return new Map(walks.map((walk) => {
    const blocks = walk.matchAll(/(?:^`([^`\n]+)`:\n\n)?^```(\w+)\n(.*?)^```$/gms);
    const list = [...blocks].map(([, file, language, text]) => ({ file, language, text }));
    return [walk.slice(0, walk.indexOf("\n")), list];
  }));
}

/** Inserts and removes the marked lines of a diff; the others must stand there, in this order. */
function patched(source: string, diff: string): string {
  const lines = source.split("\n");
  let at = 0;
  for (const line of diff.trimEnd().split("\n")) {
    const [mark, text] = [line[0], line.slice(1)];
    if (mark === "+") {
      lines.splice(at++, 0, text);
      continue;
    }
    const found = lines.indexOf(text, at);
    assert.ok(found >= 0, `no such line: ${text}`);
    if (mark === "-") lines.splice(found, 1);
    at = mark === "-" ? found : found + 1;
  }
  return lines.join("\n");
}

/** Holds what was printed against a block of lines, in which `...` stands for anything. */
function assertShows(printed: string, expected: string): void {
  for (const line of expected.trimEnd().split("\n")) {
    const pattern = line.split("...").map((part) => part.trim().replace(/\W/g, "\\$&")).join(".*");
    assert.match(printed, new RegExp(`^ *${pattern}`, "m"), line);
  }
}

/** The arguments of a command; types are checked once, for all walks. */
const argumentsOf = (command: string) =>
  command.replace(/^deno /, "").replace(/^test/, "test --no-check").split(" ");

async function follow(folder: string, blocks: readonly Block[]): Promise<void> {
  let printed = "";
  for (const { language, file, text } of blocks) {
    const path = file && join(folder, file);
    if (path && language === "diff") {
      await Deno.writeTextFile(path, patched(await Deno.readTextFile(path), text));
    } else if (path) {
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text);
    } else if (language === "sh") {
      for (const command of text.trimEnd().split("\n")) {
        printed += await runDeno(folder, ...argumentsOf(command));
      }
    } else assertShows(printed, text);
  }
}

Deno.test("each walk of CONTRIBUTING.md does what it says, and passes the project's own checks", async (t) => {
  const walks = walksOf(await Deno.readTextFile(join(root, "CONTRIBUTING.md")));
  assert.deepEqual(
    [...walks.keys()].map((heading) => heading.replace(/^An? /, "")),
    ["scheduler", "format", "chart", "network", "rule for operators", "command"],
  );
  const folder = await Deno.makeTempDir();
  try {
    for (const entry of COPIED) cpSync(join(root, entry), join(folder, entry), { recursive: true });
    for (const [heading, blocks] of walks) await t.step(heading, () => follow(folder, blocks));
    const files = [...walks.values()].flat().flatMap(({ file }) =>
      file?.endsWith(".ts") ? file : []
    );
    await t.step("format, lint and types", async () => {
      await runDeno(folder, "fmt", "--check", ...files);
      await runDeno(folder, "lint", ...files);
      await runDeno(
        folder,
        "check",
        "cli.ts",
        ...files.filter((file) => file.startsWith("tests/")),
      );
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
