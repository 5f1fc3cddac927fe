import assert from "node:assert/strict";
import { fit } from "../../lib/fit.ts";
import { load, parseTflite } from "../../lib/formats/mod.ts";
import type { Graph, Model } from "../../lib/graph/mod.ts";
import { band, draftOf, embedPlan, encodeDraft, loadTflite } from "../../lib/rewrite/mod.ts";
import { type KernelSetName, sharingUnder } from "../../lib/reuse/mod.ts";
import { structureFaults, verdictLines, verifyRewrite } from "../../lib/run/mod.ts";
import { encodePlan, OFFLINE_PLAN_NAME, ONLINE } from "../../lib/tflm/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import { corpusTest } from "../corpus.ts";
import { type Fields, int8 } from "../formats/flatbuffer_writer.ts";
import { builtin, diamond, operator, RELU } from "../formats/tiny_tflite.ts";
import { subgraph, tensor, tinyTflite } from "../formats/tiny_tflite.ts";
import { modelOf } from "./overlap.ts";
import { planFor, tfliteModel, withOffsets } from "./plans.ts";

/** Models whose plans differ from what a user has today, small enough for three seeds each. */
const MODELS = [
  "keras_lstm_mnist_ptq",
  "litert_add_shared_tensors",
  "litert_call_once_mul",
  "litert_constant_output_tensor",
  "litert_multi_add",
  "litert_topo_sort_fork",
  "litert_topo_sort_fork_split",
  "litert_topo_sort_interleaved",
  "litert_zero_size_constant",
  "mcunet_vww",
  "mlperf_tiny_kws_int8",
  "mlperf_tiny_resnet8_float",
  "mlperf_tiny_resnet8_int8",
  "mlperf_tiny_vww_96_int8",
  "split_concat",
  "tflm_micro_speech_quantized",
  "tflm_person_detect",
  "tflm_simple_add_model",
];

corpusTest("every plan executes in its arena, bit-identical to tensors that lie apart", () => {
  let verified = 0;
  for (const name of MODELS) {
    const model = tfliteModel(name);
    for (const kernels of ["portable", "tflm-reference"] satisfies KernelSetName[]) {
      const { bytes } = fit(model, { kernels });
      if (bytes === undefined) continue; // the plan is no better than what a user has today
      const verification = verifyRewrite(model, load(bytes), { sharingOf: sharingUnder(kernels) });
      assert.deepEqual(verdictLines(verification).filter((line) => line.includes("FAILED")), []);
      assert.ok(verification.ok && verification.plan.present && verification.execution.seeds === 3);
      verified++;
    }
  }
  assert.ok(verified >= 28, `${verified} plans`);
});

corpusTest("a model is verified against itself as the runtime lays it out", () => {
  const model = tfliteModel("tflm_micro_speech_quantized");
  const { ok, plan, execution } = verifyRewrite(model, model, { seeds: [7] });
  assert.ok(ok && !plan.present);
  assert.equal(execution.arena, 5968);
});

corpusTest("verdicts name the proof that failed", () => {
  const planned = planFor(tfliteModel("tflm_micro_speech_quantized"));
  const together = planned.offsets.map((offset) => offset < 0 ? offset : 0);
  const verification = verifyRewrite(planned.model, withOffsets(planned, together), { seeds: [1] });
  const [structure, plan, execution] = verdictLines(verification);
  assert.match(structure, /^structure: ok, 4 operators, all weights equal$/);
  assert.match(plan, /^plan: FAILED, overlap: By the plan, tensor .* is overwritten/);
  assert.match(execution, /^execution: FAILED, Cannot use tensor/);
});

Deno.test("a model in bands is verified pixel by pixel, and refused if a row is off", () => {
  const { build } = zoo.find(({ id }) => id === "A")!;
  const original = loadTflite(build({ inputSize: 32, width: 0.25, weights: "random" }));
  const bytes = encodeDraft(
    band(draftOf(original), { first: 1, last: 2, cuts: [0, 3, 16], form: "pad" }),
  );
  const rewritten = loadTflite(bytes);
  const verification = verifyRewrite(original, rewritten, { seeds: [1] });
  assert.ok(verification.ok);
  const { operators, origins } = verification.structure;
  assert.deepEqual([operators, origins!.slice(0, 8)], [31, [0, -1, -1, 1, 2, -1, -1, 1]]);
  assert.match(
    verdictLines(verification)[0],
    /^structure: ok, 38 operators compute every pixel as/,
  );
  // The view is on the file's bytes: the second band begins a row too early now.
  const slices = rewritten.graphs[0].operators.filter(({ type }) => type === "SLICE");
  rewritten.graphs[0].tensors[slices[1].inputs[1]].data![4]--;
  const wrong = verifyRewrite(original, loadTflite(bytes), { seeds: [1] });
  assert.match(
    verdictLines(wrong)[0],
    /^structure: FAILED, output 0 ".*" differs at \[0\]: DEPTHWISE_CONV_2D ".*" reads other places/,
  );
});

