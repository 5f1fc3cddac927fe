import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FormatError, isTflite, load, type TfliteModel } from "../../lib/formats/mod.ts";
import { encodePlan, planFaults, predictArena, type TflmHead } from "../../lib/tflm/mod.ts";
import { corpus, corpusTest, corpusText } from "../corpus.ts";

/** What TFLM reported for a model. */
interface Truth {
  readonly model: string;
  readonly loads: boolean;
  readonly reason?: string;
  readonly x64?: Reported;
  readonly arm32?: Reported;
}

interface Reported {
  readonly head: number;
  readonly tail: number;
  readonly used: number;
  readonly min?: number;
}

/** One planned buffer that TFLM reported; scopes are inclusive and begin at -1. */
interface Placed {
  readonly subgraph: number;
  readonly tensor?: number;
  readonly op?: number;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
  readonly offset: number;
}

/** Models whose planned tensors the report numbers otherwise, and why. */
const NUMBERED_OTHERWISE: Readonly<Record<string, string>> = {
  "tflite/litert_call_once_mul.tflite": "VAR_HANDLE: the report counts on without its handle",
};

/** Models that TFLM did not run although nothing in the file says that it refuses them, and why. */
const NOT_RUN: Readonly<Record<string, string>> = {
  "tflite/edsr_f32b5_QAT.tflite": "it loads, but one run takes longer than the report waited",
  "tflite/litert_add_unknown_dimensions.tflite": "ADD: it loads, and aborts when it runs",
  "tflite/litert_blockwise_quantized.tflite": "ADD: it aborts over int8 without a scale",
  "tflite/litert_conv_huge_im2col.tflite": "it needs more than the 512 MiB that the report gave it",
  "tflite/movenet_single_pose_lightning_ptq.tflite":
    "CAST: it loads, and refuses uint8 when it runs",
};

const truths = (): Truth[] => JSON.parse(corpusText("tflm/truth/SUMMARY.json"));

function modelOf(name: string): TfliteModel {
  const model = load(new Uint8Array(readFileSync(join(corpus, "models", name))));
  assert.ok(isTflite(model), name);
  return model;
}

/** Everything that TFLM loads, with what it reported. */
const loading = (): { truth: Truth; model: TfliteModel }[] =>
  truths().filter(({ loads }) => loads).map((truth) => ({ truth, model: modelOf(truth.model) }));

corpusTest("predictArena() equals what TFLM reports on every model that it loads", () => {
  let compared = 0;
  for (const { truth, model } of loading()) {
    for (const [target, reported] of [["x64", truth.x64], ["cortex-m", truth.arm32]] as const) {
      if (reported === undefined) continue;
      const { head, tail, used, min, exact } = predictArena(model, { target });
      const predicted = { head, tail, used, ...reported.min !== undefined && { min } };
      assert.deepEqual(predicted, reported, `${truth.model} on ${target}`);
      assert.ok(exact, truth.model);
      compared++;
    }
  }
  assert.ok(compared >= 80, `${compared} compared`);
});

corpusTest("planHead() equals TFLM's plan: each buffer, lifetime and offset", () => {
  for (const { truth, model } of loading()) {
    const name = `tflm/truth/${truth.model.replace("/", "__")}.json`;
    const reported: Placed[] = JSON.parse(corpusText(name)).plan;
    const numbered = !(truth.model in NUMBERED_OTHERWISE);
    const { plan } = predictArena(model, { target: "x64" });
    assert.deepEqual(
      placements(plan, numbered),
      reported.map(({ subgraph, tensor, op, bytes, first, last, offset }) => ({
        subgraph,
        ...numbered && { tensor, op },
        bytes,
        first,
        last,
        offset,
      })),
      truth.model,
    );
  }
});

function placements({ records, offsets }: TflmHead, numbered: boolean) {
  return records.map(({ subgraph, tensor, scratch, bytes, start, end }, r) => ({
    subgraph,
    ...numbered && { tensor, op: scratch?.operator },
    bytes,
    first: start - 1,
    last: end - 2,
    offset: offsets[r],
  }));
}

corpusTest("predictArena() says why TFLM refuses a model, or the reader refuses the file", () => {
  const silent = truths().filter(({ model, loads }) => {
    if (loads) return false;
    try {
      return predictArena(modelOf(model)).exact;
    } catch (error) {
      assert.ok(error instanceof FormatError, model);
      return false;
    }
  });
  assert.deepEqual(silent.map(({ model }) => model), Object.keys(NOT_RUN));
});

corpusTest("planHead() stays the same when its own offsets are written out, or none is", () => {
  for (const { truth, model } of loading()) {
    const online = predictArena(model);
    const count = model.graphs.reduce((sum, { tensors }) => sum + tensors.length, 0);
    const offsets = new Array<number>(count).fill(-1);
    assert.deepEqual(predictArena(model, { plan: offsets }).plan, online.plan, truth.model);
    const first = model.graphs.map((_, g) =>
      model.graphs.slice(0, g).reduce((sum, { tensors }) => sum + tensors.length, 0)
    );
    online.plan.records.forEach(({ subgraph, tensor }, r) => {
      if (tensor !== undefined) offsets[first[subgraph] + tensor] = online.plan.offsets[r];
    });
    assert.deepEqual(predictArena(model, { plan: offsets }).used, online.used, truth.model);
    const payload = encodePlan(offsets, model.graphs.length);
    assert.deepEqual(planFaults(model, payload), [], truth.model);
  }
});
