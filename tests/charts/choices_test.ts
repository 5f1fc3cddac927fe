import assert from "node:assert/strict";
import { type ChoiceRow, choicesChart, PALETTES } from "../../lib/charts/mod.ts";
import { rectanglesOf, textFaults, textsOf } from "./read_svg.ts";
import { assertSnapshot } from "./snapshot.ts";

const choices: ChoiceRow[] = [
  { name: "stock", min: 100_640, macs: 7_489_664, chosen: false },
  { name: "0 x2, 2-3 x2", min: 68_500, macs: 7_515_776, chosen: false },
  { name: "0 x9, 1 x3, 2-3 x4, 5-6 x2", min: 63_060, macs: 7_647_488, chosen: true },
];

const said = (svg: string) => textsOf(svg).map(({ text }) => text);

Deno.test("choicesChart() draws bars in proportion to the bytes, the one that is taken in a colour", () => {
  const svg = choicesChart(choices);
  const lengths = (fill: string) =>
    rectanglesOf(svg).filter((bar) => bar.fill === fill && bar.top > 85)
      .map(({ left, right }) => right - left);
  const { other, input, banded } = PALETTES.light;
  const [[stock], [between], [taken]] = [other, input, banded].map(lengths);
  assert.ok(Math.abs(between / stock - 68_500 / 100_640) < 0.001);
  assert.ok(Math.abs(taken / stock - 63_060 / 100_640) < 0.001);
});

Deno.test("choicesChart() says what is gained and what it costs", () => {
  const texts = said(choicesChart(choices, { budget: 65_536 }));
  assert.ok(texts.includes("37.3 % less memory for 2.1 % more work"));
  assert.ok(texts.includes("98.3 KiB · no more work"));
  assert.ok(texts.includes("66.9 KiB · +0.35 % work"));
  assert.ok(texts.includes("budget: 64.0 KiB"));
  const left = said(choicesChart([{ ...choices[0], chosen: true }]));
  assert.ok(left.includes("Nothing needs less memory"));
});

Deno.test("choicesChart() lays no text over another", () => {
  const many = Array.from({ length: 30 }, (_, c) => ({
    name: `0-3 x14 up, 4-7 x10, 9 x3 up, 10 x3 up, and ${c} more <of> them`,
    min: 900_000 - 20_000 * c,
    macs: 1_000_000 + c,
    chosen: c === 29,
  }));
  for (const list of [[], choices, many]) {
    for (const width of [640, 960]) {
      assert.deepEqual(textFaults(choicesChart(list, { width, budget: 500_000 })), []);
    }
  }
});

Deno.test("choicesChart() of a person detector is the saved picture", () => {
  assertSnapshot("choices", choicesChart(choices, { budget: 65_536 }));
});
