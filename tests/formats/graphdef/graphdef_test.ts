import assert from "node:assert/strict";
import { linksOf } from "../../../lib/graph/mod.ts";
import { load, parseGraphDef, type ReadOptions } from "../../../lib/formats/mod.ts";
import { macsOf } from "../../../lib/operators/mod.ts";
import { bytes, integer, joined, message, real, text, varint } from "../protobuf_writer.ts";
import {
  BOOL,
  call,
  constant,
  definition,
  diamond,
  FLOAT,
  graphFile,
  INT32,
} from "./tiny_graph.ts";
import { int32, int32s, library, node, placeholder, shape, type } from "./tiny_graph.ts";
import { INT64, UINT32, UNKNOWN_RANK, weights } from "./tiny_graph.ts";

/** A graph as text: `type name[shape] <- inputs` for each operator. */
function told(file: Uint8Array, options?: ReadOptions): string[] {
  const model = load(file, options);
  const { operators, tensors } = model.graphs[model.main];
  const shown = (id: number) => id < 0 ? "-" : `${tensors[id].name}[${tensors[id].shape}]`;
  return operators.map(({ type, inputs, outputs }) =>
    `${type} ${outputs.map(shown).join(" ")} <- ${inputs.map(shown).join(" ")}`
  );
}

const notes = (file: Uint8Array, options?: ReadOptions) => load(file, options).notes;

Deno.test("a frozen graph is read with shapes, weights as views, and products counted", () => {
  const file = diamond();
  const model = parseGraphDef(file);
  const [graph] = model.graphs;
  assert.equal(model.format, "graphdef");
  assert.deepEqual(model.notes, []);
  assert.deepEqual(told(file), [
    "Conv2D conv[1,8,8,4] <- x[1,8,8,3] filter[3,3,3,4]",
    "Relu relu[1,8,8,4] <- conv[1,8,8,4]",
    "Conv2D wide[1,8,8,16] <- relu[1,8,8,4] widen[1,1,4,16]",
    "Conv2D narrow[1,8,8,4] <- wide[1,8,8,16] reduce[1,1,16,4]",
    "Sigmoid sigmoid[1,8,8,4] <- conv[1,8,8,4]",
    "AddV2 sum[1,8,8,4] <- narrow[1,8,8,4] sigmoid[1,8,8,4]",
  ]);
  assert.deepEqual(model.nodes, [2, 3, 5, 7, 9, 10]);
  assert.deepEqual(macsOf(graph).operators, [64 * 4 * 27, 0, 64 * 64, 64 * 64, 0, 0]);
  const filter = graph.tensors.find(({ name }) => name === "filter")!;
  assert.equal(filter.data?.buffer, file.buffer);
  assert.equal(filter.bytes, 432);
});

Deno.test("nodes may be in any order: each comes to stand behind what it reads, else all stay", () => {
  const parts = [
    node("b", "Relu", ["a"]),
    node("late", "Neg", ["x"]),
    node("a", "Abs", ["x"]),
    placeholder("x", 4),
    node("early", "Exp", ["b"]),
  ];
  assert.deepEqual(told(graphFile(...parts)), [
    "Abs a[4] <- x[4]",
    "Relu b[4] <- a[4]",
    "Neg late[4] <- x[4]",
    "Exp early[4] <- b[4]",
  ]);
});

Deno.test("nodes that cost nothing are no operators: their tensor is the one that they hand on", () => {
  const file = graphFile(
    placeholder("x", 4),
    node("a", "Identity", ["x"]),
    node("b", "StopGradient", ["a"]),
    node("all", "IdentityN", ["b", "c"]),
    weights("c", 4),
    node("sum", "Add", ["all", "all:1"]),
    node("done", "Identity", ["sum"]),
    node("init", "NoOp", ["^sum"]),
  );
  assert.deepEqual(told(file), ["Add sum[4] <- x[4] c[4]"]);
  const [graph] = load(file).graphs;
  assert.deepEqual(graph.outputs.map((id) => graph.tensors[id].name), ["sum"]);
});

Deno.test("shapes that are computed are known: Shape, StridedSlice, Pack, Reshape", () => {
  const file = graphFile(
    placeholder("x", 2, 3, 4),
    node("shape", "Shape", ["x"], { out_type: type(INT32) }),
    int32s("from", 0),
    int32s("to", 1),
    int32s("step", 1),
    node("first", "StridedSlice", ["shape", "from", "to", "step"], { shrink_axis_mask: 1 }),
    int32("rest", -1),
    node("target", "Pack", ["first", "rest"], { axis: 0 }),
    node("y", "Reshape", ["x", "target"]),
  );
  assert.equal(told(file).at(-1), "Reshape y[2,12] <- x[2,3,4] target[2]");
});

