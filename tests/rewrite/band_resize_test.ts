import assert from "node:assert/strict";
import { parseTflite } from "../../lib/formats/mod.ts";
import type { Operator } from "../../lib/graph/mod.ts";
import { type Resizing, resizingOf, rowsResized } from "../../lib/rewrite/band_resize.ts";
import { band, type Draft, draftOf, graphOf, type Run, runFault } from "../../lib/rewrite/mod.ts";
import { equivalence } from "../../lib/run/equivalence.ts";
import { bilinearTaps, nearestPlaces } from "../../lib/run/kernels/resize.ts";
import { bytes, int32, int8, table } from "../formats/flatbuffer_writer.ts";
import { builtin, operator, subgraph, tensor, tinyTflite } from "../formats/tiny_tflite.ts";
import { outputsOf } from "../tflite_interpreter.ts";
import { oneRowTooEarly, verdictOn, written } from "./rewritten.ts";

const TYPES = ["RESIZE_BILINEAR", "RESIZE_NEAREST_NEIGHBOR"] as const;
/** Corners aligned, centres of pixels aligned, or neither. */
const WAYS = [[true, false], [false, true], [false, false]] as const;

function resize(type: string, [align_corners, half_pixel_centers]: readonly boolean[]): Operator {
  const attributes = { align_corners, half_pixel_centers };
  return { type, name: "", attributes, inputs: [], outputs: [] };
}

/** What the kernels look up for each row of the output: rows of the input, and their shares. */
function placesOf(operator: Operator, input: number, output: number): string[] {
  if (operator.type !== "RESIZE_BILINEAR") {
    return nearestPlaces(operator, input, output).map(String);
  }
  const [reals, integers] = (["float32", "int8"] as const)
    .map((dtype) => bilinearTaps(operator, dtype, input, output));
  return reals.map((real, row) => JSON.stringify([real, integers[row]]));
}

/** The same with rows of the input counted from another one. */
const shifted = (place: string, rows: number) =>
  place.replace(/^\d+$|(?<="(?:first|second)":)\d+/g, (row) => String(Number(row) + rows));

Deno.test("rows of a resized band come of the rows, in the shares, that the whole image gives them", () => {
  let compared = 0;
  for (const type of TYPES) {
    for (const way of WAYS) {
      for (const factor of [1, 2, 4, 8, 32]) {
        for (let input = 1; input <= 9; input++) {
          const own = resize(type, way);
          const output = way[0] ? factor * (input - 1) + 1 : factor * input;
          const resizing = resizingOf(own, input, output) as Resizing;
          assert.equal(typeof resizing, "object", `${type} ${way} ${input} -> ${output}`);
          const whole = placesOf(own, input, output);
          for (let from = 0; from < output; from += 1 + Math.floor(output / 9)) {
            for (const to of [from + 1, from + 3, from + factor, output]) {
              if (to > output) continue;
              const { rows, made } = rowsResized(resizing, { from, to });
              assert.ok(made.from <= from && to <= made.to, "all wanted rows are made");
              assert.ok(0 <= rows.from && rows.to <= input, "rows of the input are there");
              const part = placesOf(own, rows.to - rows.from, made.to - made.from)
                .map((place) => shifted(place, rows.from));
              assert.deepEqual(
                part.slice(from - made.from, to - made.from),
                whole.slice(from, to),
                `${type} ${way} ${input} -> ${output}, rows ${from} to ${to}`,
              );
              compared++;
            }
          }
        }
      }
    }
  }
  assert.ok(compared > 4000, `${compared} bands were compared`);
});

Deno.test("resizing by other factors than 2, 4, 8, ... is not cut: its scale depends on the height", () => {
  const [bilinear] = TYPES;
  const faultOf = (way: readonly boolean[], input: number, output: number) =>
    typeof resizingOf(resize(bilinear, way), input, output);
  assert.equal(faultOf([false, false], 4, 12), "string");
  assert.equal(faultOf([false, false], 4, 2), "string");
  assert.equal(faultOf([false, false], 1, 2048), "string");
  assert.equal(faultOf([true, false], 4, 8), "string");
  assert.equal(faultOf([true, false], 1, 8), "string");
  assert.equal(faultOf([true, true], 4, 8), "string");
  assert.equal(faultOf([true, false], 1, 1), "object");
});

/** The end of a segmentation: an image of scores, enlarged; for each pixel the best class. */
function segmentation([align, half]: readonly boolean[], axis = 3): Draft {
  const [height, width] = align ? [17, 13] : [20, 11];
  const constant = (shape: readonly number[], buffer: number) =>
    tensor(`c${buffer}`, shape, { 1: int8(2), 2: int32(buffer) });
  const file = tinyTflite({
    codes: [builtin(23), builtin(56)],
    subgraphs: [subgraph(
      [
        tensor("scores", [1, 5, 4, 3]),
        constant([2], 1),
        tensor("enlarged", [1, height, width, 3]),
        constant([1], 2),
        tensor("classes", axis === 3 ? [1, height, width] : [1, width, 3], { 1: int8(2) }),
      ],
      [
        operator(0, [0, 1], [2], {
          3: int8(15),
          4: table({ 2: int8(Number(align)), 3: int8(Number(half)) }),
        }),
        operator(1, [2, 3], [4], { 3: int8(40), 4: table({ 0: int8(2) }) }),
      ],
      [0],
      [4],
    )],
    buffers: [[height, width], [axis]].map((values) => ({
      0: bytes(...new Uint8Array(Int32Array.from(values).buffer)),
    })),
  });
  return draftOf(parseTflite(file));
}

Deno.test("a segmentation is cut into bands from its scores to its classes, and keeps every class", async () => {
  for (const way of WAYS) {
    const draft = segmentation(way);
    const [{ shape: [, height] }] = draft.outputs.map((id) => draft.tensors[id]);
    for (const cuts of [[0, 8, height], [0, 3, 9, 10, height]]) {
      const run: Run = { first: 0, last: 1, cuts, form: "same" };
      const banded = band(draft, run);
      assert.ok(verdictOn(banded, "tflm-reference", [1, 2, 3]).ok, `${way}, ${cuts}`);
      const before = await outputsOf(draft.model.bytes, [1, 2]);
      assert.deepEqual(await outputsOf(written(banded), [1, 2]), before, `${way}, ${cuts}`);
    }
  }
});

Deno.test("a band of an enlarged image that begins a row too early is refused by its values alone", () => {
  for (const way of WAYS) {
    const draft = segmentation(way);
    const banded = band(draft, { first: 0, last: 0, cuts: [0, 9, 17], form: "same" });
    const faults = (after: Draft) => equivalence(graphOf(draft), graphOf(after)).faults;
    assert.deepEqual(faults(banded), []);
    assert.equal(faults(oneRowTooEarly(banded)!).length, 1, String(way));
  }
});

Deno.test("the largest of a column is not found row by row", () => {
  const graph = graphOf(segmentation(WAYS[0], 1));
  assert.match(runFault(graph, 1, 1)!, /ARG_MAX 1: it compares pixels$/);
});
