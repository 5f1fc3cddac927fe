import assert from "node:assert/strict";
import { createGraph, type Graph, type Tensor } from "../../lib/graph/mod.ts";
import { execute, type ExecuteOptions, seededInputs, TaintError } from "../../lib/run/mod.ts";
import { modelOf } from "./overlap.ts";

/** x -> RELU -> a -> ADD(a, x) -> y: float32 tensors of 16 bytes each. */
function diamond(): Graph {
  const tensor = (name: string): Tensor => ({
    name,
    dtype: "float32",
    shape: [4],
    bytes: 16,
    role: "activation",
  });
  return createGraph({
    name: "diamond",
    tensors: ["x", "a", "y"].map(tensor),
    operators: [
      { type: "RELU", name: "a", attributes: {}, inputs: [0], outputs: [1] },
      {
        type: "ADD",
        name: "y",
        attributes: { fused_activation_function: "NONE" },
        inputs: [1, 0],
        outputs: [2],
      },
    ],
    inputs: [0],
    outputs: [2],
  });
}

const run = (options: ExecuteOptions) =>
  execute(modelOf(diamond()), seededInputs(diamond()), { taint: true, ...options });

/** The error of a run; a run without one fails the test. */
function faultOf(options: ExecuteOptions): TaintError {
  try {
    run(options);
  } catch (error) {
    if (error instanceof TaintError) return error;
    throw error;
  }
  throw new assert.AssertionError({ message: "nothing was found" });
}

Deno.test("taint lets a plan pass that shares memory only in order", () => {
  const apart = execute(modelOf(diamond()), seededInputs(diamond()));
  assert.deepEqual(run({ offsets: [0, 16, 32] }), apart);
  assert.deepEqual(run({ offsets: [0, 16, 16] }), apart, "y over a, which dies");
  assert.deepEqual(run({ offsets: [0, 16, 0] }), apart, "y over x, which dies");
});

Deno.test("taint names operator, tensors, offset and step of a wrong read", () => {
  const fault = faultOf({ offsets: [0, 8, 32] });
  assert.match(fault.message, /^Cannot use tensor 0 "x" in step 0 \(RELU, operator 0\)/);
  assert.match(fault.message, /byte 8 belongs to tensor 1 "a"$/);
  const { step, operator, tensor, owner, offset } = fault;
  assert.deepEqual({ step, operator, tensor, owner, offset }, {
    step: 0,
    operator: 0,
    tensor: 0,
    owner: 1,
    offset: 8,
  });
});

Deno.test("taint finds a tensor that was overwritten before its last reader", () => {
  const fault = faultOf({ offsets: [0, 0, 32] });
  assert.match(
    fault.message,
    /tensor 0 "x" in step 1 \(ADD, operator 1\): byte 0 belongs to tensor 1/,
  );
});

Deno.test("taint finds a wrong plan although all values coincide", () => {
  // RELU of positive numbers changes nothing: the outputs are right, the plan is not.
  const positive = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);
  const apart = execute(modelOf(diamond()), [positive]);
  const shared = execute(modelOf(diamond()), [positive], { offsets: [0, 0, 32] });
  assert.deepEqual(shared, apart);
  assert.throws(
    () => execute(modelOf(diamond()), [positive], { offsets: [0, 0, 32], taint: true }),
    TaintError,
  );
});

Deno.test("taint finds scratch memory on top of a live tensor, and outputs on top of scratch", () => {
  const offsets = [0, 16, 32];
  run({ offsets, scratch: [{ operator: 0, offset: 32, bytes: 64 }] });
  const overInput = faultOf({ offsets, scratch: [{ operator: 0, offset: 0, bytes: 8 }] });
  assert.match(overInput.message, /tensor 0 "x" in step 1 .*byte 0 belongs to nobody/);
  const underOutput = faultOf({ offsets, scratch: [{ operator: 0, offset: 28, bytes: 8 }] });
  assert.match(underOutput.message, /scratch memory in step 0 .*byte 28 belongs to tensor 1 "a"/);
});