Deno.test("what is computed from constants alone is a constant", () => {
  const file = graphFile(
    placeholder("x", 2, 6),
    int32("two", 2),
    int32("three", 3),
    node("product", "Mul", ["two", "three"]),
    node("target", "Pack", ["two", "product"], { axis: 0 }),
    node("y", "Reshape", ["x", "target"]),
  );
  assert.deepEqual(told(file), ["Reshape y[2,6] <- x[2,6] target[2]"]);
  assert.match(notes(file)[0], /counted as constants: 2/);
});

Deno.test("numbers of constants: as many as are written, the last one for all that follow", () => {
  const values = (...fields: Uint8Array[]) => {
    const [graph] =
      load(graphFile(placeholder("x", 1), constant("c", INT32, [3], ...fields))).graphs;
    return graph.tensors.find(({ name }) => name === "c")?.values;
  };
  assert.deepEqual(values(bytes(7, Uint8Array.of(1, 0x96, 1, 3))), [1, 150, 3]);
  assert.deepEqual(values(bytes(7, joined([varint(5), varint(-1)]))), [5, -1, -1]);
  assert.deepEqual(values(bytes(7, Uint8Array.of(7))), [7, 7, 7]);
  assert.deepEqual(values(), [0, 0, 0]);
  const floats = new Uint8Array(Float32Array.of(0.5, -2).buffer);
  const [graph] = load(graphFile(constant("c", FLOAT, [3], bytes(5, floats)))).graphs;
  assert.deepEqual(graph.tensors[0].values, [0.5, -2, -2]);
});

Deno.test("open dimensions are named, count as 1, and are taken from the options", () => {
  const file = graphFile(
    placeholder("x", -1, 8),
    weights("w", 8, 4),
    node("y", "MatMul", ["x", "w"]),
  );
  assert.deepEqual(told(file), ["MatMul y[1,4] <- x[1,8] w[8,4]"]);
  assert.equal(notes(file)[0], 'Input "x" leaves dimensions open: [-1, 8]');
  assert.deepEqual(load(file).graphs[0].tensors.at(-1)?.shapeSignature, [-1, 4]);
  assert.deepEqual(told(file, { batch: 3 }), ["MatMul y[3,4] <- x[3,8] w[8,4]"]);
  assert.deepEqual(told(file, { shapes: { x: [5, 8] } }), ["MatMul y[5,4] <- x[5,8] w[8,4]"]);
  assert.throws(
    () => load(file, { shapes: { z: [1] } }),
    /Cannot set .*inputs are \["x"\], not "z"/,
  );
  assert.throws(() => load(file, { shapes: { x: [1] } }), /2 dimensions, not \[1\]/);
});

Deno.test("the numbers of a constant are read however they are written; the last one fills the rest", () => {
  const numbers = (code: number, sizes: readonly number[], ...fields: Uint8Array[]) => {
    const file = graphFile(constant("c", code, sizes, ...fields), node("y", "Neg", ["c"]));
    return load(file).graphs[0].tensors[0].values;
  };
  const floats = new Uint8Array(Float32Array.of(0.5, -2).buffer);
  const cases: [number, Uint8Array[], Uint8Array[], number[]][] = [
    [INT32, [integer(7, 5), integer(7, -6)], [bytes(7, joined([varint(5), varint(-6)]))], [
      5,
      -6,
      -6,
    ]],
    [INT64, [integer(10, 7), integer(10, 8)], [bytes(10, joined([varint(7), varint(8)]))], [
      7,
      8,
      8,
    ]],
    [FLOAT, [real(5, 0.5), real(5, -2)], [bytes(5, floats)], [0.5, -2, -2]],
    [BOOL, [integer(11, 1)], [bytes(11, varint(1))], [1, 1, 1]],
    [UINT32, [integer(16, 3)], [bytes(16, varint(3))], [3, 3, 3]],
    [INT32, [], [], [0, 0, 0]],
  ];
  for (const [code, oneByOne, packed, expected] of cases) {
    assert.deepEqual(numbers(code, [3], ...oneByOne), expected, `type ${code}`);
    assert.deepEqual(numbers(code, [3], ...packed), expected, `type ${code}, packed`);
  }
});

