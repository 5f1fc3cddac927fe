import assert from "node:assert/strict";
import { memoryProfile, PALETTES } from "../../lib/charts/mod.ts";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { addsInPlace, branchyGraph, mapOf } from "./sketches.ts";
import { rectanglesOf, textFaults, textsOf } from "./read_svg.ts";
import { assertSnapshot } from "./snapshot.ts";

//   x(100) -> [CONV_2D] -> p(300) -> [CONV_2D] -> q(50) -> [ADD] -> y(50)
//                            '----------------------------'
const diamond = sketchGraph({
  name: "diamond",
  tensors: { x: 100, p: 300, q: 50, y: 50 },
  operators: [
    { type: "CONV_2D", inputs: ["x"], outputs: ["p"] },
    { type: "CONV_2D", inputs: ["p"], outputs: ["q"] },
    { type: "ADD", inputs: ["q", "p"], outputs: ["y"] },
  ],
  inputs: ["x"],
  outputs: ["y"],
});

Deno.test("memoryProfile() stacks bars whose heights are the bytes of the map", () => {
  const map = mapOf(branchyGraph(50), addsInPlace);
  const svg = memoryProfile(map);
  const { input, output, other } = PALETTES.light;
  const bars = rectanglesOf(svg).filter(({ fill, title }) =>
    title === "" && [input, output, other].includes(fill)
  ).filter(({ top }) => top > 80);
  const bottom = Math.max(...bars.map((bar) => bar.bottom));
  const columns = map.steps.map((_, s) => {
    const x = 64 + (s + 0.5) * (960 - 84) / 50;
    return bars.filter(({ left, right }) => left < x && x < right);
  });
  const pixel = (bottom - Math.min(...bars.map((bar) => bar.top))) / map.peak;
  map.steps.forEach((step, s) => {
    const heightOf = (fill: string) =>
      columns[s].filter((bar) => bar.fill === fill)
        .reduce((sum, bar) => sum + bar.bottom - bar.top, 0) / pixel;
    const near = (drawn: number, bytes: number) =>
      assert.ok(Math.abs(drawn - bytes) < map.peak / 1e4, `step ${s}: ${drawn} for ${bytes}`);
    near(heightOf(input), step.input);
    near(heightOf(output), step.output - step.shared);
    near(heightOf(other), step.other);
    const top = Math.min(...columns[s].map((bar) => bar.top));
    near((bottom - top) / pixel, step.total);
  });
});

Deno.test("memoryProfile() says the finding: peak, operator, how many", () => {
  const said = (svg: string) => textsOf(svg).map(({ text }) => text);
  assert.ok(
    said(memoryProfile(mapOf(diamond))).includes("Peak 400 B at CONV_2D #0 of 3, and at 1 more"),
  );
  assert.ok(said(memoryProfile(mapOf(diamond), { title: "Mine" })).includes("Mine"));
  const part = said(memoryProfile(mapOf(branchyGraph(84)), { from: 60, to: 84 }));
  assert.ok(part.some((text) => text.startsWith("Most in this part: ")));
  assert.ok(part.some((text) => text.includes("steps 60 to 83 of 84")));
});

Deno.test("memoryProfile() tells whether the budget is met, and draws it where it is near", () => {
  const map = mapOf(diamond);
  const met = memoryProfile(map, { budget: 500 });
  assert.match(met, /fits the budget of 500 B/);
  assert.match(met, />budget 500 B</);
  assert.match(memoryProfile(map, { budget: 350 }), /50 B over the budget of 350 B, in 2 steps/);
  const far = memoryProfile(map, { budget: 65536 });
  assert.match(far, /fits the budget of 64.0 KiB/);
  assert.doesNotMatch(far, />budget 64.0 KiB</);
});

Deno.test("memoryProfile() refuses a range that is not of the map", () => {
  const map = mapOf(diamond);
  assert.throws(() => memoryProfile(map, { from: 2, to: 1 }), RangeError);
  assert.throws(() => memoryProfile(map, { to: 4 }), RangeError);
});

Deno.test("memoryProfile() draws a graph without operators", () => {
  const empty = sketchGraph({ tensors: {}, operators: [] });
  assert.match(memoryProfile(mapOf(empty)), /No operators, no memory/);
});

for (const operators of [1, 2, 10, 30, 40, 41, 84, 300, 700]) {
  Deno.test(`memoryProfile() lays no text over another at ${operators} operators`, () => {
    const map = mapOf(branchyGraph(operators), addsInPlace);
    for (const width of [480, 960, 1600]) {
      for (const budget of [undefined, Math.round(map.peak * 0.98), Math.round(map.peak * 1.01)]) {
        const svg = memoryProfile(map, { width, budget });
        assert.deepEqual(textFaults(svg), [], `${width} pixels, budget ${budget}`);
      }
    }
  });
}

Deno.test("memoryProfile() of the diamond is the saved picture, light and dark", () => {
  assertSnapshot("memory_profile", memoryProfile(mapOf(diamond, addsInPlace), { budget: 350 }));
  assertSnapshot("memory_profile_dark", memoryProfile(mapOf(diamond), { theme: "dark" }));
});
