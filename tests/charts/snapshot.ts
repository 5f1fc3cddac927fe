/** Saved pictures: a chart must stay the text that was looked at and saved. */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";

/** Compares a chart with the saved picture of that name; saves it where TMM_SAVE is set. */
export function assertSnapshot(name: string, svg: string): void {
  const file = new URL(`./snapshots/${name}.svg`, import.meta.url);
  // A line per element, so that a difference can be read.
  const lines = `${svg.replaceAll("><", ">\n<")}\n`;
  if (Deno.env.get("TMM_SAVE")) writeFileSync(file, lines);
  const saved = readFileSync(file, "utf8");
  assert.equal(lines, saved, `${name}: look at the new picture, then save it with TMM_SAVE=1`);
}
