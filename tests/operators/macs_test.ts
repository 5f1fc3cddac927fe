import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Attributes } from "../../lib/graph/mod.ts";
import { load } from "../../lib/formats/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { corpus, corpusTest } from "../corpus.ts";
import { data, numbers, oneOperator, type Part, weights } from "./one_operator.ts";

const same = { padding: "SAME", stride_w: 1, stride_h: 1 };
const valid = { padding: "VALID", stride_w: 1, stride_h: 1 };

type Row = [type: string, attributes: Attributes, inputs: (Part | null)[], macs: number];

const TABLE: Row[] = [
  // 6x6 outputs, 16 channels, 3x3x8 weights each.
  ["CONV_2D", same, [data(1, 6, 6, 8), weights(16, 3, 3, 8)], 36 * 16 * 72],
  ["CONV_2D", valid, [data(2, 6, 6, 8), weights(16, 3, 3, 8)], 2 * 16 * 16 * 72],
  // Two groups: each output channel sees 4 of 8 input channels.
  ["CONV_2D", same, [data(1, 6, 6, 8), weights(16, 3, 3, 4)], 36 * 16 * 36],
  [
    "CONV_2D",
    { ...same, stride_w: 2, stride_h: 2 },
    [data(1, 7, 7, 3), weights(4, 3, 3, 3)],
    16 * 4 * 27,
  ],
  ["DEPTHWISE_CONV_2D", same, [data(1, 6, 6, 8), weights(1, 3, 3, 16)], 36 * 16 * 9],
  [
    "TRANSPOSE_CONV",
    same,
    [numbers(1, 12, 12, 4), weights(4, 3, 3, 8), data(1, 6, 6, 8)],
    288 * 36,
  ],
  [
    "CONV_3D",
    { ...valid, stride_d: 1 },
    [data(1, 4, 4, 4, 2), weights(2, 2, 2, 2, 5)],
    27 * 5 * 16,
  ],
  ["FULLY_CONNECTED", {}, [data(3, 10), weights(7, 10), null], 3 * 10 * 7],
  ["BATCH_MATMUL", {}, [data(2, 3, 4), data(2, 4, 5)], 2 * 3 * 4 * 5],
  ["BATCH_MATMUL", { adj_y: true }, [data(2, 6, 3, 4), data(1, 6, 5, 4)], 12 * 3 * 4 * 5],
  [
    "SVDF",
    { rank: 2 },
    [data(1, 40), weights(16, 40), weights(16, 10), null, data(1, 160)],
    16 * 50,
  ],
  ["RNN", {}, [data(2, 5), weights(3, 5), weights(3, 3), weights(3), data(2, 3)], 2 * (15 + 9)],
  ["LSTM", { kernel_type: "BASIC" }, [
    data(1, 5),
    data(1, 3),
    weights(12, 8),
    weights(12),
    data(1, 3),
  ], 96],
  // Batch 2, 7 steps; four gates of 3 units on 5 inputs; no peephole, no projection.
  ["UNIDIRECTIONAL_SEQUENCE_LSTM", {}, [
    data(2, 7, 5),
    ...Array.from({ length: 4 }, () => weights(3, 5)),
    ...Array.from({ length: 4 }, () => weights(3, 3)),
    ...Array.from({ length: 3 }, () => null),
  ], 14 * (60 + 36)],
  ["ADD", {}, [data(4, 4), data(4, 4)], 0],
  ["MEAN", {}, [data(1, 4, 4, 8), numbers(1, 2)], 0],
  ["Mystery", {}, [data(4)], 0],
  // Not enough operands to tell.
  ["CONV_2D", same, [data(1, 6, 6, 8)], 0],
];

for (const [type, attributes, inputs, expected] of TABLE) {
  const shapes = inputs.map((part) => part ? `[${part.shape}]` : "-").join(" ");
  Deno.test(`macsOf() counts ${expected} in ${type} of ${shapes}`, () => {
    const { operators, total } = macsOf(oneOperator(type, attributes, inputs, [data(1)]));
    assert.deepEqual(operators, [expected]);
    assert.equal(total, expected);
  });
}

Deno.test("macsOf() counts the graphs that operators call: one pass of loops, the larger branch", () => {
  const calling = (type: string) => {
    const graph = oneOperator(type, {}, [data(1)], [data(1)]);
    return { ...graph, operators: [{ ...graph.operators[0], calls: [1, 2] }] };
  };
  const product = (units: number) =>
    oneOperator("FULLY_CONNECTED", {}, [data(1, 8), weights(units, 8)], [data(1, units)]);
  const cases: [string, number][] = [["WHILE", 80], ["Loop", 80], ["IF", 56], ["StatelessIf", 56]];
  for (const [type, expected] of cases) {
    const graphs = [calling(type), product(3), product(7)];
    assert.equal(macsOf(graphs[0], graphs).total, expected, type);
    assert.equal(macsOf(graphs[0]).total, 0, type);
  }
});

corpusTest("macsOf() agrees with the published work of known networks", () => {
  const millions = (file: string) => {
    const { graphs, main } = load(readFileSync(join(corpus, "models/tflite", file)));
    return Math.round(macsOf(graphs[main]).total / 1e5) / 10;
  };
  // MobileNet V1 1.0 224 has 569 million; this file lacks the classifier of 1024 x 1001.
  assert.equal(millions("A_mobilenet_v1_1.0_224_quant_no_classifier.tflite"), 568.7 - 1);
  assert.equal(millions("A_mobilenet_v1_0.25_224_quant.tflite"), 41);
  assert.equal(millions("tf2_mobilenet_v2_1.0_224_ptq.tflite"), 300.8);
  assert.equal(millions("mlperf_tiny_resnet8_int8.tflite"), 12.5);
  assert.equal(millions("mlperf_tiny_kws_int8.tflite"), 2.7);
});
