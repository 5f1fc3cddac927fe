import assert from "node:assert/strict";
import { reuseOf } from "../../lib/reuse/mod.ts";
import { CASES, diceOf } from "./cases.ts";
import { isClean, isIdentical, leastCleanDistance, type Pair, stepOf } from "./overlap.ts";

const SEEDS_PER_TYPE = 8;

/** All random operators of a type with the pairs that may share memory under `tflm-reference`. */
function* pairsOf(type: string) {
  for (let seed = 1; seed <= SEEDS_PER_TYPE; seed++) {
    const graph = CASES[type](diceOf(1000 + seed));
    const { allowances } = reuseOf(graph, "tflm-reference");
    for (const allowance of allowances[0]) yield { seed, graph, ...allowance };
  }
}

/**
 * Why a rule may ask for more than execution needs: an input of one element that the kernel keeps in
 * a register, and single elements that it moves by `memcpy`, which distances in whole elements cannot
 * tear apart.
 */
function asksForMore(type: string, elements: number): boolean {
  return elements === 1 || type === "RESIZE_NEAREST_NEIGHBOR" || type === "STRIDED_SLICE";
}

Deno.test("sharing is allowed from the very distance on at which execution stays clean", () => {
  let operators = 0;
  let [equal, stricter] = [0, 0];
  for (const type of Object.keys(CASES)) {
    operators += SEEDS_PER_TYPE;
    for (const { seed, graph, input, output, distance, exact } of pairsOf(type)) {
      const pair: Pair = { input, output };
      const what = `${type}, seed ${seed}, ${input} over ${output}, distance ${distance}`;
      if (exact) {
        assert.ok(isClean(graph, pair, distance), what);
        equal++;
        continue;
      }
      const { bytes, shape } = graph.tensors[input];
      const step = stepOf(graph, pair);
      const allowed = Math.max(Math.ceil(distance / step) * step, -bytes);
      const least = leastCleanDistance(graph, pair);
      if (least === allowed) {
        equal++;
      } else {
        const elements = shape.reduce((all, size) => all * size, 1);
        assert.ok(least < allowed && asksForMore(type, elements), `${what}, execution: ${least}`);
        stricter++;
      }
    }
  }
  assert.ok(operators >= 500, `${operators} operators`);
  assert.ok(equal >= 700, `${equal} pairs`);
  assert.ok(stricter <= 25, `${stricter} pairs`);
});

/** Types whose results hang on every element that they read, and that do not use `memcpy`. */
const SENSITIVE = [
  "ADD",
  "AVERAGE_POOL_2D",
  "CONV_2D",
  "DEPTHWISE_CONV_2D",
  "DEQUANTIZE",
  "FULLY_CONNECTED",
  "MIRROR_PAD",
  "PAD",
  "RESIZE_BILINEAR",
  "SLICE",
  "SPLIT",
];

Deno.test("outputs are identical at the allowed distance, and differ one step below it", () => {
  let compared = 0;
  for (const type of SENSITIVE) {
    for (const { seed, graph, input, output, distance, exact } of pairsOf(type)) {
      const pair: Pair = { input, output };
      const step = stepOf(graph, pair);
      const { bytes } = graph.tensors[input];
      const allowed = exact ? distance : Math.max(Math.ceil(distance / step) * step, -bytes);
      const what = `${type}, seed ${seed}, ${input} over ${output}, distance ${allowed}`;
      for (let inputs = 1; inputs <= 3; inputs++) {
        assert.ok(isIdentical(graph, pair, allowed, inputs), what);
      }
      if (exact || allowed - step <= -bytes || isClean(graph, pair, allowed - step)) continue;
      // Values may coincide: some inputs of many must show it.
      const differs = Array.from({ length: 40 }, (_, i) => i + 1)
        .some((inputs) => !isIdentical(graph, pair, allowed - step, inputs));
      assert.ok(differs, `${what}: one step below`);
      compared++;
    }
  }
  assert.ok(compared >= 60, `${compared} pairs differ`);
});
