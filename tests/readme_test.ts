/** What the README shows is what the commands print. `TMM_SAVE=1` writes it anew. */

import assert from "node:assert/strict";
import { evaluateNetwork, evaluationMarkdown, evaluationNetworks } from "../mod.ts";
import { runCommand } from "./cli/memory_io.ts";
import { pictures } from "./pictures.ts";

const path = new URL("../README.md", import.meta.url).pathname;
const [OPEN, CLOSE] = ["<!-- evaluation -->", "<!-- /evaluation -->"];

const rows = evaluationNetworks.map((network) => evaluateNetwork(network, { verifySize: 64 }));

Deno.test("the pictures of the README are what the charts draw", async () => {
  for (const [name, svg] of pictures(rows)) {
    const file = path.replace("README.md", `data/pictures/${name}`);
    if (Deno.env.get("TMM_SAVE")) await Deno.writeTextFile(file, svg);
    else assert.equal(await Deno.readTextFile(file), svg, name);
  }
});

Deno.test("the evaluation in the README is what `deno task table` computes", () => {
  const readme = Deno.readTextFileSync(path);
  const [before, rest] = readme.split(OPEN);
  const [shown, after] = rest.split(CLOSE);
  const table = `\n\n${evaluationMarkdown(rows)}\n\n`;
  if (Deno.env.get("TMM_SAVE") && shown !== table) {
    Deno.writeTextFileSync(path, `${before}${OPEN}${table}${CLOSE}${after}`);
  } else assert.equal(shown, table);
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
