/**
 * What the README shows is what the commands print. The search for bands takes minutes: only with
 * `TMM_FULL_TABLE=1` are its columns compared, too. `TMM_SAVE=1` with it writes everything anew.
 */

import assert from "node:assert/strict";
import {
  evaluateNetwork,
  evaluationMarkdown,
  evaluationNetworks,
  evaluationPartial,
} from "../mod.ts";
import { textsOf } from "./charts/read_svg.ts";
import { runCommand } from "./cli/memory_io.ts";
import { pictures } from "./pictures.ts";

const path = new URL("../README.md", import.meta.url).pathname;
const [OPEN, CLOSE] = ["<!-- evaluation -->", "<!-- /evaluation -->"];

const isFull = Deno.env.get("TMM_FULL_TABLE") !== undefined;
const isSaving = isFull && Deno.env.get("TMM_SAVE") !== undefined;
const partial = isFull ? evaluationPartial : undefined;
const rows = evaluationNetworks.map((network) =>
  evaluateNetwork(network, { verifySize: 64, partial })
);

Deno.test("the pictures of the README are what the charts draw", async () => {
  for (const [name, svg] of pictures(rows, partial)) {
    const file = path.replace("README.md", `data/pictures/${name}`);
    if (isSaving) await Deno.writeTextFile(file, svg);
    const saved = await Deno.readTextFile(file);
    if (isFull || name !== "evaluation.svg") assert.equal(saved, svg, name);
    else assert.deepEqual(labelsOf(svg).filter((label) => !labelsOf(saved).includes(label)), []);
  }
});

/** What stands beside the bars of the evaluation. */
const labelsOf = (svg: string) =>
  textsOf(svg).map(({ text }) => text).filter((text) => /^[\d.,]+ [KM]iB/.test(text));

Deno.test("the evaluation in the README is what `deno task table:partial` computes", () => {
  const readme = Deno.readTextFileSync(path);
  const [before, rest] = readme.split(OPEN);
  const [shown, after] = rest.split(CLOSE);
  const table = evaluationMarkdown(rows);
  if (isSaving) {
    Deno.writeTextFileSync(path, `${before}${OPEN}\n\n${table}\n\n${CLOSE}${after}`);
  } else assert.equal(isFull ? shown.trim() : withoutBands(shown.trim()), table);
});

/** The table as `deno task table` prints it. */
function withoutBands(table: string): string {
  const lines = table.split("\n").map((line) => line.split(" | "));
  const column = lines[0].indexOf("in bands");
  assert.ok(column > 0);
  for (const cells of lines) if (cells.length > column) cells.splice(column, 3);
  return lines.map((cells) => cells.join(" | ")).join("\n").replace(/, in bands [\d.]+ %/, "");
}

Deno.test("the picture of bands is that of MobileNet V1 in the table", () => {
  const picture = Deno.readTextFileSync(path.replace("README.md", "data/pictures/bands.svg"));
  const [, arena] = picture.match(/Arena ([\d.]+ KiB)/)!;
  const [row] = Deno.readTextFileSync(path).match(/^\| A \|.*$/m)!;
  assert.equal(row.split(" | ")[8].trim(), arena);
});

Deno.test("every command that the README shows exists", async () => {
  const { stdout } = await runCommand({}, "--help");
  const known = [...stdout.matchAll(/^ {2}([a-z]+) (?:\[|<| {2})/gm)].map((match) => match[1]);
  const readme = Deno.readTextFileSync(path);
  const tasks = Object.keys(
    JSON.parse(Deno.readTextFileSync(path.replace("README.md", "deno.json")))
      .tasks,
  );
  for (const [, command] of readme.matchAll(/(?:cli\.ts|`tmm) ([a-z]+)/g)) {
    assert.ok(known.includes(command), `tmm ${command}`);
  }
  for (const [, task] of readme.matchAll(/task ([a-z:]+)/g)) assert.ok(tasks.includes(task), task);
});
