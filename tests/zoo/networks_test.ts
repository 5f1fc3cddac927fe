/** Facts about the networks of the zoo: operators by type, default peaks, published sizes. */

import assert from "node:assert/strict";
import { load } from "../../lib/formats/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { accountModel, activationsOnly, givenOrder, peakOf } from "../../lib/tmm/mod.ts";
import { randwire, zoo } from "../../lib/zoo/mod.ts";

interface Facts {
  readonly id: string;
  /** Default peak of the int8 network, in bytes, activations only, nothing shared. */
  readonly peak: number;
  /** Operators by type, in the order of their first appearance. */
  readonly operators: string;
  /** Millions of parameters and multiply-accumulates, as papers or public tables of models state them. */
  readonly published?: { readonly parameters?: number; readonly macs?: number };
}

const FACTS: readonly Facts[] = [
  {
    id: "A",
    peak: 1204224,
    operators: "15 CONV_2D, 13 DEPTHWISE_CONV_2D, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 SOFTMAX",
    published: { parameters: 4.2, macs: 569 },
  },
  {
    id: "B",
    peak: 982144,
    operators:
      "26 CONV_2D, 3 MAX_POOL_2D, 8 QUANTIZE, 8 CONCATENATION, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 SOFTMAX",
    published: { parameters: 1.24 },
  },
  {
    id: "B-1.0",
    peak: 1548800,
    operators:
      "26 CONV_2D, 3 MAX_POOL_2D, 8 QUANTIZE, 8 CONCATENATION, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 SOFTMAX",
    published: { parameters: 1.25 },
  },
  {
    id: "C",
    peak: 1003520,
    operators:
      "58 CONV_2D, 13 MAX_POOL_2D, 9 CONCATENATION, 1 AVERAGE_POOL_2D, 2 RESHAPE, 1 SOFTMAX",
    published: { parameters: 6.6, macs: 1500 },
  },
  {
    id: "D",
    peak: 802816,
    operators: "35 CONV_2D, 17 DEPTHWISE_CONV_2D, 10 ADD, 1 MEAN, 1 FULLY_CONNECTED, 1 SOFTMAX",
    published: { parameters: 4.4 },
  },
  {
    id: "E",
    peak: 968160,
    operators:
      "196 CONV_2D, 48 RELU, 160 DEPTHWISE_CONV_2D, 84 ADD, 8 MAX_POOL_2D, 52 AVERAGE_POOL_2D, " +
      "20 CONCATENATION, 4 PAD, 4 STRIDED_SLICE, 4 MUL, 1 MEAN, 1 FULLY_CONNECTED, 1 SOFTMAX",
    published: { parameters: 5.3, macs: 564 },
  },
  {
    id: "F",
    peak: 2107392,
    operators: "121 CONV_2D, 1 MAX_POOL_2D, 62 MUL, 62 ADD, 58 CONCATENATION, 3 AVERAGE_POOL_2D, " +
      "1 MEAN, 1 RESHAPE, 1 SOFTMAX",
    published: { parameters: 7.98, macs: 2830 },
  },
  {
    id: "G",
    peak: 1409898,
    operators:
      "38 CONV_2D, 17 DEPTHWISE_CONV_2D, 10 ADD, 1 AVERAGE_POOL_2D, 3 RESIZE_BILINEAR, 1 CONCATENATION",
  },
  { id: "H", peak: 1597536, operators: "18 CONV_2D, 13 DEPTHWISE_CONV_2D" },
  {
    id: "I",
    peak: 5324800,
    operators:
      "4 PAD, 63 CONV_2D, 4 MAX_POOL_2D, 16 ADD, 3 RESIZE_BILINEAR, 4 CONCATENATION, 3 LOGISTIC, " +
      "2 MUL, 1 SUB",
  },
  {
    id: "ssd",
    peak: 2160000,
    operators: "34 CONV_2D, 13 DEPTHWISE_CONV_2D, 13 RESHAPE, 2 CONCATENATION, 1 LOGISTIC",
    published: { parameters: 6.8 },
  },
  {
    id: "nasnet-a-cifar",
    peak: 552960,
    operators:
      "243 CONV_2D, 140 RELU, 200 DEPTHWISE_CONV_2D, 102 ADD, 59 AVERAGE_POOL_2D, 22 CONCATENATION, " +
      "4 MAX_POOL_2D, 2 STRIDED_SLICE, 2 MUL, 1 RESHAPE, 1 FULLY_CONNECTED",
  },
  {
    id: "nasnet-a-imagenet",
    peak: 564480,
    operators:
      "174 CONV_2D, 99 RELU, 3 STRIDED_SLICE, 17 CONCATENATION, 3 MUL, 73 ADD, 140 DEPTHWISE_CONV_2D, " +
      "41 AVERAGE_POOL_2D, 4 MAX_POOL_2D, 1 RESHAPE, 1 FULLY_CONNECTED",
  },
  {
    id: "amoebanet-a-cifar",
    peak: 368640,
    operators:
      "207 CONV_2D, 122 RELU, 59 AVERAGE_POOL_2D, 24 MAX_POOL_2D, 102 ADD, 160 DEPTHWISE_CONV_2D, " +
      "22 CONCATENATION, 2 STRIDED_SLICE, 2 MUL, 1 RESHAPE, 1 FULLY_CONNECTED",
    published: { parameters: 3.2 },
  },
  {
    id: "amoebanet-a-imagenet",
    peak: 451584,
    operators:
      "150 CONV_2D, 87 RELU, 3 STRIDED_SLICE, 17 CONCATENATION, 3 MUL, 73 ADD, 41 AVERAGE_POOL_2D, " +
      "18 MAX_POOL_2D, 112 DEPTHWISE_CONV_2D, 1 RESHAPE, 1 FULLY_CONNECTED",
  },
  {
    id: "pnasnet-cifar",
    peak: 552960,
    operators:
      "287 CONV_2D, 162 RELU, 240 DEPTHWISE_CONV_2D, 60 MAX_POOL_2D, 104 ADD, 24 CONCATENATION, " +
      "4 STRIDED_SLICE, 4 MUL, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 FULLY_CONNECTED",
  },
  {
    id: "pnasnet-imagenet",
    peak: 564480,
    operators:
      "206 CONV_2D, 115 RELU, 5 STRIDED_SLICE, 19 CONCATENATION, 5 MUL, 75 ADD, 168 DEPTHWISE_CONV_2D, " +
      "42 MAX_POOL_2D, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 FULLY_CONNECTED",
  },
  {
    id: "darts-cifar",
    peak: 442368,
    operators:
      "241 CONV_2D, 148 RELU, 198 DEPTHWISE_CONV_2D, 82 ADD, 22 CONCATENATION, 10 MAX_POOL_2D, " +
      "2 STRIDED_SLICE, 2 MUL, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 FULLY_CONNECTED",
    published: { parameters: 3.3 },
  },
  {
    id: "darts-imagenet",
    peak: 451584,
    operators:
      "166 CONV_2D, 101 RELU, 3 STRIDED_SLICE, 17 CONCATENATION, 3 MUL, 59 ADD, 132 DEPTHWISE_CONV_2D, " +
      "10 MAX_POOL_2D, 1 AVERAGE_POOL_2D, 1 RESHAPE, 1 FULLY_CONNECTED",
    published: { parameters: 4.7 },
  },
  {
    id: "randwire-cifar",
    peak: 499200,
    operators:
      "99 CONV_2D, 96 RELU, 96 DEPTHWISE_CONV_2D, 132 ADD, 3 MUL, 1 AVERAGE_POOL_2D, 1 RESHAPE, " +
      "1 FULLY_CONNECTED",
  },
  {
    id: "randwire-imagenet",
    peak: 1528800,
    operators:
      "99 CONV_2D, 96 RELU, 96 DEPTHWISE_CONV_2D, 132 ADD, 3 MUL, 1 AVERAGE_POOL_2D, 1 RESHAPE, " +
      "1 FULLY_CONNECTED",
    published: { parameters: 5.6, macs: 583 },
  },
];

