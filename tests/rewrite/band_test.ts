import assert from "node:assert/strict";
import { createGraph, type Graph } from "../../lib/graph/mod.ts";
import { parseTflite } from "../../lib/formats/mod.ts";
import { band, bandSteps, type Draft, draftOf, graphOf } from "../../lib/rewrite/mod.ts";
import { encode } from "../../lib/zoo/encode.ts";
import { newNetwork } from "../../lib/zoo/network.ts";
import { input, output, spatialMean } from "../../lib/zoo/shape_layers.ts";
import { conv } from "../../lib/zoo/weighted_layers.ts";
import { outputsOf } from "../tflite_interpreter.ts";
import { type Random, randomFrom, randomNetwork, randomRun } from "./random_network.ts";
import { oneRowTooEarly, verdictOn, written } from "./rewritten.ts";

/** Random networks to cut: `TMM_NETWORKS`. */
const NETWORKS = Number(Deno.env.get("TMM_NETWORKS") ?? 250);

/** A random network with one or two random runs in bands; `undefined` where nothing can be cut. */
function randomBands(random: Random): Draft | undefined {
  const whole = draftOf(randomNetwork(random));
  let draft = whole;
  for (let count = 1 + random(2); count > 0; count--) {
    const run = randomRun(graphOf(draft), random);
    if (run && bandSteps(graphOf(draft), run)) draft = band(draft, run);
  }
  return draft === whole ? undefined : draft;
}

Deno.test("band() keeps every output bit of random networks, in memory that is shared by rows", () => {
  let cut = 0;
  for (let seed = 1; seed <= NETWORKS; seed++) {
    const random = randomFrom(seed);
    const draft = randomBands(random);
    if (!draft) continue;
    cut++;
    const verdict = verdictOn(draft, random(2) ? "portable" : "tflm-reference", [seed]);
    assert.ok(verdict.ok, `seed ${seed}: ${JSON.stringify(verdict)}`);
  }
  assert.ok(cut > 0.8 * NETWORKS, `${cut} networks were cut`);
});

Deno.test("band() keeps every output bit in an interpreter that is not ours", async () => {
  let compared = 0;
  for (let seed = 1001; seed <= 1040; seed++) {
    const draft = randomBands(randomFrom(seed));
    if (!draft) continue;
    const before = await outputsOf(draft.model.bytes, [seed]);
    // For some windows with a stride it leaves the image out, which TFLM and we do not.
    const { tensors, outputs } = graphOf(draft);
    const depths = outputs.map((id) => tensors[id].shape[3]);
    if (before[0].some((bytes, o) => isOnePixel(bytes, depths[o]))) continue;
    compared++;
    assert.deepEqual(await outputsOf(written(draft), [seed]), before, `seed ${seed}`);
  }
  assert.ok(compared > 30, `${compared} networks were compared`);
});

/** Whether all pixels of an output are the same. */
const isOnePixel = (bytes: Uint8Array, depth: number) =>
  bytes.every((byte, i) => byte === bytes[i % depth]);

Deno.test("a rewrite that takes rows one too early is refused, unless it computes the same", async () => {
  let refused = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const draft = randomBands(randomFrom(seed));
    const wrong = draft && oneRowTooEarly(draft);
    if (!wrong) continue;
    if (verdictOn(wrong, "portable", [1, 2, 3]).ok) {
      // Windows may skip the row, and a ReLU may hide it.
      const before = await outputsOf(draft.model.bytes, [1, 2, 3]);
      assert.deepEqual(await outputsOf(written(wrong), [1, 2, 3]), before, `seed ${seed}`);
    } else refused++;
  }
  assert.ok(refused > 30, `${refused} refused`);
});

Deno.test("band() says which operator cannot be cut, and why", () => {
  const net = newNetwork("averaged", "for tests");
  const x = conv(net, input(net, [1, 8, 8, 3]), { kernel: 3, filters: 4 });
  output(net, spatialMean(net, x));
  const draft = draftOf(parseTflite(encode(net)));
  assert.throws(
    () => band(draft, { first: 0, last: 1, cuts: [0, 1, 2], form: "pad" }),
    /^RangeError: Cannot compute the run in bands: MEAN 1: /,
  );
});

Deno.test("bandSteps() joins what the caller reads inside a run by itself", () => {
  const net = newNetwork("two", "for tests");
  const x = conv(net, input(net, [1, 8, 8, 3]), { kernel: 3, filters: 4 });
  const y = conv(net, x, { kernel: 3, stride: 2, filters: 4 });
  output(net, y);
  const graph = graphOf(draftOf(parseTflite(encode(net))));
  const shown = createGraph({ ...graph, outputs: [...graph.outputs, x.id] });
  const run = { first: 0, last: 1, cuts: [0, 1, 4], form: "same" } as const;
  const joined = (graph: Graph) => {
    const { pieces, steps } = bandSteps(graph, run)!;
    return steps.filter(({ kind }) => kind === "join").map(({ inputs, output }) => [
      graph.tensors[pieces[output].tensor].shape[1],
      inputs.map((piece) => pieces[piece].height),
    ]);
  };
  assert.deepEqual(joined(graph), [[4, [1, 3]]]);
  assert.deepEqual(joined(shown), [[8, [2, 6]], [4, [1, 3]]]);
});
