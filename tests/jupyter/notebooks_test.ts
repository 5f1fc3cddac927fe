/** The notebooks of the repository say what they said when their outputs were stored. */

import assert from "node:assert/strict";
import { basename, join } from "node:path";
import {
  type Cell,
  executeNotebooks,
  type Notebook,
  notebookPaths,
  notebookTest,
  textOf,
} from "./notebook.ts";

const read = (path: string): Notebook => JSON.parse(Deno.readTextFileSync(path));
const codeOf = ({ cells }: Notebook) => cells.filter(({ cell_type }) => cell_type === "code");

/** What can be read in the outputs of a cell: texts, and the words and numbers of its HTML. */
function readable({ outputs = [] }: Cell): string[] {
  return outputs.flatMap(({ data = {}, text }) => {
    const html = textOf(data["text/html"]).replace(/<[^>]*>/g, " ");
    return [text, data["text/plain"], data["text/markdown"], html].map(textOf);
  }).map((said) => said.replace(/\s+/g, " ").trim()).filter((said) => said !== "");
}

Deno.test("each notebook asks a question, imports tmm only, and ends with an answer", () => {
  assert.equal(notebookPaths().length, 7);
  for (const path of notebookPaths()) {
    const notebook = read(path);
    assert.match(textOf(notebook.cells[0].source), /\*\*[^*]+\?\*\*/, path);
    const code = codeOf(notebook).map(({ source }) => textOf(source)).join("\n");
    assert.deepEqual(code.match(/\bfrom ".*"|\bimport\(.*\)/g), ['from "tmm"'], path);
    assert.match(readable(codeOf(notebook).at(-1)!).join(), /\*\*Answer\.\*\* /, path);
  }
});

Deno.test("the cells of the notebooks are type-checked", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const files = notebookPaths().map((path) => {
      const file = join(folder, `${basename(path, ".ipynb")}.ts`);
      const code = codeOf(read(path)).map(({ source }) => textOf(source)).join(";\n");
      Deno.writeTextFileSync(file, code);
      return file;
    });
    const config = new URL("../../deno.json", import.meta.url).pathname;
    const args = ["check", "--config", config, ...files];
    const { success, stderr } = await new Deno.Command(Deno.execPath(), { args }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

notebookTest(
  "executed again, the notebooks say what they said (else: deno task notebooks)",
  async () => {
    const folder = await Deno.makeTempDir();
    try {
      const pairs = notebookPaths().map((path) => [path, join(folder, basename(path))] as const);
      await executeNotebooks(pairs);
      for (const [stored, executed] of pairs) {
        const [before, after] = [stored, executed].map((path) => codeOf(read(path)).map(readable));
        assert.deepEqual(after, before, basename(stored));
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
);
