/** The table of models in the page on formats is what the readers give. `TMM_SAVE=1` writes it anew. */

import assert from "node:assert/strict";
import { corpusTest } from "../corpus.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { type CorpusModel, corpusModels } from "./corpus_models.ts";

const path = new URL("../../lib/formats/README.md", import.meta.url).pathname;
const [OPEN, CLOSE] = ["<!-- models -->", "<!-- /models -->"];

/** What the command line has to say about the inputs. */
function optionsOf({ inputs: { shapes = {}, values = {}, batch }, needsShards }: CorpusModel) {
  const list = (option: string, given: Readonly<Record<string, readonly number[]>>) =>
    Object.entries(given).map(([name, numbers]) => `\`${option} ${name}=${numbers}\``);
  return [
    ...list("--shape", shapes),
    ...(batch ? [`\`--batch ${batch}\``] : []),
    ...list("--value", values),
    ...(needsShards ? ["shards"] : []),
  ].join(" ");
}

function rowOf(model: CorpusModel): { row: string; resolved: boolean } {
  const { graphs, main, notes } = model.load();
  const { operators, tensors } = graphs[main];
  const computed = graphs.flatMap((graph) => graph.tensors)
    .filter(({ role }) => role === "activation");
  const open = computed.filter(({ shapeSignature }) => shapeSignature).length;
  const stops = notes.filter((note) => note.startsWith("Shapes stop at "))
    .map((note) => note.replace("Shapes stop at ", ""));
  const macs = macsOf(graphs[main], graphs).total.toLocaleString("en");
  const cells = [
    model.path,
    operators.length,
    tensors.length,
    macs,
    open,
    optionsOf(model),
    stops[0] ?? "",
  ];
  return { row: `| ${cells.join(" | ")} |`, resolved: open === 0 };
}

corpusTest(
  "at least 95 % of the models have all shapes, and the page says what stops the others",
  () => {
    const rows = corpusModels.map(rowOf);
    assert.equal(rows.length, 55);
    const resolved = rows.filter((row) => row.resolved).length;
    assert.ok(resolved >= 0.95 * rows.length, `${resolved} of ${rows.length}`);
    const table = [
      "",
      "",
      `${resolved} of ${rows.length} models have all activation shapes.`,
      "",
      "| model | operators | tensors | MACs | open | options | what stops it |",
      "| --- | ---: | ---: | ---: | ---: | --- | --- |",
      ...rows.map(({ row }) => row),
      "",
      "",
    ].join("\n");
    const [before, rest] = Deno.readTextFileSync(path).split(OPEN);
    const [shown, after] = rest.split(CLOSE);
    if (Deno.env.get("TMM_SAVE") && shown !== table) {
      Deno.writeTextFileSync(path, `${before}${OPEN}${table}${CLOSE}${after}`);
    } else assert.equal(shown, table);
  },
);