Deno.test("taint finds inputs that the caller writes on top of each other", () => {
  const graph = createGraph({ ...diamond(), operators: [], inputs: [0, 1], outputs: [0] });
  assert.throws(
    () => execute(modelOf(graph), seededInputs(graph), { offsets: [0, 12, 32], taint: true }),
    /Cannot use tensor 0 "x" in the caller: byte 12 belongs to tensor 1 "a"/,
  );
});

Deno.test("taint refuses a memcpy between ranges that overlap in part", () => {
  const { tensors } = diamond();
  const graph = createGraph({
    name: "copy",
    tensors,
    operators: [{ type: "RESHAPE", name: "a", attributes: {}, inputs: [0], outputs: [1] }],
    inputs: [0],
    outputs: [1],
  });
  const at = (offsets: number[]) => () =>
    execute(modelOf(graph), seededInputs(graph), { offsets, taint: true });
  assert.doesNotThrow(at([0, 0, -1]), "the same place");
  assert.doesNotThrow(at([0, 16, -1]), "side by side");
  assert.throws(at([8, 0, -1]), /tensor 0 "x" in step 0 .*one copy moves it onto itself/);
});

/** x -> RELU -> w; two halves of w are sliced out, go through a RELU each, and are joined to y. */
function banded(): Graph {
  const tensor = (name: string, elements: number): Tensor => ({
    name,
    dtype: "float32",
    shape: [elements],
    bytes: 4 * elements,
    role: "activation",
  });
  const index = (name: string, value: number): Tensor => ({
    name,
    dtype: "int32",
    shape: [1],
    bytes: 4,
    role: "constant",
    data: new Uint8Array(Int32Array.of(value).buffer),
  });
  const relu = (input: number, output: number) => ({
    type: "RELU",
    name: `relu ${output}`,
    attributes: {},
    inputs: [input],
    outputs: [output],
  });
  const slice = (begin: number, output: number) => ({
    type: "SLICE",
    name: `slice ${output}`,
    attributes: {},
    inputs: [1, begin, 9],
    outputs: [output],
  });
  return createGraph({
    name: "banded",
    tensors: [
      ...["x", "w"].map((name) => tensor(name, 8)),
      ...["a", "b", "c", "d"].map((name) => tensor(name, 4)),
      tensor("y", 8),
      ...[0, 4, 4].map((value, i) => index(`index ${i}`, value)),
    ],
    operators: [relu(0, 1), slice(7, 2), relu(2, 3), slice(8, 4), relu(4, 5), {
      type: "CONCATENATION",
      name: "y",
      attributes: { axis: 0, fused_activation_function: "NONE" },
      inputs: [3, 5],
      outputs: [6],
    }],
    inputs: [0],
    outputs: [6],
  });
}

Deno.test("taint lets parts lie in their whole, and parts of it be overwritten after their last use", () => {
  const graph = banded();
  const inputs = seededInputs(graph);
  const apart = execute(modelOf(graph), inputs);
  const at = (x: number, w: number, a: number, b: number, c: number, d: number, y: number) => {
    const offsets = [x, w, a, b, c, d, y, -1, -1, -1];
    return () => execute(modelOf(graph), inputs, { offsets, taint: true });
  };
  assert.deepEqual(at(32, 0, 0, 32, 16, 48, 32)(), apart, "parts are views");
  assert.deepEqual(at(0, 0, 0, 0, 16, 16, 0)(), apart, "everything in one place");
  assert.deepEqual(at(0, 0, 0, 48, 16, 0, 32)(), apart, "the second half is copied");
  assert.throws(
    at(32, 0, 0, 16, 16, 48, 32),
    /tensor 4 "c" in step 4 \(RELU, operator 4\): byte 16 belongs to tensor 3 "b"/,
  );
  assert.throws(
    at(32, 0, 0, 0, 0, 16, 0),
    /tensor 6 "y" in the caller: byte 0 belongs to tensor 4 "c"/,
  );
});
