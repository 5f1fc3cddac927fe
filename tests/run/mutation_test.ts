import assert from "node:assert/strict";
import { sharingUnder } from "../../lib/reuse/mod.ts";
import { placesOfHead, prepareRun, seededInputs, TaintError } from "../../lib/run/mod.ts";
import { carriedPlan, planFaults, predictArena } from "../../lib/tflm/mod.ts";
import { corpusTest } from "../corpus.ts";
import { planFor, shifted, tfliteModel, tightShares, withOffsets } from "./plans.ts";

const MODELS = [
  "keras_lstm_mnist_ptq",
  "litert_topo_sort_fork_split",
  "mcunet_vww",
  "mlperf_tiny_kws_int8",
  "mlperf_tiny_resnet8_float",
  "mlperf_tiny_resnet8_int8",
  "mlperf_tiny_vww_96_int8",
  "split_concat",
  "tflm_micro_speech_quantized",
  "tflm_person_detect",
];
const MOST_MUTATIONS = 30;

corpusTest("a distance that is 16 bytes too small is found by the rules and by taint", () => {
  const sharingOf = sharingUnder("tflm-reference");
  for (const name of MODELS) {
    const planned = planFor(tfliteModel(name));
    const shares = tightShares(planned);
    const inputs = seededInputs(planned.model.graphs[0]);
    assert.ok(shares.length > 0, name);
    const count = Math.min(MOST_MUTATIONS, shares.length);
    for (let i = 0; i < count; i++) {
      // All of them, or as many from all over the model.
      const share = shares[Math.floor(i * shares.length / count)];
      const rewritten = withOffsets(planned, shifted(planned, share));
      const rules = planFaults(rewritten, carriedPlan(rewritten)!, { sharingOf });
      assert.ok(rules.length > 0, `${name}, mutation ${i}: a rule is broken`);
      const places = placesOfHead(rewritten.graphs, predictArena(rewritten).plan);
      const program = prepareRun(rewritten, { ...places, taint: true });
      assert.throws(() => program.run(inputs), TaintError, `${name}, mutation ${i}`);
    }
  }
});
