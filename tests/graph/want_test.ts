/** What functions of `mod.ts` answer to arguments that only JavaScript lets through. */

import assert from "node:assert/strict";
import * as tmm from "../../mod.ts";

const model = tmm.load(tmm.zoo[0].build({ width: 0.25, inputSize: 32, weights: "none" }));
const other = tmm.load(new TextEncoder().encode(
  '{"tensors":[{"name":"x","bytes":8}],"ops":[],"inputs":[0],"outputs":[0]}',
));
const [graph] = model.graphs;
const accounting = tmm.accountModel(model, tmm.activationsOnly);
const backwards = tmm.givenOrder(graph).toReversed();
// deno-lint-ignore no-explicit-any
const any = (value: unknown) => value as any;

const MODEL = "a model from load() wanted";
const TFLM = "Cannot tell the memory of TFLM: ";
const PLATFORMS = "a target of x64, cortex-m and a build of reference, cmsis-c, cmsis-dsp, " +
  "cmsis-mve wanted, ";
const LIMITS = "Cannot limit a file: numbers for operators, tensors, inlined, parts, depth, " +
  "unpacked wanted, ";

const refused: readonly (readonly [expected: string, call: () => unknown])[] = [
  [`Cannot account for a model: ${MODEL}, String came`, () => tmm.fit(any("a.tflite"))],
  [`Cannot account for a model: ${MODEL}, Uint8Array came`, () => tmm.mapModel(any(model.bytes))],
  [`Cannot account for a model: ${MODEL}, a graph came`, () => tmm.mapModel(any(graph))],
  [`Cannot fuse operators: ${MODEL}, a graph came`, () => tmm.fuse(any(graph))],
  [`Cannot prepare a run: ${MODEL}, Undefined came`, () => tmm.prepareRun(any(undefined))],
  [
    "Cannot account for a graph: a graph wanted, a model of format tflite came",
    () => tmm.accountFor(any(model), tmm.activationsOnly),
  ],
  [
    "Cannot account for a graph: a memory model such as activationsOnly wanted, String came",
    () => tmm.accountModel(model, any("portable")),
  ],
  [
    "Cannot count multiplications: a graph wanted, a model of format tflite came",
    () => tmm.macsOf(any(model)),
  ],
  [
    "Cannot tell who may share memory: a graph wanted, a model of format tflite came",
    () => tmm.reuseOf(any(model), "portable"),
  ],
  ...([
    ["plan memory", tmm.planMemory],
    ["search for an order", tmm.exact],
    ["map a schedule", tmm.memoryMap],
  ] as const).map(([action, call]) =>
    [
      `Cannot ${action}: an accounting from accountModel() or accountFor() wanted, ` +
      "a model of format tflite came",
      () => any(call)(model, []),
    ] as const
  ),
  ...([
    ["draw the profile", tmm.memoryProfile],
    ["draw a graph", tmm.graphDrawing],
    ["draw live ranges", tmm.liveRangesChart],
    ["write a map", tmm.mapText],
    ["write a map", tmm.mapCsv],
  ] as const).map(([action, call]) =>
    [
      `Cannot ${action}: a map from mapModel() or memoryMap() wanted, a model of format tflite came`,
      () => any(call)(model, {}),
    ] as const
  ),
  [
    "Cannot map this order: operator 1 runs before operator 0",
    () => tmm.memoryMap(accounting, backwards),
  ],
  [
    "Cannot map this order: the schedule has 1 operators, the graph has 31",
    () => tmm.mapModel(model, { schedule: [0] }),
  ],
  [
    `${TFLM}${PLATFORMS}"avr" and "reference" came`,
    () => tmm.fit(model, { platform: any({ target: "avr" }) }),
  ],
  [
    `${TFLM}${PLATFORMS}"x64" and "fast" came`,
    () => tmm.predictArena(any(model), { target: "x64", build: any("fast") }),
  ],
  [
    `${TFLM}a target and a build wanted, String came`,
    () => tmm.fit(model, { platform: any("x64") }),
  ],
  [
    "Cannot predict the arena: a .tflite model from load() wanted, a model of format graph-json came",
    () => tmm.predictArena(any(other)),
  ],
  ...([
    ["reorder the operators", (model) => tmm.reorder(any(model), [])],
    ["embed the plan", (model) => tmm.embedPlan(any(model), [], { kernels: "none" })],
    ["read the plan", (model) => tmm.readPlan(any(model))],
    ["check the memory plan", (model) => tmm.carriedPlanFaults(any(model))],
    ["tell offsets", (model) => tmm.offlineOffsets(any(model), tmm.planMemory(accounting))],
  ] as readonly [string, (model: tmm.Model) => unknown][]).map(([action, call]) =>
    [
      `Cannot ${action}: a model of format tflite wanted, a model of format graph-json came`,
      () => call(other),
    ] as const
  ),
  [
    "Cannot reorder the nodes: a model of format onnx wanted, a model of format tflite came",
    () => tmm.reorderOnnx(any(model), tmm.givenOrder(graph)),
  ],
  [
    "Cannot tell the SRAM of a board: a board from boardById() wanted, String came",
    () => tmm.fitBoard(any("nano33ble"), 1, 1),
  ],
  [`${LIMITS}1 for "foo" came`, () => tmm.load(model.bytes, { limits: any({ foo: 1 }) })],
  [
    `${LIMITS}all for "parts" came`,
    () => tmm.load(model.bytes, { limits: any({ parts: "all" }) }),
  ],
  ...[-1, 1.5, "8"].map((bytes) =>
    [
      `Cannot use the graph at tensors[0].bytes: expected a whole number from 0 on, found ${bytes}`,
      () => tmm.sketchGraph({ tensors: { x: any(bytes) }, operators: [] }),
    ] as const
  ),
  [
    "Cannot build MobileNet V1: int8 or float32 with weights none, zeros or random wanted, int4 " +
    "with weights random came",
    () => tmm.zoo[0].build({ dtype: any("int4") }),
  ],
];

Deno.test("where no types are checked, public functions say what is wanted and what came", () => {
  for (const [message, call] of refused) assert.throws(call, { message });
});
