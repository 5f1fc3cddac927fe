import assert from "node:assert/strict";
import { createGraph } from "../../lib/graph/mod.ts";
import { prepareRun } from "../../lib/run/mod.ts";
import { modelOf } from "./overlap.ts";

Deno.test("a handle and a variable without an output are not run, and say so", () => {
  const operator = (type: string, ...inputs: number[]) => ({
    type,
    name: type,
    attributes: {},
    inputs,
    outputs: [],
  });
  const graph = createGraph({
    name: "variables",
    tensors: [{ name: "handle", dtype: "resource", shape: [1], bytes: 4, role: "activation" }],
    operators: [operator("VAR_HANDLE"), operator("READ_VARIABLE", 0)],
    inputs: [0],
    outputs: [],
  });
  assert.deepEqual(prepareRun(modelOf(graph)).unsupported.map(({ error }) => error.message), [
    "Cannot run VAR_HANDLE: an output 0 wanted, none came",
    "Cannot run READ_VARIABLE: an output 0 wanted, none came",
  ]);
});
