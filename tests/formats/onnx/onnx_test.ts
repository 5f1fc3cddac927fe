import assert from "node:assert/strict";
import { load, parseOnnx, type ReadOptions } from "../../../lib/formats/mod.ts";
import { bytes, integer, message, text } from "../protobuf_writer.ts";
import * as tiny from "./tiny_onnx.ts";
import { diamond, graph, input, int64s, node, onnxFile, output, zeros } from "./tiny_onnx.ts";

/** Shapes of the main graph's activations by name. */
function shapesOf(file: Uint8Array, options: ReadOptions = {}): Record<string, readonly number[]> {
  const { graphs, main } = parseOnnx(file, options);
  return Object.fromEntries(
    graphs[main].tensors.filter(({ role }) => role === "activation")
      .map(({ name, shape, shapeSignature }) => [name, shapeSignature ?? shape]),
  );
}

Deno.test("load() reads a small file, and tells it by its content", () => {
  const file = diamond();
  const { format, bytes, graphs, notes } = load(file);
  assert.equal(format, "onnx");
  assert.equal(bytes.buffer, file.buffer, "a view, no copy");
  assert.deepEqual(notes, []);
  const [{ tensors, operators, inputs, outputs }] = graphs;
  assert.deepEqual(operators.map(({ type }) => type), ["Relu", "Neg", "Abs", "Add"]);
  assert.deepEqual(inputs.map((id) => tensors[id].name), ["x"]);
  assert.deepEqual(outputs.map((id) => tensors[id].name), ["y"]);
  assert.deepEqual(tensors.map(({ name, bytes }) => [name, bytes]), [
    ["x", 24],
    ["a", 24],
    ["b", 24],
    ["c", 24],
    ["y", 24],
  ]);
});

Deno.test("shapes follow through what is computed from shapes", () => {
  const file = onnxFile(graph(
    input("x", ["batch", 3, 8, 8]),
    node("Shape", ["x"], ["shape"]),
    int64s("zero", [0]),
    node("Gather", ["shape", "zero"], ["batch"]),
    int64s("rest", [-1, 16], true),
    node("Concat", ["batch", "rest"], ["wanted"], { axis: 0 }),
    node("Reshape", ["x", "wanted"], ["y"]),
    output("y"),
  ));
  assert.deepEqual(shapesOf(file, { batch: 2 })["y"], [2, 12, 16]);
  assert.deepEqual(shapesOf(file, { shapes: { x: [4, 3, 8, 8] } })["y"], [4, 12, 16]);
  assert.deepEqual(shapesOf(file)["y"], [-1, -1, 16]);
  assert.deepEqual(parseOnnx(file).notes, [
    'Input "x" leaves dimensions open: 0 ("batch")',
    "Open dimensions count as 1 in 2 activations: the peak is a lower bound, until the shapes of " +
    "the inputs are given or the operators above are replaced",
  ]);
});

Deno.test("a name stands for one size wherever it is", () => {
  const file = onnxFile(graph(
    input("x", ["n", 4]),
    input("y", ["n", 1]),
    node("my.domain:Mystery", ["x"], ["z"]),
    output("z", ["n", 7]),
  ));
  assert.deepEqual(shapesOf(file, { shapes: { x: [5, 4] } }), { x: [5, 4], y: [5, 1], z: [5, 7] });
});

Deno.test("declared shapes do not count where an input is given another size than the file's", () => {
  const file = onnxFile(graph(
    input("x", [1, 4]),
    node("my.domain:Mystery", ["x"], ["y"]),
    output("y", [1, 9]),
  ));
  assert.deepEqual(shapesOf(file)["y"], [1, 9]);
  assert.deepEqual(shapesOf(file, { shapes: { x: [2, 4] } })["y"], [-1]);
  const { notes } = parseOnnx(file, { shapes: { x: [2, 4] } });
  assert.equal(
    notes[0],
    'Shapes stop at operators[0] (my.domain.Mystery "y"): ' +
      "no rule for the shapes of my.domain.Mystery is known",
  );
});

