import assert from "node:assert/strict";
import { evaluateNetwork, evaluationNetworks, type EvaluationRow, evaluationText } from "../mod.ts";
import { evaluationChart, evaluationMarkdown } from "../mod.ts";
import { boardById, evaluationCsv, evaluationReport, usableSram } from "../mod.ts";

const rows: EvaluationRow[] = evaluationNetworks.map((network) => evaluateNetwork(network));
const rowOf = (id: string) => rows.find(({ network }) => network.id === id)!;

Deno.test("the evaluation has nine rows, and no variant of ours is above stock or below its bound", () => {
  assert.equal(rows.map(({ network }) => network.id).join(""), "ABCDEFGHI");
  for (const { network, stock, paper, portable, reference } of rows) {
    for (const variant of [stock, paper, portable, reference]) {
      assert.ok(variant.arena >= variant.bound && variant.arena >= variant.peak, network.id);
    }
    assert.ok(portable.arena <= stock.arena, network.id);
    assert.ok(reference.arena < stock.arena, network.id);
    assert.ok(reference.arena <= portable.arena, network.id);
  }
});

Deno.test("a chain gains nothing from its order, and the table shows it", () => {
  for (const id of ["A", "H"]) {
    const { stock, paper } = rowOf(id);
    assert.equal(paper.peak, stock.peak, id);
  }
});

Deno.test("DenseNet gains more than was published, DeepLabv3 exactly what its output leaves", () => {
  const densenet = rowOf("F");
  assert.ok(1 - densenet.reference.arena / densenet.stock.arena > 0.3806);
  // The model's own output, 257 x 257 x 21 bytes, is what nothing can go below.
  assert.ok(rowOf("G").reference.bound >= 257 * 257 * 21);
});

Deno.test("published figures are those of the poster and nothing else", () => {
  const published = rows.flatMap(({ network, published }) =>
    published ? [[network.id, published]] : []
  );
  assert.deepEqual(published, [
    ["F", { peakReductionPercent: 38.06, timeReductionMs: 4.9 }],
    ["G", { peakReductionPercent: 1.61 }],
    ["I", { timeReductionMs: 0.28 }],
  ]);
  assert.equal(evaluationText(rows).match(/not published/g)!.length, 6);
});

Deno.test("the CSV has one line per network and variant, the JSON the keys of the design", () => {
  assert.equal(evaluationCsv(rows).trim().split("\n").length, 1 + 4 * 9);
  const report = JSON.parse(JSON.stringify(evaluationReport(rows, null)));
  assert.deepEqual(Object.keys(report), ["board", "rows"]);
  for (const key of ["id", "name", "operators", "stock", "paper", "portable", "reference"]) {
    assert.ok(key in report.rows[0], key);
  }
  assert.ok("proven" in report.rows[0] && "published" in report.rows[0]);
});

Deno.test("on a board, less traffic means less modelled time and energy", () => {
  const board = { id: "nano33ble", sram: usableSram(boardById("nano33ble")) };
  const { stock, reference } = evaluateNetwork(evaluationNetworks[0], { board });
  assert.ok(reference.traffic!.avoidable < stock.traffic!.avoidable);
  assert.ok(reference.cost!.seconds < stock.cost!.seconds);
  assert.ok(reference.cost!.joules < stock.cost!.joules);
});

Deno.test("the columns of bands appear with a search, and only with one", () => {
  const [mobilenet] = evaluationNetworks;
  const small = { ...mobilenet, build: () => mobilenet.build({ inputSize: 96, width: 0.25 }) };
  const limits = { maxMacs: 0.15, steps: 1000, plans: 4 };
  const row = evaluateNetwork(small, { partial: limits, verifySize: 96 });
  const { stock, portable, partial, verified } = row;
  assert.ok(
    partial!.bound <= partial!.arena && partial!.arena < 0.8 * portable.arena,
    String([partial!.arena, portable.arena]),
  );
  assert.ok(partial!.extraMacs > 0 && partial!.extraMacs <= 0.15);
  assert.equal(partial!.proven, false);
  assert.deepEqual(verified, { identical: true, inputSize: 96 });
  const [head, , cells, , mean] = evaluationMarkdown([row]).split("\n");
  assert.ok(head.includes(" portable |  | in bands |  | MACs | reference "));
  const less = Math.round(1000 * (1 - partial!.arena / stock.arena)) / 10;
  const more = Math.round(1000 * partial!.extraMacs) / 10;
  assert.ok(cells.includes(` | -${less} % | +${more} % | `), cells);
  assert.ok(mean.includes(`, in bands ${less} %, `), mean);
  assert.equal(evaluationCsv([row]).trim().split("\n").length, 1 + 5);
  const [reported] = JSON.parse(JSON.stringify(evaluationReport([row], null))).rows;
  assert.deepEqual(
    [reported.partial, reported.variants.partial.extraMacs],
    [partial!.arena, partial!.extraMacs],
  );
  assert.match(evaluationChart([row]), /ours, portable, in bands/);
  assert.ok(!evaluationMarkdown(rows).includes("in bands"));
  assert.ok(!evaluationChart(rows).includes("in bands"));
});
