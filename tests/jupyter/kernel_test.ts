import assert from "node:assert/strict";
import { executeNotebooks, type Notebook, notebookOf, notebookTest, textOf } from "./notebook.ts";
import { zoo } from "../../mod.ts";

const CELLS = [
  'import * as tmm from "tmm";\nDeno.readTextFileSync("note.txt")',
  'const model = tmm.load(Deno.readFileSync("m.tflite"));\nconst fitted = tmm.fit(model);\nfitted',
  "tmm.mapModel(model)",
  "fitted.plan",
  "model.graphs[0]",
  "tmm.show(tmm.memoryProfile(tmm.mapModel(model)))",
  "[Object.keys({ a: 1 }), JSON.stringify({ a: 1 }), structuredClone({ a: 1 })]",
  `const accounting = tmm.accountModel(model, tmm.activationsOnly);
const peaks = await tmm.withProgress(tmm.schedulers, "ordering", ({ name }) => name, ({ order }) => {
  return order(accounting).peak;
});
Math.min(...peaks)`,
];

notebookTest("results show themselves in a notebook of another folder", async () => {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${folder}/note.txt`, "beside the notebook");
    const network = zoo.find(({ id }) => id === "C")!;
    await Deno.writeFile(`${folder}/m.tflite`, network.build({ weights: "none" }));
    await Deno.writeTextFile(`${folder}/in.ipynb`, notebookOf(...CELLS));
    await executeNotebooks([[`${folder}/in.ipynb`, `${folder}/out.ipynb`]]);
    const { cells }: Notebook = JSON.parse(await Deno.readTextFile(`${folder}/out.ipynb`));
    const shown = cells.map(({ outputs }) => outputs!.at(-1)!.data!);
    const text = (cell: number) => textOf(shown[cell]["text/plain"]);
    const html = (cell: number) => textOf(shown[cell]["text/html"]);
    assert.match(text(0), /beside the notebook/);
    assert.match(text(1), /stock +planned/);
    assert.match(text(2), /Peak 980 KiB/);
    assert.match(text(3), /bound +1,003,520 bytes/);
    assert.match(text(4), /84: 58 CONV_2D/);
    for (const cell of [1, 2, 3, 4, 5]) assert.match(html(cell), /<svg [^>]*role="img"/);
    assert.equal(shown[6]["text/html"], undefined);
    assert.match(text(6), /\[ "a" \], '\{"a":1\}', \{ a: 1 \}/);
    // One line, changed in place, and the result.
    const [line, result, ...more] = cells[7].outputs!;
    assert.equal(textOf(line.data!["text/plain"]), "ordering: 5 of 5 done");
    assert.equal(textOf(result.data!["text/plain"]), "1003520");
    assert.deepEqual(more, []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