Deno.test("what is computed from constants alone is a constant", () => {
  const { graphs: [{ operators, tensors }], notes, nodes } = parseOnnx(onnxFile(graph(
    input("x", [1, 2]),
    int64s("shape", [2, 2]),
    node("ConstantOfShape", ["shape"], ["w"]),
    node("Transpose", ["w"], ["v"]),
    node("MatMul", ["x", "v"], ["y"]),
    output("y"),
  )));
  assert.deepEqual(operators.map(({ type }) => type), ["MatMul"]);
  assert.deepEqual(nodes, [2]);
  assert.deepEqual(tensors.map(({ name, role }) => `${name} ${role}`), [
    "x activation",
    "v constant",
    "y activation",
  ]);
  assert.deepEqual(notes, ["Nodes that compute constants from constants, counted as constants: 2"]);
});

Deno.test("initialisers that are listed as inputs are constants", () => {
  const { graphs: [{ inputs, tensors }] } = parseOnnx(onnxFile(
    graph(
      input("x", [1, 2]),
      input("w", [2, 2]),
      zeros("w", 2, 2),
      node("Add", ["x", "w"], ["y"]),
      output("y"),
    ),
    { opset: 7 },
  ));
  assert.deepEqual(inputs.map((id) => tensors[id].name), ["x"]);
});

Deno.test("weights in another file are not needed", () => {
  const stored = tiny.tensor("w", [2, 3], tiny.FLOAT, integer(14, 1));
  const { graphs: [{ tensors }] } = parseOnnx(onnxFile(graph(
    input("x", [1, 2]),
    bytes(5, stored),
    node("MatMul", ["x", "w"], ["y"]),
    output("y"),
  )));
  const weights = tensors.find(({ name }) => name === "w")!;
  assert.deepEqual([weights.bytes, weights.data], [24, undefined]);
});

Deno.test("If calls both branches, or the one that its condition leaves", () => {
  const branch = (name: string) =>
    graph(node("Neg", ["x"], ["t"]), node("Abs", ["t"], [name]), output(name));
  const main = (...condition: Uint8Array[]) =>
    onnxFile(graph(
      input("x", [2, 5]),
      ...condition,
      node("If", ["c"], ["y"], { then_branch: branch("p"), else_branch: branch("q") }),
      output("y"),
    ));
  const both = parseOnnx(main(input("c", [], tiny.BOOL)));
  const [{ operators: [conditional], tensors }, then] = both.graphs;
  assert.deepEqual(conditional.calls, [1, 2]);
  // What a branch takes from outside is an input of the operator, and no memory of the branch.
  assert.deepEqual(conditional.inputs.map((id) => tensors[id].name), ["c", "x"]);
  assert.deepEqual(tensors[conditional.outputs[0]].shape, [2, 5]);
  assert.deepEqual(then.tensors.map(({ name, role }) => `${name} ${role}`), [
    "x constant",
    "t activation",
    "p activation",
  ]);
  const taken = bytes(5, tiny.tensor("c", [1], tiny.BOOL, bytes(9, Uint8Array.of(1))));
  const one = parseOnnx(main(taken));
  assert.equal(one.graphs.length, 2);
  assert.deepEqual(one.notes, ["Branches that never run, because their condition is known: 1"]);
});

Deno.test("Loop gives its states and one slice per pass", () => {
  const body = graph(
    input("i", [], tiny.INT64),
    input("c", [], tiny.BOOL),
    input("s"),
    node("Identity", ["c"], ["go"]),
    node("Add", ["s", "x"], ["sum"]),
    node("Neg", ["sum"], ["slice"]),
    output("go", [], tiny.BOOL),
    output("sum"),
    output("slice"),
  );
  const { graphs: [{ tensors }], notes } = parseOnnx(onnxFile(graph(
    input("x", [3]),
    int64s("passes", [7]),
    node("Loop", ["passes", "", "x"], ["last", "all"], { body }),
    output("last"),
    output("all"),
  )));
  const shape = (name: string) => tensors.find((tensor) => tensor.name === name)!.shape;
  assert.deepEqual([shape("last"), shape("all")], [[3], [7, 3]]);
  assert.deepEqual(notes, []);
});

