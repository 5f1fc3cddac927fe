import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { type Graph, sketchGraph } from "../../lib/graph/mod.ts";
import { mapCsv, planCsv } from "../../lib/report/mod.ts";
import { accountFor, activationsOnly, givenOrder, memoryMap } from "../../lib/tmm/mod.ts";

const HOSTILE = [
  '=HYPERLINK("http://x","click")',
  "+1",
  "-1+1",
  "@SUM(A1)",
  "\t=1",
  'quote " and, comma; semicolon',
  "line\nbreak\r\nand more",
  "\x1b[31mred\x07\0",
  "a|b\\c",
  "<img src=x onerror=alert(1)>",
  "",
];

/** A chain whose tensors, and so its operators, have the given names. */
function chainOf(names: readonly string[]): Graph {
  const unique = ["x", ...names.map((name, i) => `${name}${"\u200b".repeat(i)}`)];
  return sketchGraph({
    tensors: Object.fromEntries(unique.map((name, i) => [name, 10 + i])),
    operators: unique.slice(1).map((name, i) => ({ inputs: [unique[i]], outputs: [name] })),
    inputs: ["x"],
    outputs: unique.slice(-1),
  });
}

const mapOf = (graph: Graph) => memoryMap(accountFor(graph, activationsOnly), givenOrder(graph));

const records = (csv: string) => parse(csv, { columns: true }) as Record<string, string>[];

Deno.test("mapCsv() has one row per operator with the numbers of the map", () => {
  const graph = sketchGraph({
    tensors: { x: 100, p: 300, q: 50, y: 60 },
    operators: [
      { type: "CONV_2D", inputs: ["x"], outputs: ["p"] },
      { type: "CONV_2D", inputs: ["p"], outputs: ["q"] },
      { type: "ADD", inputs: ["q", "p"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  });
  const lines = mapCsv(mapOf(graph), [7, 8, 9]).split("\n");
  assert.deepEqual(lines, [
    "index,name,type,input_bytes,output_bytes,other_bytes,shared_bytes,total_bytes,tensors,macs," +
    "parameter_bytes",
    "0,p,CONV_2D,100,300,0,0,400,x | p,7,0",
    "1,q,CONV_2D,300,50,0,0,350,p | q,8,0",
    "2,y,ADD,350,60,0,0,410,p | q | y,9,0",
    "",
  ]);
});

Deno.test("mapCsv() follows the schedule and keeps the indices of the file", () => {
  const graph = sketchGraph({
    tensors: { x: 1, a: 2, b: 3 },
    operators: [{ inputs: ["x"], outputs: ["a"] }, { inputs: ["x"], outputs: ["b"] }],
    inputs: ["x"],
    outputs: ["a", "b"],
  });
  const map = memoryMap(accountFor(graph, activationsOnly), [1, 0]);
  assert.deepEqual(records(mapCsv(map, [5, 6])).map(({ index, macs }) => [index, macs]), [
    ["1", "6"],
    ["0", "5"],
  ]);
});

Deno.test("mapCsv() counts the constants that an operator reads, each once", () => {
  const plain = chainOf(["y"]);
  const weights = { ...plain.tensors[0], name: "w", bytes: 40, role: "constant" as const };
  const [operator] = plain.operators;
  const graph = {
    ...plain,
    tensors: [...plain.tensors, weights],
    operators: [{ ...operator, inputs: [...operator.inputs, -1, 2, 2] }],
  };
  assert.equal(records(mapCsv(mapOf(graph), [0]))[0].parameter_bytes, "40");
});

Deno.test("CSV keeps one line per row, and no cell is a formula, whatever names hold", () => {
  const csv = mapCsv(mapOf(chainOf(HOSTILE)), HOSTILE.map(() => 0));
  const plan = planCsv(HOSTILE.map((tensor, i) => ({
    tensor,
    bytes: 1,
    offset: 0,
    start: i,
    end: i + 1,
    sharesWith: [{ tensor, distance: -16 }, { tensor: "y", distance: 0 }],
  })));
  for (const text of [csv, plan]) {
    assert.equal(text.split("\n").length, HOSTILE.length + 2);
    // deno-lint-ignore no-control-regex
    assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
    const rows = records(text);
    assert.equal(rows.length, HOSTILE.length);
    for (const cell of rows.flatMap((row) => Object.values(row))) {
      assert.doesNotMatch(cell, /^[=+@-]/);
    }
  }
  const names = records(csv).map(({ name }) => name);
  assert.ok(names[0].startsWith(`'=HYPERLINK("http://x","click")`));
  assert.ok(names[6].startsWith("line\\nbreak\\r\\nand more"));
});

Deno.test("mapCsv() lists tensors so that their names can be told apart", () => {
  const [row] = records(mapCsv(mapOf(chainOf(["a|b\\"])), [0]));
  assert.equal(row.tensors, "x | a\\|b\\\\");
});

Deno.test("planCsv() says who shares with whom at which distance", () => {
  const csv = planCsv([{
    tensor: "y",
    bytes: 100,
    offset: 16,
    start: 1,
    end: 3,
    sharesWith: [{ tensor: "x", distance: 48 }, { tensor: "z", distance: -16 }],
  }]);
  assert.equal(csv, "tensor,bytes,offset,start,end,shares_with\ny,100,16,1,3,x +48 | z -16\n");
});

Deno.test("CSV of any names reads back as that many rows", () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
      (names) => {
        const graph = chainOf(names.map((name, i) => `${name}${i}`));
        assert.equal(records(mapCsv(mapOf(graph), names.map(() => 1))).length, names.length);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("mapCsv() does not grow with the square of a graph whose tensors all stay", () => {
  const names = Array.from({ length: 2000 }, (_, i) => `t${i}`);
  const graph = sketchGraph({
    tensors: Object.fromEntries(["x", ...names].map((name) => [name, 1])),
    operators: names.map((name) => ({ inputs: ["x"], outputs: [name] })),
    inputs: ["x"],
    outputs: names,
  });
  const csv = mapCsv(mapOf(graph), names.map(() => 0));
  assert.ok(csv.length < 2000 * 250 * 10, `${csv.length} characters`);
  assert.match(records(csv)[1999].tensors, / \| t248 \| and 1751 more$/);
});
