import assert from "node:assert/strict";
import { encodePlan, KERNEL_BUILDS, predictArena, TFLM_TARGETS } from "../../lib/tflm/mod.ts";
import { chainOf, graphOf, sourceOf, tensor } from "./source.ts";

Deno.test("predictArena() uses head and tail, and needs more where planning does", () => {
  const { head, tail, used, min, exact, reasons } = predictArena(chainOf(16, 40, 32, 16));
  assert.deepEqual([head, used, exact, reasons], [80, head + tail, true, []]);
  // requests 144, subgraphs 4, infos 4 * 24: 244 up to 256; entries 4 * 40; the tail at planning:
  // 132 + 4 * 12 + 3 * 32 = 276, data of 28 each up to 304, 336, 368
  assert.equal(min, 256 + 160 + 368);
  const large = predictArena(chainOf(1000, 2000, 1000));
  assert.equal(large.min, Math.ceil(large.used / 16) * 16);
});

Deno.test("predictArena() has room for what a convolution notes twice while it is prepared", () => {
  const one = ["activation", 1] as const;
  const tensors = [
    tensor("int8", [1, 1, 1, 4], ...one),
    tensor("int8", [512, 1, 1, 4], "constant", 512),
    tensor("int8", [1, 1, 1, 512], ...one),
  ];
  const settings = { padding: "VALID", stride_w: 1, stride_h: 1 };
  const graph = graphOf(tensors, [["CONV_2D", [0, 1], [2], undefined, settings]], [0], [2]);
  const { used, min } = predictArena(sourceOf([graph]));
  // requests 144; twice the operands with their scales, 52 + 2096 + 52; and the tail up to there,
  // 4384, which already holds a multiplier and a shift of 4 bytes for each of the 512 channels
  assert.deepEqual([used, min], [5044, 144 + 2 * 2200 + 4384]);
});

Deno.test("predictArena() answers for each machine and each build", () => {
  for (const target of TFLM_TARGETS) {
    for (const build of KERNEL_BUILDS) {
      const prediction = predictArena(chainOf(16, 16), { target, build });
      assert.deepEqual([prediction.target, prediction.build], [target, build]);
      assert.ok(prediction.exact);
    }
  }
});

Deno.test("predictArena() goes by the plan of the file, by one that is given, or by none", () => {
  const { graphs } = chainOf(16, 32, 16);
  const source = sourceOf(graphs, encodePlan([0, 64, -1]));
  assert.equal(predictArena(source).head, 96);
  assert.equal(predictArena(source, { plan: [0, 0, 0] }).head, 32);
  assert.equal(predictArena(source, { plan: null }).head, 48);
});

Deno.test("predictArena() leaves out a plan that TFLM would not get through with, and says so", () => {
  const { graphs } = chainOf(16, 32, 16);
  const plans = [encodePlan([0, 64]), encodePlan([0, 64, -1]).slice(0, 20), encodePlan([-2, 0, 0])];
  for (const payload of plans) {
    const prediction = predictArena(sourceOf(graphs, payload));
    assert.deepEqual([prediction.head, prediction.exact], [48, false]);
    assert.match(prediction.reasons[0], /plan in the file is left out/);
  }
});

Deno.test("predictArena() gives the least that is known where an operator is unknown", () => {
  const tensors = [tensor("int8", [16]), tensor("int8", [16])];
  const custom = sourceOf([graphOf(tensors, [["MyOwnOp", [0], [1]]], [0], [1])]);
  const prediction = predictArena(custom);
  assert.deepEqual([prediction.head, prediction.exact], [32, false]);
  assert.match(prediction.reasons[0], /^MyOwnOp may need more/);
});

Deno.test("predictArena() refuses a wrong schedule and a wrong number of offsets", () => {
  const source = chainOf(16, 16, 16);
  assert.throws(() => predictArena(source, { schedule: [1, 0] }), {
    name: "RangeError",
    message: /Cannot prepare the model: operator 1 runs before operator 0/,
  });
  assert.throws(() => predictArena(source, { plan: [0] }), {
    name: "RangeError",
    message: /a plan of 3 offsets wanted, 1 came/,
  });
});
