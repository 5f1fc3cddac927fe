/** The import arrows of the design: which room may import which. Reads imports as text. */

import assert from "node:assert/strict";
import { dirname, join, normalize, relative } from "node:path";

const root = new URL("..", import.meta.url).pathname;

const formats = ["graph", "operators"];
const planned = ["graph", "operators", "tmm", "reuse", "order", "arena", "tflm"];
const transformed = ["graph", "operators", "formats", "tmm", "plan.ts", "tflm"];
const all = [...planned, "formats", "zoo", "plan.ts", "plan_views.ts", "rewrite", "run", "cost"];

/** Room (or file of `lib`) -> what it may import from `lib`, itself apart. */
const allowed: Record<string, readonly string[]> = {
  graph: [],
  arena: [],
  operators: ["graph"],
  tmm: ["graph"],
  formats,
  zoo: [...formats, "formats"],
  reuse: ["graph", "operators", "tmm"],
  order: ["graph", "tmm", "reuse"],
  tflm: ["graph", "operators", "tmm", "arena"],
  "plan.ts": planned,
  "plan_views.ts": [...planned, "plan.ts"],
  rewrite: transformed,
  run: [...transformed, "arena"],
  cost: ["graph", "operators", "tmm"],
  "partial.ts": all,
  "fit.ts": [...all, "partial.ts"],
  charts: [...all, "partial.ts", "fit.ts"],
  report: [...all, "partial.ts", "fit.ts", "evaluate.ts", "charts"],
  jupyter: [...all, "fit.ts", "evaluate.ts", "charts", "report"],
  "evaluate.ts": [...all, "partial.ts", "fit.ts"],
  "analyze.ts": [...all, "fit.ts", "charts", "report"],
  // The command line goes through mod.ts; see the last test.
  cli: [".."],
  // The page without install: its worker goes through mod.ts too, its small script does not.
  site: ["..", "reuse"],
  // Deno as the command line and the page want it.
  platform: ["cli", "site"],
};

function* sources(folder: string): Generator<string> {
  for (const entry of Deno.readDirSync(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) yield* sources(path);
    else if (entry.name.endsWith(".ts")) yield path;
  }
}

/** Every module specifier of a file: imports, re-exports, dynamic imports, type imports. */
function specifiers(source: string): string[] {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  return [...code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g)].map((match) => match[1]);
}

/** A module of ours; tables of `data` may be read from anywhere. */
const isOurs = (specifier: string) => /^\.+\/.*\.ts$/.test(specifier);

const roomOf = (path: string) => relative(join(root, "lib"), path).split("/")[0];

Deno.test("rooms of lib import only what the design allows", () => {
  const forbidden: string[] = [];
  for (const file of sources(join(root, "lib"))) {
    const room = roomOf(file);
    assert.ok(allowed[room], `lib/${room} is not a room of the design`);
    for (const specifier of specifiers(Deno.readTextFileSync(file))) {
      if (!isOurs(specifier)) continue;
      const target = roomOf(normalize(join(dirname(file), specifier)));
      if (target !== room && !allowed[room].includes(target)) {
        forbidden.push(`${relative(root, file)} -> ${specifier}`);
      }
    }
  }
  assert.deepEqual(forbidden, []);
});

Deno.test("rooms import each other through mod.ts", () => {
  const deep: string[] = [];
  for (const file of sources(join(root, "lib"))) {
    for (const specifier of specifiers(Deno.readTextFileSync(file))) {
      if (!isOurs(specifier)) continue;
      const target = normalize(join(dirname(file), specifier));
      const inside = relative(join(root, "lib"), target).split("/").slice(1);
      if (
        ![roomOf(file), ".."].includes(roomOf(target)) && inside.length > 0 &&
        inside.at(-1) !== "mod.ts"
      ) {
        deep.push(`${relative(root, file)} -> ${specifier}`);
      }
    }
  }
  assert.deepEqual(deep, []);
});

Deno.test("files do not import each other in circles", () => {
  const imports = new Map<string, string[]>();
  for (const file of sources(join(root, "lib"))) {
    const targets = specifiers(Deno.readTextFileSync(file))
      .filter(isOurs)
      .map((specifier) => normalize(join(dirname(file), specifier)));
    imports.set(file, targets);
  }
  const state = new Map<string, "open" | "done">();
  const visit = (file: string, path: string[]): void => {
    if (state.get(file) === "done") return;
    const circle = [...path, file].map((name) => relative(root, name)).join(" -> ");
    assert.notEqual(state.get(file), "open", `a circle: ${circle}`);
    state.set(file, "open");
    for (const target of imports.get(file) ?? []) visit(target, [...path, file]);
    state.set(file, "done");
  };
  for (const file of imports.keys()) visit(file, []);
});

/** The rooms that touch the platform; all else of lib runs anywhere. */
const onPlatform = ["jupyter", "platform", "site"];

Deno.test("lib is free of the platform outside lib/jupyter, lib/platform and lib/site", () => {
  const platform = /\bDeno\.|["'](node:(fs|process|child_process|os))|\bconsole\./;
  for (const file of sources(join(root, "lib"))) {
    if (onPlatform.includes(roomOf(file))) continue;
    const code = Deno.readTextFileSync(file)
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/^\s*\/\/.*$/gm, "");
    assert.ok(!platform.test(code), `${relative(root, file)}: ${code.match(platform)?.[0]}`);
  }
});

Deno.test("the command line sees only mod.ts, and cli.ts only it and the platform", () => {
  const ours = specifiers(Deno.readTextFileSync(join(root, "cli.ts")))
    .filter(isOurs);
  assert.deepEqual(ours.sort(), ["./lib/cli/mod.ts", "./lib/platform/mod.ts"]);
  for (const file of sources(join(root, "lib", "cli"))) {
    const outside = specifiers(Deno.readTextFileSync(file))
      .filter(isOurs)
      .map((specifier) => relative(root, normalize(join(dirname(file), specifier))))
      .filter((target) => !target.startsWith("lib/cli/"));
    assert.deepEqual([...new Set(outside)].filter((target) => target !== "mod.ts"), []);
  }
});
