import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { load } from "../../../lib/formats/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../../corpus.ts";
import { bytes, message } from "../protobuf_writer.ts";
import { checkMutations, checkTextMutations, MUTATIONS, outcomeOf } from "../mutations.ts";
import { call, constant, definition, diamond, FLOAT, graphFile, INT32 } from "./tiny_graph.ts";
import { int32, int32s, library, node, placeholder, type } from "./tiny_graph.ts";

Deno.test("broken graphs end in one sentence that says where", () => {
  const x = placeholder("x", 2);
  const cases: [string, Uint8Array, string][] = [
    [
      "undefined input",
      graphFile(x, node("y", "Relu", ["z"])),
      'node[1].input[0]: expected the name of a node, found "z"',
    ],
    [
      "undefined output",
      graphFile(x, node("a", "Identity", ["x"]), node("y", "Relu", ["a:2"])),
      'node[2].input[0]: expected one of 1 outputs of "a", found output 2',
    ],
    [
      "an output beyond all measure",
      graphFile(x, node("y", "Relu", ["x:99999999"])),
      "node[1].input[0]: expected an output below 65536, found 99999999",
    ],
    ["a name twice", graphFile(x, x), 'node[1].name: expected a name of its own, found "x"'],
    [
      "a circle",
      graphFile(node("a", "Relu", ["b"]), node("b", "Relu", ["a"])),
      'node[0]: expected nodes that do not wait for each other, found "a"',
    ],
    [
      "a constant without a value",
      graphFile(node("c", "Const", [], { dtype: type(FLOAT) })),
      'node[0].attr: expected a tensor "value", found none',
    ],
    [
      "an element type of the future",
      graphFile(constant("c", 77, [1])),
      "node[0].attr.value.dtype: expected an element type, found 77",
    ],
    [
      "data of another size",
      graphFile(constant("c", INT32, [2], bytes(4, new Uint8Array(9)))),
      "node[0].attr.value.tensor_content: expected 8 bytes, found 9 bytes",
    ],
    [
      "too large to count",
      graphFile(constant("c", INT32, [2 ** 40, 2 ** 40])),
      "node[0].attr.value.tensor_shape: expected a tensor of less than 2^53 bytes, " +
      "found [1099511627776,1099511627776]",
    ],
    [
      "Identity of nothing",
      graphFile(node("y", "Identity", [])),
      "node[0]: expected an input, found none",
    ],
    [
      "a missing function",
      graphFile(x, node("y", "If", ["x"], { then_branch: call("f") })),
      'node[1]: expected the name of a function, found "f"',
    ],
    [
      "parts of a split beyond all measure",
      graphFile(x, int32("axis", 0), node("y", "Split", ["axis", "x"], { num_split: 1e9 })),
      "node[2]: expected at most 65536 outputs, found 1000000000",
    ],
  ];
  for (const [name, file, wanted] of cases) {
    assert.equal(outcomeOf(file), `Cannot read the graphdef file at ${wanted}`, name);
  }
});

