/** Valid .tflite files to change: control flow, variables, oddities, real layers, plans. */

import { fit } from "../../lib/fit.ts";
import type { TfliteModel } from "../../lib/formats/mod.ts";
import { planViews } from "../../lib/plan_views.ts";
import { kernelSets, sharingUnder } from "../../lib/reuse/mod.ts";
import { band, bandSteps, draftOf, embedPlan, graphOf } from "../../lib/rewrite/mod.ts";
import { tflmMemory } from "../../lib/tflm/mod.ts";
import { accountModel } from "../../lib/tmm/mod.ts";
import { zoo } from "../../lib/zoo/mod.ts";
import {
  bytes,
  float32s,
  int32,
  int32s,
  int64s,
  int8,
  table,
  tables,
  text,
} from "../formats/flatbuffer_writer.ts";
import {
  builtin,
  diamond,
  operator,
  subgraph,
  tensor,
  tinyTflite,
} from "../formats/tiny_tflite.ts";
import { randomFrom, randomNetwork, randomRun } from "../rewrite/random_network.ts";
import { written } from "../rewrite/rewritten.ts";

const calls = (member: number, ...graphs: number[]) => ({
  3: int8(member),
  4: table(Object.fromEntries(graphs.map((graph, slot) => [slot, int32(graph)]))),
});

/** WHILE with IF in its body; CALL_ONCE that assigns a variable. */
function controlFlow(): Uint8Array {
  const four = (...names: string[]) => names.map((name) => tensor(name, [1, 4]));
  return tinyTflite({
    codes: [119, 118, 129, 142, 144, 143, 19, 0].map(builtin),
    subgraphs: [
      subgraph(
        four("x", "w", "handle", "stored", "y"),
        [
          operator(2, [], [], calls(103, 5)),
          operator(0, [0], [1], calls(93, 1, 2)),
          operator(3, [], [2], { 3: int8(111), 4: table({ 1: text("v") }) }),
          operator(5, [2], [3]),
          operator(7, [1, 3], [4], { 3: int8(11), 4: table({}) }),
        ],
        [0],
        [4],
      ),
      subgraph([tensor("a", [1, 4]), tensor("go", [1], { 1: int8(6) })], [operator(6, [0], [1])], [
        0,
      ], [1]),
      subgraph(
        [tensor("c", [1], { 1: int8(6) }), ...four("a", "b")],
        [
          operator(6, [1], [0]),
          operator(1, [0, 1], [2], calls(92, 3, 4)),
        ],
        [1],
        [2],
      ),
      subgraph(four("a", "b"), [operator(6, [0], [1])], [0], [1]),
      subgraph(four("a", "b", "c"), [operator(6, [0], [1]), operator(6, [1], [2])], [0], [2]),
      subgraph(
        [...four("handle"), tensor("one", [1, 4], { 2: int32(1) })],
        [
          operator(3, [], [0], { 3: int8(111), 4: table({ 1: text("v") }) }),
          operator(4, [0, 1], []),
        ],
        [],
        [],
      ),
    ],
    buffers: [{ 0: bytes(...new Array(16).fill(1)) }],
  });
}

/** Quantisation, sparsity, a signature, control dependencies, a variable, an open dimension. */
function oddities(): Uint8Array {
  const scaled = table({ 2: float32s(0.5, 0.25), 3: int64s(0n, 0n), 6: int32(1) });
  const dimension = (format: number, size: number) => ({ 0: int8(format), 1: int32(size) });
  const sparse = table({ 0: int32s(0, 1), 2: tables(dimension(0, 2), dimension(0, 2)) });
  const named = (name: string, id: number) => tables({ 0: text(name), 1: int32(id) });
  return tinyTflite({
    codes: [builtin(9), builtin(0), { 0: int8(32), 1: text("Mine"), 3: int32(32) }],
    subgraphs: [
      subgraph(
        [
          { ...tensor("x", [1, 2]), 7: int32s(-1, 2) },
          { ...tensor("w", [2, 2], { 1: int8(9), 2: int32(1), 6: sparse }), 4: scaled },
          tensor("y", [1, 2]),
          { ...tensor("state", [1, 2]), 5: int8(1) },
          tensor("z", [1, 2]),
          tensor("m", [3], { 1: int8(17) }),
        ],
        [
          operator(0, [0, 1, -1], [2], { 3: int8(8), 4: table({}) }),
          operator(1, [2, 3], [4], { 3: int8(11), 4: table({}) }),
          operator(2, [4], [5], { 5: bytes(1, 2, 3), 8: int32s(0) }),
        ],
        [0],
        [4, 5],
      ),
    ],
    buffers: [{ 0: bytes(1, 2, 3, 4) }, { 0: bytes(1, 1, 1, 0, 4) }],
    more: {
      6: tables({ 0: text("model_control_dependencies"), 1: int32(2) }),
      7: tables({ 0: named("in", 0), 1: named("out", 4), 2: text("serve"), 4: int32(0) }),
    },
  });
}

/** Small networks of real layers, with weights. */
export function networks(count: number): TfliteModel[] {
  return Array.from({ length: count }, (_, seed) => randomNetwork(randomFrom(seed)));
}

/** Networks that are cut into bands of rows, with plans in which most tensors are parts of others. */
function bandedFiles(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, seed) => {
    const random = randomFrom(seed);
    const draft = draftOf(randomNetwork(random));
    const run = randomRun(graphOf(draft), random);
    return run && bandSteps(graphOf(draft), run) ? [written(band(draft, run))] : [];
  }).flat();
}

/** Small networks with plans: those of the planner for each kernel set, and of views. */
export function plannedFiles(): Uint8Array[] {
  const limits = { ordering: { stateLimit: 1000 }, placement: { stateLimit: 1000 } };
  const plain = networks(8).flatMap((model) => {
    const plans = kernelSets.map(({ name }) => fit(model, { ...limits, kernels: name }).bytes);
    const sharingOf = sharingUnder("portable");
    const memory = tflmMemory({ sharingOf, source: model });
    const { offsets } = planViews(accountModel(model, memory), { iterations: 20 });
    const views = embedPlan(model, offsets, { kernels: "portable" });
    return [...plans.filter((plan) => plan !== undefined), views];
  });
  return [...plain, ...bandedFiles(24)];
}

/** All of them, without plans. */
export function tfliteFiles(): Uint8Array[] {
  const inception = zoo.find(({ id }) => id === "C")!;
  return [
    diamond(),
    controlFlow(),
    oddities(),
    ...networks(4).map(({ bytes }) => bytes),
    inception.build({ weights: "none", inputSize: 32, width: 0.05 }),
  ];
}
