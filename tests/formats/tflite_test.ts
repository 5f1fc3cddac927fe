import assert from "node:assert/strict";
import { isTflite, load, parseTflite } from "../../lib/formats/mod.ts";
import {
  bytes,
  type Fields,
  float32,
  int32,
  int32s,
  int64,
  int8,
  table,
  tables,
  text,
} from "./flatbuffer_writer.ts";
import { builtin, diamond, operator, subgraph, tensor, tinyTflite } from "./tiny_tflite.ts";

/** A file with one operator, from tensor 0 to tensor 1. */
const oneOperator = (code: Fields, more: Fields = {}, extra: readonly Fields[] = []) =>
  parseTflite(tinyTflite({
    codes: [code],
    subgraphs: [
      subgraph([tensor("x", [1, 4]), tensor("y", [1, 4])], [operator(0, [0], [1], more)], [0], [1]),
      ...extra,
    ],
  }));

Deno.test("load() reads a graph with its tensors, operators, inputs and outputs", () => {
  const model = load(diamond());
  assert.ok(isTflite(model));
  const [graph] = model.graphs;
  assert.equal(model.version, 3);
  assert.equal(model.description, "tiny");
  assert.equal(graph.name, "main");
  assert.deepEqual(graph.inputs, [0]);
  assert.deepEqual(graph.outputs, [4]);
  assert.deepEqual(
    graph.operators.map(({ type, name, inputs, outputs }) => [type, name, inputs, outputs]),
    [
      ["RELU", "p", [0], [1]],
      ["RELU", "a", [1], [2]],
      ["RELU", "b", [1], [3]],
      ["ADD", "y", [2, 3], [4]],
    ],
  );
  assert.deepEqual(graph.tensors[2], {
    name: "a",
    dtype: "float32",
    shape: [1, 4],
    bytes: 16,
    role: "activation",
  });
  assert.deepEqual(model.subgraphs[0].operators.map(({ opcodeIndex }) => opcodeIndex), [
    0,
    0,
    0,
    1,
  ]);
  assert.deepEqual(model.notes, []);
});

Deno.test("attributes carry the schema's names, texts for enumerations, and defaults", () => {
  const options = { 0: int8(1), 1: int32(2), 2: int32(3), 3: int32(4), 4: int8(3), 5: int32(5) };
  const { attributes } = oneOperator(builtin(4), { 3: int8(2), 4: table(options) })
    .graphs[0].operators[0];
  assert.deepEqual(attributes, {
    padding: "VALID",
    stride_w: 2,
    stride_h: 3,
    depth_multiplier: 4,
    fused_activation_function: "RELU6",
    dilation_w_factor: 5,
    dilation_h_factor: 1,
  });
  const cases: [number, number, Fields, Record<string, unknown>][] = [
    [22, 17, { 0: int32s(1, -1) }, { new_shape: [1, -1] }],
    [22, 17, {}, { new_shape: [] }],
    [9, 8, { 2: int8(1) }, {
      fused_activation_function: "NONE",
      weights_format: "DEFAULT",
      keep_num_dims: true,
      asymmetric_quantize_inputs: false,
      quantized_bias_type: "FLOAT32",
    }],
    [23, 15, { 2: int8(1) }, { align_corners: true, half_pixel_centers: false }],
    [25, 9, { 0: float32(0.5) }, { beta: 0.5 }],
    [103, 80, {}, { idx_out_type: "INT32" }],
    [142, 111, { 1: text("v") }, { container: "", shared_name: "v" }],
    [148, 114, { 0: int64(2n ** 40n), 1: int64(-1n) }, { seed: 2 ** 40, seed2: -1 }],
    [0, 11, { 0: int8(9) }, { fused_activation_function: "9", pot_scale_int16: true }],
    [1, 5, {}, {
      padding: "SAME",
      stride_w: 0,
      stride_h: 0,
      filter_width: 0,
      filter_height: 0,
      fused_activation_function: "NONE",
    }],
  ];
  for (const [code, member, fields, expected] of cases) {
    const model = oneOperator(builtin(code), { 3: int8(member), 4: table(fields) });
    assert.deepEqual(model.graphs[0].operators[0].attributes, expected);
  }
  const second = oneOperator(builtin(189 + 2), {
    11: int8(8),
    12: table({ 0: int32(4), 1: int32(1) }),
  });
  assert.deepEqual(second.graphs[0].operators[0].attributes, {
    comparison_direction: "STABLEHLO_COMPARISON_DIRECTION_LE",
    compare_type: "STABLEHLO_COMPARISON_TYPE_FLOAT",
  });
});

Deno.test("options that are missing, or of another operator, become defaults and a note", () => {
  const given: Fields[] = [{}, { 3: int8(5), 4: table({ 1: int32(7) }) }];
  for (const more of given) {
    const model = oneOperator(builtin(40), more);
    assert.deepEqual(model.graphs[0].operators[0].attributes, { keep_dims: false });
    assert.deepEqual(model.notes, [
      "Subgraph 0: operators without options, read with the schema's defaults: 0",
    ]);
  }
  assert.deepEqual(oneOperator(builtin(53)).notes, [], "CAST repeats what its tensors say");
});

