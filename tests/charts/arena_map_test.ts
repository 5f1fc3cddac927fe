import assert from "node:assert/strict";
import fc from "fast-check";
import { type ArenaBuffer, arenaMap, type ArenaPicture, PALETTES } from "../../lib/charts/mod.ts";
import { largestPart } from "../../lib/charts/_buffer_groups.ts";
import { freePart, idleAreas, sharedAreas } from "../../lib/charts/_areas.ts";
import { generator } from "../random_graph.ts";
import { rectanglesOf, textFaults, textsOf } from "./read_svg.ts";
import { assertSnapshot } from "./snapshot.ts";

const buffer = (name: string, bytes: number, start: number, end: number, offset: number) =>
  ({ name, bytes, start, end, offset }) satisfies ArenaBuffer;

//   offset 200 +-------+---+
//          150 |   b   |   |   (c, step 2, stands over 50 idle bytes)
//          100 +---+---+ c |
//           50 | a |   |---+
//            0 +---+---+
const stairs: ArenaPicture = {
  buffers: [
    buffer("a", 100, 0, 1, 0),
    buffer("b", 100, 0, 2, 100),
    buffer("c", 150, 2, 3, 50),
  ],
  steps: 3,
  arena: 200,
  peak: 200,
  bound: 150,
};

/** Buffers one upon the other in each step, some with room below. */
function randomPicture(steps: number, seed: number): ArenaPicture {
  const random = generator(seed);
  const buffers = Array.from({ length: steps }, (_, s) => {
    const end = Math.min(steps, s + 1 + Math.floor(random() * 6));
    const bytes = 1 + Math.floor(random() * 50_000);
    return buffer(`Network/tensor_${s}/Relu6`, bytes, s, end, Math.floor(random() * 400_000));
  });
  const arena = Math.max(...buffers.map(({ offset, bytes }) => offset + bytes));
  return { buffers, steps, arena, peak: Math.round(arena * 0.9), bound: Math.round(arena * 0.88) };
}

const areasOf = (buffers: readonly ArenaBuffer[]) =>
  buffers.map(({ start, end, offset, bytes }) => {
    return { start, end, low: offset, high: offset + bytes };
  });

Deno.test("arenaMap() draws one rectangle per buffer, as long as it lives and as high as it is", () => {
  const svg = arenaMap(stairs);
  const drawn = rectanglesOf(svg).filter(({ title }) => title !== "");
  assert.deepEqual(drawn.map(({ title }) => title.split("\n")[0]), ["a", "b", "c"]);
  const step = (drawn[1].right - drawn[1].left) / 2;
  const byte = (drawn[0].bottom - drawn[0].top) / 100;
  const near = (a: number, b: number) => assert.ok(Math.abs(a - b) < 0.01, `${a} is not ${b}`);
  stairs.buffers.forEach(({ bytes, start, end, offset }, b) => {
    near(drawn[b].right - drawn[b].left, (end - start) * step);
    near(drawn[b].left - drawn[0].left, start * step);
    near(drawn[b].bottom - drawn[b].top, bytes * byte);
    near(drawn[0].bottom - drawn[b].bottom, offset * byte);
  });
});

Deno.test("arenaMap() says how far the arena is above the peak", () => {
  const said = (picture: Partial<ArenaPicture>) =>
    textsOf(arenaMap({ ...stairs, ...picture })).map(({ text }) => text);
  assert.ok(said({}).includes("Arena 200 B, no more than the peak of its schedule"));
  assert.ok(said({ bound: 200 }).includes("Arena 200 B: proven least"));
  const less = "Arena 200 B, less than what may not share memory takes"; // by a plan in the file
  assert.ok(said({ bound: 210, peak: 210 }).includes(less));
  assert.ok(said({ peak: 160 }).includes("Arena 200 B, 25 % above the peak of its schedule"));
  assert.ok(said({ bound: 200 }).includes("arena = peak = bound 200 B"));
  const close = said({ arena: 36_880, peak: 36_872, bound: 36_000 });
  assert.ok(close.includes("arena 36,880 B") && close.includes("peak 36,872 B"));
});

Deno.test("arenaMap() gives buffers of one group one colour", () => {
  const buffers = stairs.buffers.map((buffer, b) => ({ ...buffer, group: b < 2 ? "g" : "h" }));
  const fills = rectanglesOf(arenaMap({ ...stairs, buffers }))
    .filter(({ title }) => title !== "").map(({ fill }) => fill);
  assert.deepEqual(fills, [0, 0, 1].map((f) => PALETTES.light.fills[f]));
});

Deno.test("idle and shared areas are those that a look at every byte finds", () => {
  fc.assert(
    fc.property(fc.nat({ max: 2 ** 31 - 1 }), (seed) => {
      const random = generator(seed);
      const below = (limit: number) => Math.floor(random() * limit);
      const steps = 1 + below(6);
      const buffers = Array.from({ length: 1 + below(6) }, (_, b) => {
        const start = below(steps);
        return buffer(String(b), 1 + below(8), start, start + 1 + below(steps - start), below(12));
      });
      const areas = areasOf(buffers);
      const limit = 8 + below(8);
      const count = (list: readonly { start: number; end: number; low: number; high: number }[]) =>
        list.reduce((sum, { start, end, low, high }) => sum + (end - start) * (high - low), 0);
      let [idle, wasted, pairs] = [0, 0, 0];
      for (let step = 0; step < steps; step++) {
        const live = areas.filter(({ start, end }) => start <= step && step < end);
        const top = Math.max(0, ...live.map(({ high }) => high));
        for (let byte = 0; byte < top; byte++) {
          const users = live.filter(({ low, high }) => low <= byte && byte < high).length;
          if (users === 0) idle++;
          if (users === 0 && top > limit) wasted++;
          pairs += users * (users - 1) / 2;
        }
      }
      const found = idleAreas(areas, steps, limit);
      assert.equal(count(found), idle);
      assert.equal(count(found.filter((area) => area.wasted)), wasted);
      assert.equal(count(sharedAreas(areas)), pairs);
    }),
    { numRuns: 300 },
  );
});

