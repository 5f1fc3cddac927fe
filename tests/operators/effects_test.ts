import assert from "node:assert/strict";
import { effectEdges } from "../../lib/operators/mod.ts";
import type { Attributes, DType, Operator, Tensor } from "../../lib/graph/mod.ts";

type Line = [type: string, inputs: string[], outputs: string[], attributes?: Attributes];

/** The edges of a list of operators over names; names that begin with `h` are handles. */
function edgesOf(lines: Line[]) {
  const names = [...new Set(lines.flatMap(([, inputs, outputs]) => [...inputs, ...outputs]))];
  const tensors = names.map((name): Tensor => {
    const dtype: DType = name.startsWith("h") ? "resource" : "int8";
    return { name, dtype, shape: [1], bytes: 1, role: "activation" };
  });
  const operators = lines.map(([type, inputs, outputs, attributes = {}]): Operator => ({
    type,
    name: type,
    attributes,
    inputs: inputs.map((name) => names.indexOf(name)),
    outputs: outputs.map((name) => names.indexOf(name)),
  }));
  return effectEdges(operators, tensors);
}

const handle = (name: string, shared_name: string): Line => [
  "VAR_HANDLE",
  [],
  [name],
  { container: "", shared_name },
];

Deno.test("effectEdges() asks for nothing where there are no effects", () => {
  assert.deepEqual(edgesOf([["RELU", ["x"], ["y"]], ["ADD", ["x", "y"], ["z"]]]), []);
});

Deno.test("effectEdges() keeps reads before the write that follows, and lets reads swap", () => {
  const edges = edgesOf([
    handle("h", "state"),
    ["READ_VARIABLE", ["h"], ["a"]],
    ["READ_VARIABLE", ["h"], ["b"]],
    ["ASSIGN_VARIABLE", ["h", "x"], []],
    ["READ_VARIABLE", ["h"], ["c"]],
    ["ASSIGN_VARIABLE", ["h", "y"], []],
  ]);
  assert.deepEqual(edges, [[1, 3], [2, 3], [3, 4], [4, 5]]);
});

Deno.test("effectEdges() knows a resource by its name, not by its handle", () => {
  const edges = edgesOf([
    handle("h1", "state"),
    handle("h2", "state"),
    handle("h3", "other"),
    ["ASSIGN_VARIABLE", ["h1", "x"], []],
    ["READ_VARIABLE", ["h2"], ["a"]],
    ["READ_VARIABLE", ["h3"], ["b"]],
  ]);
  assert.deepEqual(edges, [[3, 4]]);
});

Deno.test("effectEdges() lets a handle that comes in stand for any resource", () => {
  const edges = edgesOf([
    handle("h1", "a"),
    handle("h2", "b"),
    ["READ_VARIABLE", ["h1"], ["a"]],
    ["READ_VARIABLE", ["h2"], ["b"]],
    ["READ_VARIABLE", ["h_in"], ["c"]],
    ["ASSIGN_VARIABLE", ["h1", "x"], []],
  ]);
  assert.deepEqual(edges, [[2, 4], [3, 4], [4, 5]]);
});

Deno.test("effectEdges() orders what calls graphs against everything with an effect", () => {
  const edges = edgesOf([
    ["CALL_ONCE", [], []],
    handle("h", "state"),
    ["READ_VARIABLE", ["h"], ["a"]],
    ["RANDOM_UNIFORM", ["x"], ["b"]],
    ["IF", ["c", "a"], ["d"]],
    ["WHILE", ["e"], ["f"]],
    ["ASSIGN_VARIABLE", ["h", "f"], []],
  ]);
  assert.deepEqual(edges, [[0, 2], [0, 3], [2, 4], [3, 4], [4, 5], [5, 6]]);
});

Deno.test("effectEdges() keeps random generators, tables and operators without outputs in order", () => {
  const edges = edgesOf([
    ["RANDOM_UNIFORM", ["x"], ["a"]],
    ["MULTINOMIAL", ["y"], ["b"]],
    ["HASHTABLE", [], ["h"], { table_id: 7 }],
    ["HASHTABLE_IMPORT", ["h", "k", "v"], []],
    ["HASHTABLE_FIND", ["h", "q", "v"], ["c"]],
    ["HASHTABLE_SIZE", ["h"], ["d"]],
    ["Log", ["a"], []],
    ["Log", ["b"], []],
  ]);
  assert.deepEqual(edges, [[0, 1], [3, 4], [3, 5], [6, 7]]);
});

Deno.test("effectEdges() takes an unknown operator on a handle for a writer", () => {
  const edges = edgesOf([
    handle("h", "state"),
    ["Peek", ["h"], ["a"]],
    ["READ_VARIABLE", ["h"], ["b"]],
    ["Peek", ["h"], ["c"]],
  ]);
  assert.deepEqual(edges, [[1, 2], [2, 3]]);
});
