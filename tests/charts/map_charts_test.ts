/** What every chart of a memory map promises. */

import assert from "node:assert/strict";
import { arenaMap, mapCharts, PALETTES } from "../../lib/charts/mod.ts";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { runCommand } from "../cli/memory_io.ts";
import { addsInPlace, branchyGraph, mapOf } from "./sketches.ts";
import { textFaults } from "./read_svg.ts";

const maps = [
  mapOf(branchyGraph(1)),
  mapOf(branchyGraph(84)),
  mapOf(branchyGraph(40), addsInPlace),
  mapOf(sketchGraph({ tensors: {}, operators: [] })),
];

for (const { name, draw } of mapCharts) {
  Deno.test(`${name} keeps the promises of a chart of a memory map`, () => {
    for (const map of maps) {
      const svg = draw(map);
      assert.match(svg, /^<svg .*role="img".*<\/svg>$/s);
      assert.equal(draw(map), svg);
      assert.deepEqual(textFaults(svg), []);
      assert.ok(draw(map, { theme: "dark" }).includes(`fill="${PALETTES.dark.background}"`));
      assert.ok(draw(map, { title: "my <title>" }).includes("my &lt;title&gt;"));
    }
  });
}

Deno.test("a chart of nothing has neither a scale, a legend nor a list of it", () => {
  const sketches = [
    sketchGraph({ tensors: { x: 8 }, operators: [], inputs: ["x"], outputs: ["x"] }),
    sketchGraph({ tensors: { x: 0 }, operators: [{ type: "RELU", inputs: [], outputs: ["x"] }] }),
  ];
  const texts = sketches.map((sketch) => mapOf(sketch)).flatMap((map) => [
    ...mapCharts.map(({ draw }) => draw(map)),
    arenaMap({ buffers: [], steps: map.steps.length, arena: 0, peak: 0, bound: 0 }),
  ]);
  for (const svg of texts) {
    assert.doesNotMatch(svg, />&lt; |>0\.\d|>live at the peak|>live in other|>a buffer:/);
  }
  // Of a few bytes the scale has whole numbers.
  const few = mapOf(sketchGraph({
    tensors: { x: 1, y: 2 },
    operators: [{ type: "RELU", inputs: ["x"], outputs: ["y"] }],
    inputs: ["x"],
    outputs: ["y"],
  }));
  const [{ draw }] = mapCharts;
  assert.match(draw(few), />3<\/text>/);
  assert.doesNotMatch(draw(few), />\d\.\d<\/text>/);
});

Deno.test("tmm map draws each of them", async () => {
  const graph = {
    name: "g",
    tensors: [{ name: "x", bytes: 8 }],
    ops: [],
    inputs: [0],
    outputs: [0],
  };
  const files = { "g.json": new TextEncoder().encode(JSON.stringify(graph)) };
  const svgs = await Promise.all(mapCharts.map(async ({ name }) => {
    const { files: after, error } = await runCommand(
      files,
      "map",
      "g.json",
      "--svg",
      "g.svg",
      "--chart",
      name,
    );
    assert.equal(error, undefined);
    return new TextDecoder().decode(after.get("g.svg"));
  }));
  assert.equal(new Set(svgs).size, mapCharts.length);
});