for (const steps of [1, 30, 84, 700]) {
  Deno.test(`arenaMap() lays no text over another at ${steps} steps`, () => {
    for (const seed of [1, 2, 3]) {
      for (const width of [480, 960]) {
        const picture = randomPicture(steps, seed);
        const ticksAndLevels = { ...picture, buffers: [] };
        assert.deepEqual(textFaults(arenaMap(ticksAndLevels, { width })), []);
      }
    }
  });
}

Deno.test("arenaMap() keeps labels inside their buffers", () => {
  const svg = arenaMap(randomPicture(30, 5));
  const boxes = rectanglesOf(svg).filter(({ title }) => title !== "");
  const floor = Math.max(...boxes.map((box) => box.bottom));
  const labels = textsOf(svg).filter(({ left, right, top, bottom }) =>
    top > 85 && bottom < floor && boxes.some((box) => box.left <= left && right <= box.right)
  );
  assert.ok(labels.length > 5);
  for (const { text, left, right, top, bottom } of labels) {
    const inside = boxes.some((box) =>
      box.left <= left && right <= box.right && box.top <= top && bottom <= box.bottom
    );
    assert.ok(inside, text);
  }
});

Deno.test("freePart() keeps the largest part that obstacles leave", () => {
  const box = { left: 0, top: 0, right: 10, bottom: 4 };
  assert.deepEqual(freePart(box, [{ left: 8, top: -1, right: 12, bottom: 9 }]), {
    ...box,
    right: 8,
  });
  assert.deepEqual(freePart(box, [{ left: 0, top: 1, right: 10, bottom: 2 }]), { ...box, top: 2 });
  assert.deepEqual(freePart(box, [{ left: 20, top: 0, right: 30, bottom: 4 }]), box);
});

//   300 +---+             an input in three parts that die one after the other, and what is made
//   200 +---+---+---+     of them band by band
//   100 | x |   | y |
//     0 +---+---+---+
const bands: ArenaPicture = {
  buffers: [
    { ...buffer("input;joined by a converter", 100, 0, 1, 0), group: "x" },
    { ...buffer("input;joined by a converter", 100, 0, 2, 100), group: "x" },
    { ...buffer("input;joined by a converter", 100, 0, 3, 200), group: "x" },
    { ...buffer("output", 100, 1, 4, 0), group: "y" },
    { ...buffer("output", 100, 2, 4, 100), group: "y" },
  ],
  steps: 4,
  arena: 300,
  peak: 300,
  bound: 300,
  scope: "for these bands",
  spans: [{ start: 0, end: 3, names: ["operators 0-2 in 3 bands of rows, as everybody can see"] }, {
    start: 3,
    end: 4,
    names: ["a name that is much longer than the steps that it is meant for are wide", "3"],
  }],
};

Deno.test("arenaMap() names a tensor in parts once, with the bytes of all of them", () => {
  const said = textsOf(arenaMap(bands)).map(({ text }) => text);
  assert.ok(said.includes("Arena 300 B: proven least for these bands"));
  assert.ok(
    said.includes("2 tensors in 5 parts with lives of their own, 500 B together · 4 steps"),
  );
  assert.deepEqual(said.filter((text) => /^(input|output)/.test(text)), ["input", "output"]);
  assert.deepEqual(said.filter((text) => /^[23]00 B$/.test(text)), ["300 B", "200 B"]);
  assert.deepEqual(textFaults(arenaMap(bands)), []);
});

Deno.test("arenaMap() names steps above the picture, by the first name that there is room for", () => {
  const texts = textsOf(arenaMap(bands));
  const [rectangle] = rectanglesOf(arenaMap(bands)).filter(({ title }) => title !== "");
  const step = rectangle.right - rectangle.left;
  const middle = ({ left, right }: { left: number; right: number }) => (left + right) / 2;
  const [first, second] = [bands.spans![0].names[0], "3"]
    .map((name) => texts.find(({ text }) => text === name)!);
  assert.ok(Math.abs(middle(first) - rectangle.left - 1.5 * step) < 1);
  assert.ok(Math.abs(middle(second) - rectangle.left - 3.5 * step) < 1);
});

Deno.test("largestPart() finds the largest rectangle in a stair", () => {
  const area = (start: number, end: number, low: number, high: number) => ({
    start,
    end,
    low,
    high,
  });
  const stair = [area(0, 9, 0, 1), area(0, 5, 1, 3), area(0, 2, 3, 4)];
  assert.deepEqual(largestPart(stair), area(0, 5, 0, 3));
  assert.deepEqual(largestPart(stair.toReversed()), area(0, 5, 0, 3));
  assert.deepEqual(largestPart([area(0, 2, 0, 5), area(0, 2, 6, 9)]), area(0, 2, 0, 5));
  assert.deepEqual(largestPart([area(0, 2, 0, 5), area(3, 9, 5, 9)]), area(3, 9, 5, 9));
});

Deno.test("arenaMap() of bands is the saved picture", () => {
  assertSnapshot("arena_map_bands", arenaMap(bands));
});

Deno.test("arenaMap() of three buffers is the saved picture, light and dark", () => {
  const shares = [...stairs.buffers, buffer("in place of b", 60, 1, 3, 140)];
  const picture = { ...stairs, buffers: shares, peak: 160 };
  assertSnapshot("arena_map", arenaMap(picture));
  assertSnapshot("arena_map_dark", arenaMap(stairs, { theme: "dark" }));
});
