import assert from "node:assert/strict";
import { FormatError, parseTflite } from "../../lib/formats/mod.ts";
import { bytes, int32, int32s, int8, table, tables, text } from "./flatbuffer_writer.ts";
import { builtin, operator, RELU, subgraph, tensor, tinyTflite } from "./tiny_tflite.ts";

Deno.test("each fault of a file is named with its place", () => {
  const x = tensor("x", [4]);
  const y = tensor("y", [4]);
  const one = (more: Parameters<typeof subgraph>[1], tensors = [x, y], inputs = [0]) => ({
    codes: [builtin(RELU)],
    subgraphs: [subgraph(tensors, more, inputs, [1])],
  });
  const relu = operator(0, [0], [1]);
  const calling = (then: number, otherwise: number) =>
    operator(1, [0], [1], { 3: int8(92), 4: table({ 0: int32(then), 1: int32(otherwise) }) });
  const calls = (...graphs: [number, number][]) => ({
    codes: [builtin(RELU), builtin(118)],
    subgraphs: graphs.map(([then, otherwise]) =>
      subgraph([x, y], [then < 0 ? relu : calling(then, otherwise)], [0], [1])
    ),
  });
  const faults: [string, Parameters<typeof tinyTflite>[0], string][] = [
    ["no subgraphs", { subgraphs: [] }, "subgraphs: expected at least one subgraph, found 0"],
    [
      "tensor index out of range",
      one([operator(0, [2], [1])]),
      "subgraphs[0].operators[0].inputs[0]: expected a tensor index below 2, found 2",
    ],
    [
      "negative tensor index",
      one([operator(0, [-2], [1])]),
      "subgraphs[0].operators[0].inputs[0]: expected a tensor index below 2, found -2",
    ],
    [
      "intermediate out of range",
      one([operator(0, [0], [1], { 8: int32s(5) })]),
      "subgraphs[0].operators[0].intermediates[0]: expected a tensor index below 2, found 5",
    ],
    [
      "graph input out of range",
      one([relu], [x, y], [7]),
      "subgraphs[0].inputs[0]: expected a tensor index below 2, found 7",
    ],
    [
      "operator code out of range",
      one([operator(1, [0], [1])]),
      "subgraphs[0].operators[0].opcode_index: expected an index of operator_codes below 1, found 1",
    ],
    [
      "consumer before producer",
      one([operator(0, [2], [1]), operator(0, [0], [2])], [x, y, tensor("z", [4])]),
      "subgraphs[0].operators[0].inputs[0]: expected an operator order in which producers come " +
      "first, found tensor 2, which operators[1] writes later",
    ],
    [
      "a circle of operators",
      one([operator(0, [1], [2]), operator(0, [2], [1])], [x, y, tensor("z", [4])]),
      "subgraphs[0].operators[0].inputs[0]: expected an operator order in which producers come " +
      "first, found tensor 1, which operators[1] writes later",
    ],
    [
      "two writers",
      one([relu, relu]),
      "subgraphs[0].operators[1].outputs[0]: expected a tensor that no operator wrote before, " +
      "found tensor 1, written by operators[0]",
    ],
    [
      "unknown element type",
      one([relu], [x, { ...y, 1: int8(77) }]),
      "subgraphs[0].tensors[1].type: expected an element type from 0 to 22, found 77",
    ],
    [
      "negative dimension",
      one([relu], [x, tensor("y", [2, -3])]),
      "subgraphs[0].tensors[1].shape[1]: expected a dimension of at least -1, found -3",
    ],
    [
      "more bytes than a number holds",
      one([relu], [x, tensor("y", [2 ** 30, 2 ** 30])]),
      "subgraphs[0].tensors[1].shape: expected a tensor of less than 2^53 bytes, " +
      "found 1073741824 x 1073741824",
    ],
    [
      "buffer out of range",
      one([relu], [x, { ...y, 2: int32(9) }]),
      "subgraphs[0].tensors[1].buffer: expected a buffer index below 1, found 9",
    ],
    [
      "a constant that is too short",
      { ...one([relu], [{ ...x, 2: int32(1) }, y], []), buffers: [{ 0: bytes(1, 2) }] },
      "subgraphs[0].tensors[0].buffer: expected a buffer of 16 bytes, as the shape asks for, " +
      "found 2 bytes",
    ],
    [
      "a subgraph that calls itself",
      calls([0, 0]),
      "subgraphs[0].operators[0]: expected calls that end, " +
      "found a call of subgraph 0, which calls this one",
    ],
    [
      "subgraphs that call each other",
      calls([1, 2], [2, 2], [1, 1]),
      "subgraphs[2].operators[0]: expected calls that end, " +
      "found a call of subgraph 1, which calls this one",
    ],
    [
      "a call of no subgraph",
      calls([1, 5], [-1, -1]),
      "subgraphs[0].operators[0].builtin_options: expected a subgraph index below 2, found 5",
    ],
    [
      "calls that are nested too deep",
      calls(
        ...Array.from(
          { length: 400 },
          (_, i): [number, number] => i === 399 ? [-1, -1] : [i + 1, 399],
        ),
      ),
      "subgraphs[298].operators[0]: expected at most 100 calls, graphs or messages inside each " +
      'other, none in itself (limit "depth", which can be raised), found more',
    ],
    [
      "metadata without a buffer",
      { ...one([relu]), more: { 6: tables({ 0: text("m"), 1: int32(3) }) } },
      "metadata[0].buffer: expected a buffer index below 1, found 3",
    ],
    [
      "control dependencies that end early",
      {
        ...one([relu]),
        buffers: [{ 0: bytes(1, 9) }],
        more: { 6: tables({ 0: text("model_control_dependencies"), 1: int32(1) }) },
      },
      "metadata[0] (model_control_dependencies): expected control dependencies of version 1, " +
      "found 2 bytes",
    ],
    [
      "a signature for no subgraph",
      { ...one([relu]), more: { 7: tables({ 2: text("a\nb"), 4: int32(3) }) } },
      'signature_defs[0].subgraph_index: expected a subgraph index below 1 for "a\\nb", found 3',
    ],
  ];
  for (const [name, parts, message] of faults) {
    assert.throws(
      () => parseTflite(tinyTflite(parts)),
      (error) => {
        assert.ok(error instanceof FormatError, name);
        assert.equal(error.message, `Cannot read the tflite file at ${message}`);
        assert.equal(error.message, error.message.replaceAll("\n", ""));
        return true;
      },
      name,
    );
  }
});