const MILLION = 1e6;

Deno.test("there are facts on every network of the zoo, and ids are unique", () => {
  assert.deepEqual(FACTS.map(({ id }) => id), zoo.map(({ id }) => id));
  assert.equal(new Set(zoo.map(({ id }) => id)).size, zoo.length);
});

for (const { id, peak, operators, published = {} } of FACTS) {
  const network = zoo.find((entry) => entry.id === id)!;
  Deno.test(`${id} has the operators, the peak and the size that are known of ${network.name}`, () => {
    const model = load(network.build({ weights: "none" }));
    const [graph] = model.graphs;
    const counts = new Map<string, number>();
    for (const { type } of graph.operators) counts.set(type, (counts.get(type) ?? 0) + 1);
    assert.equal([...counts].map(([type, count]) => `${count} ${type}`).join(", "), operators);

    const peakBytes = peakOf(accountModel(model, activationsOnly), givenOrder(graph));
    const float = load(network.build({ weights: "none", dtype: "float32" }));
    const floatBytes = peakOf(accountModel(float, activationsOnly), givenOrder(float.graphs[0]));
    assert.equal(peakBytes, peak);
    assert.equal(floatBytes, 4 * peak);

    const parameters = graph.tensors.filter(({ role, name }) => {
      return role === "constant" && /\/(weights|bias|scale|shift)$/.test(name);
    }).reduce((sum, { shape }) => sum + shape.reduce((all, size) => all * size, 1), 0);
    near(parameters, published.parameters, "parameters");
    near(macsOf(graph).total, published.macs, "multiply-accumulates");
  });
}

/** Papers round, and count batch norms and background classes differently. */
function near(actual: number, millions: number | undefined, what: string): void {
  if (millions === undefined) return;
  const ratio = actual / (millions * MILLION);
  assert.ok(Math.abs(ratio - 1) < 0.02, `${actual} ${what}, published are ${millions} million`);
}

Deno.test("the published figures are those of the poster, and no others", () => {
  const figures = zoo.filter(({ published }) => published)
    .map(({ id, published }) => [id, published]);
  assert.deepEqual(figures, [
    ["F", { peakReductionPercent: 38.06, timeReductionMs: 4.9 }],
    ["G", { peakReductionPercent: 1.61 }],
    ["I", { timeReductionMs: 0.28 }],
  ]);
});

Deno.test("randwire() draws other networks for other parameters, the same for the same", () => {
  const options = { weights: "none", inputSize: 32 } as const;
  const some = randwire("cifar", { vertices: 10, seed: 3 });
  assert.equal(some.id, "randwire-cifar-10-4-0.75-3");
  const bytes = some.build(options);
  assert.deepEqual(randwire("cifar", { vertices: 10, seed: 3 }).build(options), bytes);
  assert.notDeepEqual(randwire("cifar", { vertices: 10, seed: 4 }).build(options), bytes);
  assert.equal(load(bytes).graphs[0].operators.filter(({ type }) => type === "RELU").length, 30);
});
