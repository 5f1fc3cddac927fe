import assert from "node:assert/strict";
import { createGraph } from "../../lib/graph/mod.ts";
import { band, bandSteps, type Draft, draftOf, graphOf, runFault } from "../../lib/rewrite/mod.ts";
import { outputsOf } from "../tflite_interpreter.ts";
import { type Random, randomFrom, randomNetwork, randomRun } from "./random_network.ts";
import { verdictOn, written } from "./rewritten.ts";

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
  for (let seed = 1001; seed <= 1040; seed++) {
    const draft = randomBands(randomFrom(seed));
    if (!draft) continue;
    const before = await outputsOf(draft.model.bytes, [seed]);
    assert.deepEqual(await outputsOf(written(draft), [seed]), before, `seed ${seed}`);
  }
});

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

/** The same with one row earlier in the last slice that does not begin at the first row. */
function oneRowTooEarly(draft: Draft): Draft | undefined {
  const rowOf = (id: number) => new Int32Array(draft.tensors[id].data!.slice().buffer)[1];
  const at = draft.operators.findLastIndex(({ type, table, inputs }) =>
    type === "SLICE" && table === undefined && rowOf(inputs[1]) > 0
  );
  if (at < 0) return undefined;
  const slice = draft.operators[at];
  const data = new Uint8Array(Int32Array.of(0, rowOf(slice.inputs[1]) - 1, 0, 0).buffer);
  const begin = { ...draft.tensors[slice.inputs[1]], name: "wrong", data };
  const inputs = slice.inputs.with(1, draft.tensors.length);
  return {
    ...draft,
    tensors: [...draft.tensors, begin],
    operators: draft.operators.with(at, { ...slice, inputs }),
  };
}

Deno.test("band() says which operator cannot be cut, and why", () => {
  const draft = draftOf(randomNetwork(randomFrom(3)));
  const graph = graphOf(draft);
  const first = graph.operators.findIndex(({ outputs: [id] }, o) =>
    graph.operators.some(({ inputs }, p) => p > o + 1 && inputs.includes(id))
  );
  assert.ok(first >= 0);
  assert.throws(
    () => band(draft, { first, last: first + 1, cuts: [0, 1, 2], form: "pad" }),
    /^RangeError: Cannot compute the run in bands: \w+ \d+: its output leaves the run$/,
  );
  // The caller reads it, too.
  const last = graph.operators.length - 1;
  const start = Array.from({ length: last }, (_, o) => o)
    .find((o) => runFault(graph, o, o + 1) === undefined)!;
  const [inner] = graph.operators[start].outputs;
  const shown = createGraph({ ...graph, outputs: [...graph.outputs, inner] });
  const { type } = graph.operators[start];
  assert.equal(runFault(shown, start, start + 1), `${type} ${start}: its output leaves the run`);
});
