/** Charts of names that hold markup, escapes and broken characters stay well-formed pictures. */

import assert from "node:assert/strict";
import "dejavu-fonts-ttf/package.json" with { type: "json" };
import {
  arenaMap,
  compareChart,
  mapCharts,
  memoryProfile,
  type PngFiles,
  svgToPng,
} from "../../lib/charts/mod.ts";
import { svgText } from "../../lib/charts/_svg.ts";
import { type Graph, sketchGraph } from "../../lib/graph/mod.ts";
import { mapOf } from "./sketches.ts";

const NAMES = [
  "<img src=x onerror=alert(1)>",
  "</text><script>alert(1)</script>",
  `"quotes' & ]]> <!-- -->`,
  "\0\x01\x08\x0b\x1b[31m\x7f",
  "half \ud800 and \udc00 more \uffff\ufffe",
  "\u202eright to left\u200b",
  "line\nbreak\ttab",
  "卷积 🙂 größe",
  "x".repeat(5000),
];

const read = (file: string) => Deno.readFile(new URL(import.meta.resolve(file)));

const files: PngFiles = {
  wasm: await read("@resvg/resvg-wasm/index_bg.wasm"),
  fonts: [
    await read("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"),
    await read("dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf"),
  ],
};

function hostileGraph(): Graph {
  return sketchGraph({
    name: NAMES[0],
    tensors: Object.fromEntries(["in", ...NAMES].map((name, i) => [name, 1000 * (i + 1)])),
    operators: NAMES.map((name, i) => ({
      type: name,
      inputs: [["in", ...NAMES][i]],
      outputs: [name],
    })),
    inputs: ["in"],
    outputs: [NAMES[NAMES.length - 1]],
  });
}

function charts(): Record<string, string> {
  const map = mapOf(hostileGraph());
  const buffers = NAMES.map((name, i) => {
    return { name, bytes: 1000, start: i, end: i + 2, offset: 1000 * i, group: name };
  });
  return {
    ...Object.fromEntries(mapCharts.map(({ name, draw }) => [name, draw(map, { budget: 9000 })])),
    arenaMap: arenaMap({ buffers, steps: 10, arena: 9000, peak: 8000, bound: 7000 }),
    compare: compareChart(NAMES.map((name) => ({ name, baseline: 2000, ours: 1000, bound: 900 }))),
    title: memoryProfile(map, { title: NAMES.slice(0, 7).join(" ") }),
  };
}

for (const [name, svg] of Object.entries(charts())) {
  Deno.test(`${name}: hostile names leave a chart well-formed and without markup of theirs`, async () => {
    const elements = new Set([...svg.matchAll(/<([a-zA-Z]+)/g)].map((match) => match[1]));
    assert.deepEqual(
      [...elements].filter((tag) =>
        !["svg", "g", "rect", "path", "line", "text", "title"].includes(tag)
      ),
      [],
    );
    // deno-lint-ignore no-control-regex
    assert.ok(!/[\x00-\x08\x0b-\x1f\x7f\u202e\ufffe\uffff]/.test(svg));
    assert.ok(svg.isWellFormed());
    assert.ok(svg.length < 50_000, "a long name stands there in full");
    // The renderer's XML parser is strict: it refuses what is not well-formed.
    const png = await svgToPng(svg, files, { scale: 0.5 });
    assert.deepEqual([...png.slice(1, 4)], [..."PNG"].map((letter) => letter.charCodeAt(0)));
  });
}

Deno.test("svgToPng() refuses what is not well-formed", async () => {
  await assert.rejects(svgToPng("<svg><text>&</svg>", files));
});

Deno.test("numbers in attributes have at most three digits after the point, colours stay", () => {
  const attributes = {
    d: "M1.23456,-0.0000001e-3L2e-9,1234567.8915",
    fill: "#00e200",
    x: "0.71em",
  };
  const element = {
    localName: "path",
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
    childNodes: [],
    setAttribute() {},
    append() {},
    prepend() {},
    querySelector: () => null,
    remove() {},
  };
  assert.equal(
    svgText(element),
    '<path d="M1.235,0L0,1234567.892" fill="#00e200" x="0.71em"/>',
  );
  for (const svg of Object.values(charts())) {
    const inAttributes = [...svg.matchAll(/ [a-z-]+="([^"]*)"/g)].map((match) => match[1]);
    assert.ok(inAttributes.every((value) => !/\.\d{4}/.test(value)));
  }
});
