import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { mutations } from "./mutation_list.ts";

Deno.test("every mutation of the hand check still finds its line, and its tests", () => {
  for (const { file, right, wrong, tests } of mutations) {
    const source = readFileSync(new URL(`../lib/${file}`, import.meta.url), "utf8");
    assert.equal(source.split(right).length, 2, `${file}: ${right}`);
    assert.notEqual(right, wrong);
    assert.ok(existsSync(new URL(tests, import.meta.url)), tests);
  }
});