Deno.test("functions that call themselves are refused, by calls and by branches", () => {
  const self = definition("f", ["a"], { r: "c:r:0" }, node("c", "f", ["a"], {}, 3));
  const calls = graphFile(placeholder("x", 2), node("y", "f", ["x"]), library(self));
  assert.match(outcomeOf(calls), /at most 100 calls.* none in itself \(limit "depth"/);
  const branch = { then_branch: call("f"), else_branch: call("f") };
  const nested = definition("f", ["a"], { r: "c:r:0" }, node("c", "If", ["a", "a"], branch, 3));
  const error = outcomeOf(
    graphFile(placeholder("x", 2), node("y", "If", ["x", "x"], branch), library(nested)),
  );
  assert.match(error, /at most 100 calls.* none in itself \(limit "depth"/);
});

Deno.test("functions that double at each call stay bounded", () => {
  const doubling = Array.from({ length: 30 }, (_, f) => {
    const op = f === 0 ? "Neg" : `f${f - 1}`;
    const [p, q] = [node("p", op, ["a"], {}, 3), node("q", op, ["p:r:0"], {}, 3)];
    return definition(`f${f}`, ["a"], { r: "q:r:0" }, p, q);
  });
  const file = graphFile(placeholder("x", 2), node("y", "f29", ["x"]), library(...doubling));
  const error = outcomeOf(file);
  assert.match(error, /expected at most 300000 .*\(limit "inlined"/);
});

Deno.test("long chains of nodes neither end the stack nor take long", () => {
  const chain = Array.from(
    { length: 10_000 },
    (_, i) => node(`n${i}`, i % 2 === 0 ? "Identity" : "Relu", [i === 0 ? "x" : `n${i - 1}`]),
  );
  const error = outcomeOf(graphFile(...chain.reverse(), placeholder("x", 2)));
  assert.equal(error, "");
});

Deno.test("huge shapes are carried along without memory", () => {
  const file = graphFile(
    int32s("sizes", 2 ** 30, 2 ** 20),
    node("y", "Fill", ["sizes", "one"]),
    int32("one", 1),
  );
  assert.equal(outcomeOf(file), "");
});

Deno.test("every truncation of a file is refused, or is a smaller file", () => {
  const file = diamond();
  for (let length = 0; length < file.length; length++) outcomeOf(file.slice(0, length));
});

const computed = graphFile(
  placeholder("x", 2, 8, 8, 3),
  node("shape", "Shape", ["x"], { out_type: type(INT32) }),
  int32s("from", 0),
  int32s("to", 1),
  int32s("step", 1),
  node("first", "StridedSlice", ["shape", "from", "to", "step"], { shrink_axis_mask: 1 }),
  int32("rest", -1),
  node("target", "Pack", ["first", "rest"]),
  node("pool", "MaxPool", ["x"], { ksize: [1, 2, 2, 1], strides: [1, 2, 2, 1], padding: "VALID" }),
  node("flat", "Reshape", ["pool", "target"]),
  node("parts", "Split", ["axis", "flat"], { num_split: 2 }),
  int32("axis", 1),
  node("y", "If", ["flag", "parts:1"], { then_branch: call("f"), else_branch: call("f") }),
  node("flag", "Placeholder", [], { dtype: type(10), shape: message(7) }),
  library(definition("f", ["a"], { r: "n:y:0" }, node("n", "Neg", ["a"], {}, 3))),
);

Deno.test(`${MUTATIONS} mutations of small graphs end in a model or a FormatError`, () => {
  assert.deepEqual(load(computed).notes, []);
  checkMutations([diamond(), computed]);
});

/** Real files take longer. */
const REAL = Math.ceil(MUTATIONS / 2);

corpusTest(`${REAL} mutations of small real graphs end in a model or a FormatError`, () => {
  const files = corpusFiles("models/pb", ".pb").map((path) => readFileSync(join(corpus, path)))
    .filter((file) => file.length < 40_000).map((file) => new Uint8Array(file));
  assert.ok(files.length > 1);
  checkMutations(files, REAL);
});

corpusTest(`${REAL} mutations of real texts end in a model or a FormatError`, () => {
  const files = corpusFiles("models/pbtxt", ".pbtxt").map((path) =>
    readFileSync(join(corpus, path), "utf8")
  );
  assert.ok(files.length > 1);
  checkTextMutations(files, REAL);
});

Deno.test("settings of another kind than the operator has do no harm", () => {
  const half = { num_split: Uint8Array.of(0x25, 0, 0, 0xc0, 0x3f) }; // 1.5
  const split = graphFile(
    placeholder("x", 2),
    int32("axis", 0),
    node("y", "Split", ["axis", "x"], half),
  );
  assert.match(outcomeOf(split), /expected at most 65536 outputs, found 1.5/);
  const named = graphFile(placeholder("x", 2), node("y", "MyOp", ["x"], { T: "constructor" }));
  assert.equal(outcomeOf(named), "");
});

Deno.test("groups of control inputs that wait for groups stay bounded", () => {
  const many = Array.from({ length: 2000 }, (_, i) => node(`a${i}`, "Neg", ["x"]));
  const all = node("all", "NoOp", many.map((_, i) => `^a${i}`));
  const waiting = Array.from({ length: 2000 }, (_, i) => node(`b${i}`, "Exp", ["x", "^all"]));
  const error = outcomeOf(graphFile(placeholder("x", 2), ...many, all, ...waiting));
  assert.match(error, /at most 2000000 tensors \(limit "tensors"/);
});
