import assert from "node:assert/strict";
import { compareChart, type ComparedRow, PALETTES } from "../../lib/charts/mod.ts";
import { rectanglesOf, textFaults, textsOf } from "./read_svg.ts";
import { assertSnapshot } from "./snapshot.ts";

const rows: ComparedRow[] = [
  { name: "A MobileNet V1", baseline: 1_204_224, ours: 1_204_224, bound: 1_204_224 },
  { name: "B SqueezeNet", baseline: 1_548_800, ours: 1_161_600, bound: 1_100_000 },
  { name: "C", baseline: 100_000, ours: 100_030 },
];

const said = (svg: string) => textsOf(svg).map(({ text }) => text);

Deno.test("compareChart() draws pairs of bars in proportion to the bytes", () => {
  const svg = compareChart(rows);
  const bars = (fill: string) =>
    rectanglesOf(svg).filter((bar) => bar.fill === fill && bar.top > 85)
      .map(({ left, right }) => right - left);
  const [baseline, ours] = [bars(PALETTES.light.other), bars(PALETTES.light.input)];
  const pixel = baseline[1] / 1_548_800;
  rows.forEach((row, r) => {
    assert.ok(Math.abs(baseline[r] - row.baseline * pixel) < 0.01);
    assert.ok(Math.abs(ours[r] - row.ours * pixel) < 0.01);
  });
});

Deno.test("compareChart() counts gains and losses, and shows a difference of nothing as 0 %", () => {
  const texts = said(compareChart(rows));
  assert.ok(texts.includes("Less SRAM on 1 of 3: up to 25 % on B SqueezeNet"));
  assert.ok(texts.includes("1 need less, 1 the same, 1 more"));
  assert.ok(texts.includes("1.15 MiB · 0 %"));
  assert.ok(texts.includes("1.11 MiB · −25 %"));
  assert.ok(texts.includes("97.7 KiB · +0.03 %"));
  assert.ok(said(compareChart(rows.slice(0, 1))).includes("No gain on any of 1"));
});

Deno.test("compareChart() lays no text over another", () => {
  const many = Array.from({ length: 60 }, (_, r) => ({
    name: `A model with a long name, number ${r} of its kind`,
    baseline: 1000 * (r + 1),
    ours: 970 * (r + 1),
    bound: 900 * (r + 1),
  }));
  for (const list of [[], rows, many]) {
    for (const width of [640, 960]) assert.deepEqual(textFaults(compareChart(list, { width })), []);
  }
});

Deno.test("compareChart() of three models is the saved picture", () => {
  assertSnapshot("compare", compareChart(rows, { baselineLabel: "TFLM", oursLabel: "tmm" }));
});