Deno.test("a plan that breaks a rule of the runtime is refused, although it gives the right outputs", () => {
  const { build } = zoo.find(({ id }) => id === "A")!;
  const original = loadTflite(build({ inputSize: 32, width: 0.25, weights: "random" }));
  const { tensors } = original.graphs[0];
  let end = 8; // no multiple of 16
  const offsets = tensors.map(({ role, bytes }) => {
    if (role !== "activation") return ONLINE;
    const offset = end;
    end += Math.ceil(bytes / 16) * 16;
    return offset;
  });
  const plan = { name: OFFLINE_PLAN_NAME, buffer: 0, data: encodePlan(offsets) };
  const planned = { ...original, metadata: [...original.metadata, plan] };
  const verification = verifyRewrite(original, planned, { seeds: [1] });
  assert.ok(verification.structure.ok && verification.execution.ok);
  assert.match(verification.plan.faults[0], /^alignment: .* has offset 8,/);
  assert.equal(verification.ok, false);
});

Deno.test("verifyRewrite() wants .tflite files", () => {
  const model = modelOf(chain());
  assert.throws(
    () => verifyRewrite(model, model),
    /^TypeError: Cannot verify: two .tflite models wanted, test and test came/,
  );
});

/** x -> RELU -> a -> ADD(a, w) -> y, and beside it x -> NEG -> b. */
function chain(): Graph {
  const tensor = { dtype: "float32", shape: [1], bytes: 4, role: "activation" } as const;
  return {
    name: "chain",
    tensors: [
      { ...tensor, name: "x" },
      { ...tensor, name: "a" },
      { ...tensor, name: "w", role: "constant", data: new Uint8Array([1, 2, 3, 4]) },
      { ...tensor, name: "y" },
      { ...tensor, name: "b" },
    ],
    operators: [
      { type: "RELU", name: "a", attributes: {}, inputs: [0], outputs: [1] },
      { type: "ADD", name: "y", attributes: { scale: 1 }, inputs: [1, 2], outputs: [3] },
      { type: "NEG", name: "b", attributes: {}, inputs: [0], outputs: [4] },
    ],
    inputs: [0],
    outputs: [3, 4],
    controlEdges: [],
  };
}

Deno.test("structureFaults() allows another order and finds every other difference", () => {
  const graph = chain();
  const { tensors, operators } = graph;
  const [relu, add, neg] = operators;
  const table: [change: Partial<Graph>, fault: RegExp | undefined][] = [
    [{}, undefined],
    [{ operators: [neg, relu, add] }, undefined],
    [
      { operators: [add, relu, neg] },
      /^the order is not valid: operator 1 runs before operator 0$/,
    ],
    [{ operators: [relu, add] }, /^NEG "b" is no longer there$/],
    [
      { operators: [relu, { ...add, attributes: { scale: 2 } }, neg] },
      /^ADD "y" is no longer there$/,
    ],
    [{ operators: [relu, add, neg, neg] }, /^NEG "b" was not there before$/],
    [{ outputs: [4, 3] }, /^the outputs are others$/],
    [{ tensors: tensors.slice(0, 4) }, /^5 tensors before, 4 after$/],
    [
      { tensors: tensors.with(2, { ...tensors[2], data: new Uint8Array([1, 2, 3, 5]) }) },
      /^the data of tensor 2 "w" is not what it was$/,
    ],
    [{ tensors: tensors.with(0, { ...tensors[0], shape: [1, 1] }) }, /^tensor 0 "x" was .*, is /],
  ];
  for (const [change, fault] of table) {
    const [found] = structureFaults(modelOf(graph), modelOf({ ...graph, ...change }));
    if (fault) assert.match(found, fault);
    else assert.equal(found, undefined);
  }
  const two: Model = { ...modelOf(graph), graphs: [graph, graph] };
  assert.deepEqual(structureFaults(modelOf(graph), two), ["1 graphs before, 2 after"]);
});

Deno.test("a plan that reaches beyond all memory fails without being laid out", () => {
  const model = parseTflite(diamond());
  const far = embedPlan(
    model,
    model.graphs[0].tensors.map((_, t) => t === 1 ? 2 ** 31 - 16 : 16 * t),
    {
      kernels: "none",
    },
  );
  const { plan, execution } = verifyRewrite(model, load(far));
  assert.match(plan.faults[0], /^range: /);
  assert.match(execution.faults[0], /at most 268435456 bytes wanted, 2147483648 came/);
});

Deno.test("what a broken file describes cannot be run, which is a verdict and no crash", () => {
  const ofOne = (code: number, more: Fields) =>
    parseTflite(tinyTflite({
      codes: [builtin(code)],
      subgraphs: [
        subgraph([tensor("x", [4], more), tensor("y", [4])], [operator(0, [0], [1])], [0], [1]),
      ],
    }));
  const cases: [Model, RegExp][] = [
    [ofOne(34, {}), /^Cannot run PAD: /], // no paddings
    [ofOne(RELU, { 1: int8(5) }), /^Cannot run .*no data that/], // text
  ];
  for (const [model, fault] of cases) {
    const { ok, execution } = verifyRewrite(model, model, { seeds: [1] });
    assert.ok(!ok && !execution.ran);
    assert.match(execution.faults[0], fault);
  }
});
