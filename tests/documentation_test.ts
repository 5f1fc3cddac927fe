/** What `deno doc` shows to somebody who has only the library: nothing that leads nowhere. */

import assert from "node:assert/strict";

interface Documented {
  readonly nodes: Readonly<
    Record<string, { readonly symbols: readonly { readonly name: string }[] }>
  >;
}

const module = new URL("../mod.ts", import.meta.url).pathname;
const { stdout } = await new Deno.Command(Deno.execPath(), {
  args: ["doc", "--json", module],
  stderr: "null",
}).output();
const text = new TextDecoder().decode(stdout);
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
  const entries = [
    "analyze",
    "load",
    "mapModel",
    "fit",
    "planMemory",
    "exact",
    "schedulers",
    "place",
  ]
    .concat("reuseOf", "predictArena", "prepareRun", "memoryProfile", "arenaMap", "compareChart")
    .concat("reportHtml", "zoo", "sketchGraph", "fitBoard");
  const symbols = Object.values(nodes).flatMap(({ symbols }) => symbols);
  for (const name of entries) {
    const symbol = JSON.stringify(symbols.find((symbol) => symbol.name === name));
    assert.match(symbol, /"kind":"example"/, name);
    assert.match(symbol, /import .*@tmm\/tmm/, name);
  }
  // A failed `console.assert` fails no test.
  assert.doesNotMatch(text, /console\.assert/);
});
