import assert from "node:assert/strict";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { mapText } from "../../lib/report/mod.ts";
import { addsInPlace, branchyGraph, mapOf } from "../charts/sketches.ts";

const diamond = mapOf(
  sketchGraph({
    tensors: { x: 102_400, p: 307_200, q: 51_200, y: 51_200 },
    operators: [
      { type: "CONV_2D", inputs: ["x"], outputs: ["p"] },
      { type: "CONV_2D", inputs: ["p"], outputs: ["q"] },
      { type: "ADD", inputs: ["q", "p"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  }),
  addsInPlace,
);

Deno.test("mapText() shows the peak, then a bar per operator", () => {
  assert.equal(
    mapText(diamond, { width: 60 }),
    [
      "Peak 400 KiB (409,600 bytes) at CONV_2D #0 of 3",
      "parameters (flash) 0 B",
      "",
      " #  operator     SRAM  ░ other  █ input  ▒ output",
      "▶0  CONV_2D   400 KiB  █████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒  p",
      " 1  CONV_2D   350 KiB  ████████████████▒▒     q",
      " 2  ADD       350 KiB  ██████████████████     y",
    ].join("\n"),
  );
});

Deno.test("mapText() keeps to its width, however wide the names are", () => {
  const graph = sketchGraph({
    tensors: { x: 100, ["卷积".repeat(60)]: 200, y: 5 },
    operators: [
      { type: "卷积层".repeat(20), inputs: ["x"], outputs: ["卷积".repeat(60)] },
      { type: "ADD", inputs: ["x"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  });
  const plain = sketchGraph({
    tensors: { x: 2000, ["long".repeat(40)]: 2000 },
    operators: [{ type: "TYPE".repeat(20), inputs: ["x"], outputs: ["long".repeat(40)] }],
    inputs: ["x"],
    outputs: ["long".repeat(40)],
  });
  for (const width of [40, 59, 60, 80, 120, 200]) {
    for (const sketch of [graph, plain]) {
      const lines = mapText(mapOf(sketch), { width }).split("\n").slice(3);
      for (const line of lines) {
        const cells = [...line].reduce((sum, c) => sum + (/\p{Script=Han}/u.test(c) ? 2 : 1), 0);
        assert.ok(cells <= width, `${cells} cells of ${width}: ${line}`);
      }
      assert.ok(lines.some((line) => line.startsWith("▶") && /[█▒]$/.test(line)) === width < 60);
    }
  }
});

Deno.test("mapText() shows the largest first with top, and steps of a range", () => {
  const map = mapOf(branchyGraph(84));
  const indices = (text: string) =>
    text.split("\n").slice(4).flatMap((line) => /^[ ▶] *(\d+) {2}/.exec(line)?.[1] ?? []).map(
      Number,
    );
  const totals = map.steps.map(({ total }) => total).sort((a, b) => b - a);
  const top = indices(mapText(map, { top: 5 }));
  assert.deepEqual(top.map((index) => map.steps[index].total), totals.slice(0, 5));
  assert.deepEqual(indices(mapText(map, { from: 30, to: 34 })), [30, 31, 32, 33]);
  assert.match(mapText(map, { top: 5 }), / 79 more operators$/);
  assert.match(mapText(map, { top: 83 }), / 1 more operator$/);
  assert.equal(indices(mapText(map)).length, 84);
});

Deno.test("mapText() paints only where asked, and paints nothing else", () => {
  const plain = mapText(diamond);
  const painted = mapText(diamond, { colour: true });
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(plain, /\x1b/);
  // deno-lint-ignore no-control-regex
  assert.match(painted, /\x1b\[1;31m▶\x1b\[0m/);
  // deno-lint-ignore no-control-regex
  assert.equal(painted.replace(/\x1b\[[\d;]*m/g, ""), plain);
});

Deno.test("mapText() makes terminal escapes in names and types visible", () => {
  const evil = "\x1b]0;title\x07\x1b[2J\nnext";
  const graph = sketchGraph({
    tensors: { x: 1, [evil]: 2 },
    operators: [{ type: "\x1b[31mT", inputs: ["x"], outputs: [evil] }],
    inputs: ["x"],
    outputs: [evil],
  });
  const text = mapText(mapOf(graph));
  // deno-lint-ignore no-control-regex
  assert.doesNotMatch(text, /[\x00-\x09\x0b-\x1f\x7f]/);
  assert.match(text, /\\x1b\]0;title/);
  assert.equal(text.split("\n").length, 5);
});

Deno.test("mapText() says a number of bytes once", () => {
  const tiny = sketchGraph({
    tensors: { x: 16, y: 32 },
    operators: [{ type: "RELU", inputs: ["x"], outputs: ["y"] }],
    inputs: ["x"],
    outputs: ["y"],
  });
  assert.match(mapText(mapOf(tiny)), /^Peak 48 bytes at RELU #0 of 1\n/);
});

Deno.test("mapText() shows a graph without operators", () => {
  const empty = sketchGraph({ tensors: {}, operators: [] });
  assert.match(mapText(mapOf(empty)), /^No operators, no memory/);
});