Deno.test("a slice from a number to that number and n more has n elements", () => {
  const sliced = (...ends: Uint8Array[]) =>
    shapesOf(onnxFile(graph(
      input("x", [9, 4]),
      input("i", [1], tiny.INT64),
      int64s("two", [2]),
      ...ends,
      node("Slice", ["x", "i", "end"], ["y"]),
      output("y"),
    )))["y"];
  const sum = node("Add", ["two", "i"], ["end"]);
  assert.deepEqual(sliced(sum), [2, 4]);
  const other = [node("Add", ["i", "i"], ["twice"]), node("Add", ["twice", "two"], ["end"])];
  assert.deepEqual(sliced(...other), [-1, 4]);
  assert.deepEqual(sliced(node("Sub", ["i", "two"], ["end"])), [-1, 4]);
});

Deno.test("functions take the place of the nodes that call them", () => {
  const definition = message(
    25,
    text(1, "Twice"),
    text(10, "my"),
    text(4, "a"),
    text(4, "unused"),
    text(5, "b"),
    node("Add", ["a", "a"], ["t"], {}, 7),
    node("Clip", ["t", "unused"], ["b"], {}, 7),
  );
  const { graphs: [{ operators, tensors }], nodes } = parseOnnx(onnxFile(
    graph(
      input("x", [4]),
      node("my:Twice", ["x"], ["y"]),
      node("my:Twice", ["y"], ["z"]),
      output("z"),
    ),
    { more: [definition] },
  ));
  assert.deepEqual(operators.map(({ type }) => type), ["Add", "Clip", "Add", "Clip"]);
  assert.deepEqual(nodes, [-1, -1, -1, -1]);
  assert.ok(tensors.every(({ shape }) => String(shape) === "4"));
});

Deno.test("sequences have the bytes of their elements", () => {
  const { graphs: [{ tensors }] } = parseOnnx(onnxFile(graph(
    input("x", [2, 3]),
    input("y", [4]),
    node("SequenceConstruct", ["x", "y"], ["s"]),
    int64s("last", [-1]),
    node("SequenceAt", ["s", "last"], ["z"]),
    output("z"),
  )));
  const [sequence, element] = ["s", "z"].map((name) =>
    tensors.find((tensor) => tensor.name === name)!
  );
  assert.deepEqual([sequence.dtype, sequence.bytes], ["variant", 4 * (6 + 4)]);
  assert.deepEqual(element.shape, [4]);
});

Deno.test("quantised forms have the types of their zero points", () => {
  const { graphs: [{ tensors }] } = parseOnnx(onnxFile(graph(
    input("x", [1, 3]),
    zeros("scale"),
    bytes(5, tiny.tensor("zero", [], 3, bytes(9, Uint8Array.of(0)))),
    node("QuantizeLinear", ["x", "scale", "zero"], ["q"]),
    node("DequantizeLinear", ["q", "scale", "zero"], ["y"]),
    output("y"),
  )));
  const types = Object.fromEntries(tensors.map(({ name, dtype }) => [name, dtype]));
  assert.deepEqual([types["q"], types["y"]], ["int8", "float32"]);
});

Deno.test("names that TensorFlow Lite has as well keep their domain", () => {
  const { graphs: [{ operators }] } = parseOnnx(onnxFile(graph(
    input("x", [5, 1, 2]),
    zeros("w", 1, 12, 2),
    zeros("r", 1, 12, 3),
    node("LSTM", ["x", "w", "r"], ["", "h"], { hidden_size: 3 }),
    output("h"),
  )));
  assert.equal(operators[0].type, "ai.onnx.LSTM");
});

Deno.test("options that do not suit the inputs are refused", () => {
  const file = diamond();
  const cases: [ReadOptions, RegExp][] = [
    [{ shapes: { z: [1] } }, /^Cannot set a shape: inputs are \["x"\], not "z"$/],
    [{ shapes: { x: [1] } }, /^Cannot set the shape of "x": 2 dimensions, not \[1\]$/],
    [{ shapes: { x: [0, 3] } }, /^Cannot set the shape of "x": integers from 1 on, not \[0,3\]$/],
    [{ values: { z: [1] } }, /^Cannot set the numbers of an input: inputs are \["x"\], not "z"$/],
    [
      { values: { x: [1] } },
      /^Cannot set the numbers of "x": as many as shape \[2,3\] holds, not 1$/,
    ],
  ];
  for (const [options, wanted] of cases) {
    assert.throws(() => parseOnnx(file, options), (error) => {
      assert.ok(error instanceof RangeError);
      assert.match(error.message, wanted);
      return true;
    });
  }
});