Deno.test("numbers that are computed at run time can be given by name", () => {
  const file = graphFile(
    placeholder("x", 8),
    node("limit", "Placeholder", [], { dtype: type(INT32), shape: shape() }),
    constant("zero", INT32, [], integer(7, 0)),
    constant("one", INT32, [], integer(7, 1)),
    node("count", "Select", ["x", "limit", "one"]),
    node("y", "Range", ["zero", "count", "one"]),
  );
  assert.match(notes(file)[0], /Shapes stop at operators\[1\] \(Range "y"\)/);
  const { graphs: [graph], notes: left } = load(file, { values: { count: [5] } });
  assert.deepEqual(graph.tensors.at(-1)?.shape, [5]);
  assert.deepEqual(left, []);
  assert.throws(() => load(file, { values: { z: [1] } }), /no tensor is named "z"/);
  assert.throws(
    () => load(file, { values: { count: [1, 2] } }),
    /the numbers of "count": as many as shape \[\] holds, not 2/,
  );
});

Deno.test("an operator without a rule is named, unless the file notes its shapes", () => {
  const unknown = (settings: Parameters<typeof node>[3]) =>
    graphFile(placeholder("x", 4), node("y", "MyOp", ["x"], settings), node("z", "Relu", ["y"]));
  assert.equal(
    notes(unknown({}))[0],
    'Shapes stop at operators[0] (MyOp "y"): no rule for the shapes of MyOp is known',
  );
  const noted = message(1, message(7, message(2, integer(1, 9))));
  assert.deepEqual(told(unknown({ _output_shapes: noted }))[1], "Relu z[9] <- y[9]");
});

Deno.test("inputs of unknown rank stop nothing but what depends on them", () => {
  const file = graphFile(
    node("x", "Placeholder", [], { dtype: type(FLOAT), shape: UNKNOWN_RANK }),
    node("y", "Relu", ["x"]),
  );
  assert.equal(notes(file)[0], 'Input "x" leaves its shape open');
  assert.deepEqual(told(file, { shapes: { x: [2, 2] } }), ["Relu y[2,2] <- x[2,2]"]);
});

Deno.test("calls are replaced by the function's nodes, also where functions call functions", () => {
  const inner = definition("inner", ["a"], { r: "n:y:0" }, node("n", "Neg", ["a"], {}, 3));
  const outer = definition(
    "outer",
    ["p", "q"],
    { first: "i:r:0", second: "s:z:0" },
    node("i", "inner", ["p"], {}, 3),
    node("s", "Mul", ["i:r:0", "q"], {}, 3),
  );
  const file = graphFile(
    placeholder("x", 2),
    placeholder("w", 2),
    node("c", "PartitionedCall", ["x", "w"], { f: call("outer") }),
    node("y", "Add", ["c", "c:1"]),
    library(inner, outer),
  );
  assert.deepEqual(told(file), [
    "Neg c/i/n[2] <- x[2]",
    "Mul c/s[2] <- c/i/n[2] w[2]",
    "Add y[2] <- c/i/n[2] c/s[2]",
  ]);
  assert.deepEqual(parseGraphDef(file).nodes, [-1, -1, 3]);
});

Deno.test("what a loop only reads is the tensor of the caller, and takes no memory in the loop", () => {
  const file = graphFile(
    placeholder("x", 1, 4),
    weights("w", 4, 4),
    node("y", "StatelessWhile", ["x", "w"], { cond: call("less"), body: call("step") }),
    node("z", "MatMul", ["y", "y:1"]),
    library(
      definition(
        "step",
        ["a", "m"],
        { r: "p:product:0", s: "j:output:0" },
        node("p", "MatMul", ["a", "m"], {}, 3),
        node("i", "Identity", ["m"], {}, 3),
        node("j", "Identity", ["i:output:0"], {}, 3),
      ),
      definition("less", ["a", "m"], { r: "l:z:0" }, node("l", "Less", ["a", "a"], {}, 3)),
    ),
  );
  assert.deepEqual(told(file), [
    "StatelessWhile y[1,4] - <- x[1,4] w[4,4]",
    "MatMul z[1,4] <- y[1,4] w[4,4]",
  ]);
  const { graphs, notes } = load(file);
  const [, , body] = graphs;
  const shown = body.tensors.map(({ name, role, bytes }) => `${name} ${role} ${bytes}`);
  assert.deepEqual(shown, ["a activation 16", "m constant 0", "p activation 16"]);
  assert.equal(macsOf(graphs[0], graphs).operators[0], 16);
  assert.deepEqual(notes, []);
});