Deno.test("operator types are builtin names, custom codes, or numbers", () => {
  const custom = (code: string) => ({ 0: int8(32), 1: text(code), 3: int32(32) });
  const cases: [Fields, string][] = [
    [{ 0: int8(3) }, "CONV_2D"], // from before `builtin_code`
    [builtin(130), "BROADCAST_TO"],
    [builtin(209), "STABLEHLO_CASE"],
    [builtin(999), "BUILTIN_999"],
    [custom("MyOp"), "MyOp"],
    [custom(""), "custom:"],
    [custom("CONV_2D"), "custom:CONV_2D"],
    [custom("BUILTIN_7"), "custom:BUILTIN_7"],
  ];
  for (const [code, type] of cases) {
    assert.equal(oneOperator(code).graphs[0].operators[0].type, type);
  }
  const [code] = oneOperator({ ...builtin(130), 2: int32(2) }).operatorCodes;
  assert.deepEqual(code, {
    type: "BROADCAST_TO",
    code: 130,
    builtinCode: 130,
    deprecatedBuiltinCode: 127,
    customCode: "",
    version: 2,
  });
});

Deno.test("absent inputs, intermediates and custom options stay in their places", () => {
  const model = parseTflite(tinyTflite({
    codes: [{ 0: int8(32), 1: text("MyOp") }],
    subgraphs: [
      subgraph(
        ["x", "y", "z"].map((name) => tensor(name, [4])),
        [operator(0, [0, -1], [1], { 5: bytes(7, 8, 9), 8: int32s(2, -1) })],
        [0],
        [1],
      ),
    ],
  }));
  assert.deepEqual(model.graphs[0].operators[0].inputs, [0, -1]);
  const [extra] = model.subgraphs[0].operators;
  assert.deepEqual(extra.intermediates, [2, -1]);
  assert.deepEqual([...extra.customOptions!], [7, 8, 9]);
  assert.equal(extra.customOptions!.buffer, model.bytes.buffer);
  assert.deepEqual(model.notes, []);
});

Deno.test("control flow says which subgraphs it calls, effects keep their order", () => {
  const called = subgraph([tensor("x", [4])], [], [0], [0], { 4: text("body") });
  const whiles = oneOperator(
    builtin(119),
    { 3: int8(93), 4: table({ 0: int32(1), 1: int32(2) }) },
    [called, called],
  );
  assert.deepEqual(whiles.graphs[0].operators[0].calls, [1, 2]);
  assert.equal(whiles.graphs[1].name, "body");
  const composite = (index: number) =>
    oneOperator(builtin(206), { 11: int8(21), 12: table({ 1: int32(index) }) }, [called]);
  assert.deepEqual(composite(1).graphs[0].operators[0].calls, [1]);
  assert.equal(composite(-1).graphs[0].operators[0].calls, undefined);

  const random = parseTflite(tinyTflite({
    codes: [builtin(148)],
    subgraphs: [
      subgraph(
        ["s", "a", "b"].map((name) => tensor(name, [4])),
        [operator(0, [0], [1]), operator(0, [0], [2])],
        [0],
        [1, 2],
      ),
    ],
  }));
  assert.deepEqual(random.graphs[0].controlEdges, [[0, 1]]);
});

Deno.test("signatures, metadata and the control dependencies in it are read", () => {
  const named = (name: string, id: number) => tables({ 0: text(name), 1: int32(id) });
  const signature = { 0: named("in", 0), 1: named("out", 4), 2: text("serve"), 4: int32(0) };
  const bytesOfEdges = bytes(1, 1, 1, 2 * 1, 2 * 2); // version 1, one subgraph, one edge: 1 -> 2
  const file = diamond({
    4: tables({}, { 0: bytesOfEdges }),
    6: tables({ 0: text("model_control_dependencies"), 1: int32(1) }),
    7: tables(signature),
  });
  const model = parseTflite(file);
  assert.deepEqual(model.graphs[0].controlEdges, [[1, 2]]);
  assert.deepEqual(model.metadata.map(({ name, buffer }) => [name, buffer]), [
    ["model_control_dependencies", 1],
  ]);
  assert.deepEqual(model.signatures, [{
    key: "serve",
    subgraph: 0,
    inputs: [{ name: "in", tensor: 0 }],
    outputs: [{ name: "out", tensor: 4 }],
  }]);
});

Deno.test("odd but valid files carry notes", () => {
  const model = parseTflite(tinyTflite({
    codes: [builtin(40), builtin(300), { 0: int8(32), 1: text("Mine") }],
    subgraphs: [
      subgraph(
        [
          tensor("x", [2]),
          { ...tensor("y", [2]), 7: int32s(-1) },
          tensor("nobody", [2]),
          tensor("ghost", [2]),
          { ...tensor("c", [1]), 2: int32(1) },
          tensor("z", []),
          { ...tensor("s", [2]), 1: int8(5) },
        ],
        [operator(0, [0, 3], [1]), operator(1, [1], [0]), operator(2, [1], [5, 6])],
        [0],
        [1, 4],
      ),
      subgraph([], [], [], []),
    ],
    buffers: [{ 0: bytes(0, 0, 0, 0) }],
    more: { 0: int32(4) },
  }));
  assert.deepEqual(model.notes, [
    "The file has schema version 4; 3 is usual",
    "Subgraph 0: tensors that nothing touches: 2",
    "Subgraph 0: tensors that are read but never written: 3",
    "Subgraph 0: inputs that an operator overwrites: 0",
    "Subgraph 0: outputs that are constants: 4",
    "Subgraph 0: tensors with open dimensions (-1), counted by the shape in the file: 1",
    "Subgraph 0: tensors of no fixed size, counted as 0 bytes: 6",
    "Subgraph 0: outputs of custom operators without a shape, counted as one element: 5",
    "Subgraph 0: operators without options, read with the schema's defaults: 0",
    "Subgraph 0: operators of unknown builtin type: 1",
    "Subgraph 1 has no operators",
  ]);
});
