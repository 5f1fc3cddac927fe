import assert from "node:assert/strict";
import fc from "fast-check";
import { graphDrawing, PALETTES } from "../../lib/charts/mod.ts";
import { isotonic } from "../../lib/charts/_aligned.ts";
import { layered } from "../../lib/charts/_layered.ts";
import { runsOf } from "../../lib/charts/_runs.ts";
import { linksOf, sketchGraph } from "../../lib/graph/mod.ts";
import { generator, makeCase } from "../random_graph.ts";
import { rectanglesOf, textFaults, textsOf } from "./read_svg.ts";
import { branchyGraph, mapOf } from "./sketches.ts";
import { assertSnapshot } from "./snapshot.ts";

/** Sum of weighted squares between fitted and given numbers. */
const distance = (fit: number[], values: number[], weights: number[]) =>
  fit.reduce((sum, x, i) => sum + weights[i] * (x - values[i]) ** 2, 0);

Deno.test("isotonic() is never further away than any non-decreasing choice of a grid", () => {
  const grid = [-2, -1, 0, 1, 2];
  const choices = (length: number): number[][] =>
    length === 0
      ? [[]]
      : choices(length - 1).flatMap((head) =>
        grid.filter((x) => x >= (head.at(-1) ?? -2)).map((x) => [...head, x])
      );
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer({ min: 1, max: 5 })), {
        minLength: 1,
        maxLength: 5,
      }),
      (pairs) => {
        const [values, weights] = [pairs.map(([value]) => value), pairs.map(([, w]) => w)];
        const fit = isotonic(values, weights);
        assert.ok(fit.every((x, i) => i === 0 || fit[i - 1] <= x));
        const least = Math.min(
          ...choices(values.length).map((choice) => distance(choice, values, weights)),
        );
        assert.ok(distance(fit, values, weights) <= least + 1e-9);
      },
    ),
    { numRuns: 200 },
  );
});

Deno.test("layered() keeps boxes apart and lets every line run downwards", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), (seed) => {
      const { graph } = makeCase(seed, 2, 25);
      const random = generator(seed);
      const boxes = graph.operators.map(() => ({ width: 20 + random() * 100, height: 20 }));
      const lines = linksOf(graph).successors.flatMap((list, from) =>
        list.map((to): [number, number] => [from, to])
      );
      const layout = layered(boxes, lines);
      layout.boxes.forEach((a, i) => {
        assert.ok(a.x - boxes[i].width / 2 >= -0.01);
        assert.ok(a.x + boxes[i].width / 2 <= layout.width + 0.01);
        layout.boxes.slice(0, i).forEach((b, j) => {
          const across = Math.abs(a.x - b.x) >= (boxes[i].width + boxes[j].width) / 2 + 13.9;
          assert.ok(across || Math.abs(a.y - b.y) >= 20, `boxes ${i} and ${j}`);
        });
      });
      lines.forEach(([from, to]) => assert.ok(layout.boxes[from].y < layout.boxes[to].y));
    }),
    { numRuns: 60 },
  );
});

Deno.test("layered() does not let a chain slant that takes in sources at every layer", () => {
  const boxes = Array.from({ length: 90 }, () => ({ width: 100, height: 20 }));
  const lines = Array.from({ length: 29 }, (_, i): [number, number][] => [
    [3 * i, 3 * i + 3],
    [3 * i + 1, 3 * i + 3],
    [3 * i + 2, 3 * i + 3],
  ]).flat();
  // A slant of half a box per layer would be 1,700 pixels.
  assert.ok(layered(boxes, lines).width < 1200);
});