Deno.test("If and While call graphs that are read with the shapes that they are given", () => {
  const file = graphFile(
    node("p", "Placeholder", [], { dtype: type(10), shape: shape() }),
    placeholder("x", 3),
    node("y", "If", ["p", "x"], {
      then_branch: call("neg"),
      else_branch: call("exp"),
      Tout: message(1, bytes(6, Uint8Array.of(FLOAT))),
    }),
    node("z", "StatelessWhile", ["y"], { cond: call("less"), body: call("neg") }),
    library(
      definition("neg", ["a"], { r: "n:y:0" }, node("n", "Neg", ["a"], {}, 3)),
      definition("exp", ["a"], { r: "e:y:0" }, node("e", "Exp", ["a"], {}, 3)),
      definition("less", ["a"], { r: "l:z:0" }, node("l", "Less", ["a", "a"], {}, 3)),
    ),
  );
  assert.deepEqual(told(file), ["If y[3] <- p[] x[3]", "StatelessWhile z[3] <- y[3]"]);
  const { graphs, notes } = load(file);
  assert.deepEqual(graphs.map(({ name }) => name), ["", "neg", "exp", "less", "neg"]);
  assert.deepEqual(graphs[0].operators.map(({ calls }) => calls), [[1, 2], [3, 4]]);
  assert.deepEqual(graphs[3].operators.map(({ outputs }) => graphs[3].tensors[outputs[0]].dtype), [
    "bool",
  ]);
  assert.deepEqual(notes, []);
});

Deno.test("a loop of single nodes is walked once and said so", () => {
  const file = graphFile(
    placeholder("x", 3),
    node("enter", "Enter", ["x"]),
    node("merge", "Merge", ["enter", "next"]),
    node("less", "Less", ["merge", "merge"]),
    node("cond", "LoopCond", ["less"]),
    node("switch", "Switch", ["merge", "cond"]),
    node("body", "Neg", ["switch:1"]),
    node("next", "NextIteration", ["body"]),
    node("exit", "Exit", ["switch"]),
  );
  assert.deepEqual(told(file), [
    "Enter enter[3] <- x[3]",
    "Merge merge[3] merge:1[] <- enter[3] -",
    "Less less[3] <- merge[3] merge[3]",
    "LoopCond cond[3] <- less[3]",
    "Switch switch[3] switch:1[3] <- merge[3] cond[3]",
    "Neg body[3] <- switch:1[3]",
    "NextIteration next[3] <- body[3]",
    "Exit exit[3] <- switch[3]",
  ]);
  assert.match(notes(file)[0], /built of Switch and Merge \(1\): all branches count, and one pass/);
});

Deno.test("control inputs order operators, also through nodes that cost nothing", () => {
  const file = graphFile(
    placeholder("x", 3),
    node("a", "Neg", ["x"]),
    node("b", "Exp", ["x"]),
    node("group", "NoOp", ["^a", "^b"]),
    node("c", "Abs", ["x", "^group"]),
  );
  const [graph] = load(file).graphs;
  assert.deepEqual(graph.controlEdges, [[0, 2], [1, 2]]);
  assert.deepEqual(linksOf(graph).predecessors[2], [0, 1]);
});

Deno.test("of a saved model, the graph that it serves is read, as far as its outputs need it", () => {
  const info = (name: string) => message(2, text(1, "out"), message(2, text(1, name)));
  const signature = (key: string, name: string) => message(5, text(1, key), message(2, info(name)));
  const graph = joined([
    placeholder("x", 3),
    node("y", "Neg", ["x"]),
    node("other", "Exp", ["x"]),
  ]);
  const file = joined([
    integer(1, 1),
    message(
      2,
      bytes(2, graph),
      signature("__saved_model_init_op", "other:0"),
      signature("serving_default", "y:0"),
    ),
  ]);
  assert.deepEqual(told(file), ["Neg y[3] <- x[3]"]);
  assert.match(notes(file)[0], /no output needs, left out: 1/);
});

Deno.test("variables and what reads them are weights", () => {
  const file = graphFile(
    placeholder("x", 1, 4),
    node("v", "VarHandleOp", [], { dtype: type(FLOAT), shape: shape(4, 2) }),
    node("read", "ReadVariableOp", ["v"]),
    node("y", "MatMul", ["x", "read"]),
  );
  assert.deepEqual(told(file), ["MatMul y[1,2] <- x[1,4] v[4,2]"]);
});
