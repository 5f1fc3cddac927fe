import assert from "node:assert/strict";
import { liveRangesChart, PALETTES } from "../../lib/charts/mod.ts";
import { sketchGraph } from "../../lib/graph/mod.ts";
import { branchyGraph, mapOf } from "./sketches.ts";
import { rectanglesOf, textFaults, textsOf } from "./read_svg.ts";
import { assertSnapshot } from "./snapshot.ts";

Deno.test("liveRangesChart() draws every counted tensor from its first to its last step", () => {
  const map = mapOf(branchyGraph(30));
  const bars = rectanglesOf(liveRangesChart(map)).filter(({ title }) => title !== "");
  const { tensors } = map.accounting.graph;
  assert.equal(bars.length, tensors.length);
  const step = (960 - 40) / 30;
  for (const { title, left, right, fill } of bars) {
    const id = tensors.findIndex(({ name }) => name === title.split("\n")[0]);
    const [start, end] = [map.ranges.start[id], map.ranges.end[id]];
    assert.ok(
      Math.abs(left - 20 - start * step) < 0.01 && Math.abs(right - 20 - end * step) < 0.01,
    );
    const atPeak = start <= map.peakSteps[0] && map.peakSteps[0] < end;
    assert.equal(fill, atPeak ? PALETTES.light.output : PALETTES.light.other);
  }
});

Deno.test("liveRangesChart() says how many tensors make up the peak, and names the largest", () => {
  const texts = textsOf(liveRangesChart(mapOf(branchyGraph(84)))).map(({ text }) => text);
  assert.ok(texts.some((text) => /^\d+ of 85 tensors make up the peak of [\d.]+ MiB$/.test(text)));
  assert.ok(texts.some((text) => text.includes("the largest is ")));
});

for (const operators of [1, 30, 84, 119, 120, 700]) {
  Deno.test(`liveRangesChart() lays no text over another at ${operators} operators`, () => {
    for (const theme of ["light", "dark"] as const) {
      assert.deepEqual(textFaults(liveRangesChart(mapOf(branchyGraph(operators)), { theme })), []);
    }
  });
}

Deno.test("liveRangesChart() draws a graph without operators", () => {
  const empty = sketchGraph({ tensors: {}, operators: [] });
  assert.match(liveRangesChart(mapOf(empty)), /No operators, no memory/);
});

Deno.test("liveRangesChart() of five operators is the saved picture", () => {
  assertSnapshot("live_ranges", liveRangesChart(mapOf(branchyGraph(5))));
});