Deno.test("runsOf() splits a schedule, leaves the peak alone, and never makes a circle", () => {
  for (const seed of [1, 2, 3, 4]) {
    const map = mapOf(branchyGraph(700, seed));
    const runs = runsOf(map, 110);
    assert.ok(runs.length > 80 && runs.length < 150, String(runs.length));
    assert.equal(runs[0].from, 0);
    assert.equal(runs.at(-1)!.to, 700);
    runs.slice(1).forEach(({ from, to }, i) => assert.ok(from === runs[i].to && from < to));
    assert.ok(runs.some(({ from, to }) => from === map.peakSteps[0] && to === from + 1));
  }
  assert.equal(runsOf(mapOf(branchyGraph(30)), 30).length, 30);
});

const boxesOf = (svg: string) => {
  const { ramp } = PALETTES.light;
  return rectanglesOf(svg).filter(({ fill, top }) => ramp.includes(fill) && top > 80);
};

Deno.test("graphDrawing() has one box per operator, coloured by its share of the peak", () => {
  const map = mapOf(branchyGraph(84));
  const boxes = boxesOf(graphDrawing(map));
  const { ramp } = PALETTES.light;
  assert.deepEqual(
    boxes.map(({ fill }) => ramp.indexOf(fill)),
    map.steps.map(({ total }) => Math.min(5, Math.floor(6 * total / map.peak))),
  );
});

Deno.test("graphDrawing() numbers operators by when they run", () => {
  const graph = sketchGraph({
    tensors: { x: 1, a: 2, b: 3, y: 4 },
    operators: [
      { type: "LEFT", inputs: ["x"], outputs: ["a"] },
      { type: "RIGHT", inputs: ["x"], outputs: ["b"] },
      { type: "JOIN", inputs: ["a", "b"], outputs: ["y"] },
    ],
    inputs: ["x"],
    outputs: ["y"],
  });
  const map = { ...mapOf(graph), schedule: [1, 0, 2] };
  const given = mapOf(graph);
  const reordered = { ...map, steps: [given.steps[1], given.steps[0], given.steps[2]] };
  const texts = textsOf(graphDrawing(reordered)).map(({ text }) => text);
  for (const label of ["0 RIGHT", "1 LEFT", "2 JOIN", "peak 9 B"]) assert.ok(texts.includes(label));
  assert.ok(texts.includes("Peak 9 B at JOIN, step 2 of 3"));
});

Deno.test("graphDrawing() abridges beyond 300 operators, and says so", () => {
  const whole = graphDrawing(mapOf(branchyGraph(300)));
  assert.equal(boxesOf(whole).length, 300);
  const abridged = graphDrawing(mapOf(branchyGraph(301)));
  assert.ok(boxesOf(abridged).length < 150);
  const said = textsOf(abridged).map(({ text }) => text).find((text) => text.startsWith("301 "))!;
  assert.match(said, /^301 operators in \d+ boxes · [^…]* by bytes$/); // as it is drawn: whole
});

for (const operators of [1, 30, 84, 300, 700]) {
  Deno.test(`graphDrawing() lays no text over another at ${operators} operators`, () => {
    for (const theme of ["light", "dark"] as const) {
      const svg = graphDrawing(mapOf(branchyGraph(operators)), { theme });
      assert.deepEqual(textFaults(svg), []);
    }
  });
}

Deno.test("graphDrawing() keeps labels inside their boxes", () => {
  const svg = graphDrawing(mapOf(branchyGraph(84)));
  const boxes = boxesOf(svg);
  const labels = textsOf(svg).filter(({ top }) => top > 80);
  assert.ok(labels.length >= 84);
  for (const { text, left, right, top, bottom } of labels) {
    const inside = boxes.some((box) =>
      box.left <= left && right <= box.right && box.top <= top && bottom <= box.bottom
    );
    assert.ok(inside, text);
  }
});

Deno.test("graphDrawing() draws a graph without operators", () => {
  const empty = sketchGraph({ tensors: {}, operators: [] });
  assert.match(graphDrawing(mapOf(empty)), /No operators, no memory/);
});

Deno.test("graphDrawing() of five operators is the saved picture", () => {
  assertSnapshot("graph_drawing", graphDrawing(mapOf(branchyGraph(5))));
});
