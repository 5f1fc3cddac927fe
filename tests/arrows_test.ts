/** The import arrows of the design: which room may import which. Reads imports as text. */

import assert from "node:assert/strict";
import { dirname, join, normalize, relative } from "node:path";
import { drawRooms, readRooms } from "./architecture.ts";

const root = new URL("..", import.meta.url).pathname;

/** The table of lib/README.md: who may import whom. */
const rooms = readRooms();

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

/** A folder or file of `lib`, or mod.ts beside it. */
const roomOf = (path: string) => relative(join(root, "lib"), path).replace("../", "").split("/")[0];

/** The files of lib, and mod.ts beside it. */
const files = [...sources(join(root, "lib")), join(root, "mod.ts")];

Deno.test("rooms import only what lib/README.md lets them", () => {
  const allowed = new Map(rooms.map(({ name, imports }) => [name, [name, ...imports]]));
  const forbidden = files.flatMap((file) =>
    specifiers(Deno.readTextFileSync(file)).filter(isOurs).filter((specifier) => {
      const target = roomOf(normalize(join(dirname(file), specifier)));
      return !allowed.get(roomOf(file))?.includes(target);
    }).map((specifier) => `${relative(root, file)} -> ${specifier}`)
  );
  assert.deepEqual(forbidden, []);
});

Deno.test("rooms may import only rooms that stand above them in lib/README.md", () => {
  rooms.forEach(({ name, imports }, r) => {
    const above = rooms.slice(0, r).map((room) => room.name);
    assert.deepEqual(imports.filter((room) => !above.includes(room)), [], name);
  });
});

Deno.test("the picture in lib/README.md is drawn from its table; TMM_SAVE=1 draws it anew", () => {
  const file = join(root, "data/pictures/architecture.svg");
  if (Deno.env.get("TMM_SAVE")) Deno.writeTextFileSync(file, drawRooms(rooms));
  assert.equal(Deno.readTextFileSync(file), drawRooms(rooms));
});

Deno.test("rooms import each other through mod.ts", () => {
  const deep: string[] = [];
  for (const file of sources(join(root, "lib"))) {
    for (const specifier of specifiers(Deno.readTextFileSync(file))) {
      if (!isOurs(specifier)) continue;
      const target = normalize(join(dirname(file), specifier));
      const inside = relative(join(root, "lib"), target).split("/").slice(1);
      if (
        ![roomOf(file), "mod.ts"].includes(roomOf(target)) && inside.length > 0 &&
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
