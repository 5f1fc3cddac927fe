/** What `deno doc` shows to somebody who has only the library: nothing that leads nowhere. */

import assert from "node:assert/strict";
import manifest from "../deno.json" with { type: "json" };
import { runDeno } from "./program.ts";

interface Documented {
  readonly nodes: Readonly<
    Record<string, { readonly symbols: readonly { readonly name: string }[] }>
  >;
}

const root = new URL("..", import.meta.url).pathname;
const text = await runDeno(root, "doc", "--json", "mod.ts");
const { nodes } = JSON.parse(text) as Documented;
const names = new Set(
  Object.values(nodes).flatMap(({ symbols }) => symbols.map(({ name }) => name)),
);

Deno.test("links in the documentation lead to public names", () => {
  const links = [...text.matchAll(/\{@linkcode (\w+)/g)].map(([, name]) => name);
  assert.ok(links.length > 40);
  assert.deepEqual(links.filter((name) => !names.has(name)), []);
});

Deno.test("the main entry points have examples, which import the library as its users do", () => {
  const entries =
    "analyze load mapModel fit planMemory exact schedulers estimatePeak place reuseOf predictArena " +
    "prepareRun memoryProfile arenaMap compareChart reportHtml zoo sketchGraph fitBoard";
  const symbols = Object.values(nodes).flatMap(({ symbols }) => symbols);
  for (const name of entries.split(" ")) {
    const symbol = JSON.stringify(symbols.find((symbol) => symbol.name === name));
    assert.match(symbol, /"kind":"example"/, name);
    assert.match(symbol, /import .*@tmm\/tmm/, name);
  }
  // A failed `console.assert` fails no test.
  assert.doesNotMatch(text, /console\.assert/);
});

Deno.test("CHANGELOG.md tells of the version in deno.json", async () => {
  const changelog = await Deno.readTextFile(`${root}CHANGELOG.md`);
  const [latest] = [...changelog.matchAll(/^## \[(\d.*?)\]/gm)].map(([, version]) => version);
  assert.equal(latest, manifest.version);
});
