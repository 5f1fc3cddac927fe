import assert from "node:assert/strict";
import { createGraph, type Graph, type Operator, type Tensor } from "../../lib/graph/mod.ts";
import { flowFault } from "../../lib/tflm/value_flow.ts";

const image = (name: string, rows: number): Tensor => ({
  name,
  dtype: "int8",
  shape: [1, rows, 4, 4],
  bytes: 16 * rows,
  role: "activation",
});

const numbers = (...values: number[]): Tensor => ({
  name: String(values),
  dtype: "int32",
  shape: [4],
  bytes: 16,
  role: "constant",
  data: new Uint8Array(Int32Array.from(values).buffer),
});

/** x is sliced into two bands of a row; each goes through RELU; both are joined to y. */
function bands(): Graph {
  const tensors = [image("x", 2), image("y", 2), image("a", 1), image("b", 1)].concat(
    [image("ra", 1), image("rb", 1), numbers(0, 0, 0, 0), numbers(0, 1, 0, 0), numbers(1, 1, 4, 4)],
  );
  const operator = (type: string, inputs: number[], output: number): Operator => ({
    type,
    name: type,
    attributes: type === "CONCATENATION" ? { axis: 1 } : {},
    inputs,
    outputs: [output],
  });
  return createGraph({
    name: "bands",
    tensors,
    operators: [
      operator("SLICE", [0, 6, 8], 2),
      operator("RELU", [2], 4),
      operator("SLICE", [0, 7, 8], 3),
      operator("RELU", [3], 5),
      operator("CONCATENATION", [4, 5], 1),
    ],
    inputs: [0],
    outputs: [1],
  });
}

/** Offsets of x, y, a, b, ra, rb; none where the runtime is to place it. */
function faultOf(...places: (number | undefined)[]): string | undefined {
  const offsets = [...places, undefined, undefined, undefined];
  return flowFault({ graph: bands(), offsets, sharingOf: () => [] });
}

Deno.test("flowFault() passes views in their places, and copies that are apart", () => {
  assert.equal(faultOf(0, 32, 0, 16, 32, 48), undefined); // all in place
  assert.equal(faultOf(16, 0, 16, 32, 0, 16), undefined); // y over the rows that were used up
  assert.equal(faultOf(0, 32, 64, 80, 96, 112), undefined); // everything is copied
});

Deno.test("flowFault() follows copies into and out of what the plan does not place", () => {
  assert.equal(faultOf(0, 32, 0, undefined, 32, 48), undefined);
  assert.equal(faultOf(undefined, 32, 0, 16, 32, 48), undefined);
  assert.equal(
    faultOf(0, 32, 0, undefined, 16, 48),
    'tensor 0 ("x") is overwritten before it is read by SLICE 2',
  );
});

Deno.test("flowFault() names what is overwritten, and who wants it", () => {
  assert.equal(
    faultOf(0, 16, 0, 16, 16, 32),
    'tensor 3 ("b") is overwritten before it is read by RELU 3',
  );
  assert.equal(
    faultOf(0, 32, 0, 16, 0, 48),
    'tensor 2 ("a") is overwritten while it is read by RELU 1',
  );
  assert.equal(
    faultOf(0, 32, 0, 16, 32, 32),
    'tensor 5 ("rb") is overwritten while it is read by CONCATENATION 4',
  );
});

Deno.test("flowFault() finds bytes of the right tensor in the wrong place", () => {
  //   x -> [SLICE, row 1] -> a -> [RELU] -> b     x -> [RELU] -> y
  const { tensors, operators: [, , slice] } = bands();
  const relu = { type: "RELU", name: "RELU", attributes: {} };
  const graph = createGraph({
    name: "shifted",
    tensors,
    operators: [
      { ...slice, outputs: [2] },
      { ...relu, inputs: [2], outputs: [3] },
      { ...relu, inputs: [0], outputs: [1] },
    ],
    inputs: [0],
    outputs: [1],
  });
  const faultAt = (a: number) => {
    const offsets = [0, 32, a, 64, ...tensors.slice(4).map(() => undefined)];
    const sharingOf = () => [{ input: 0, output: 2, distance: -a, exact: true }];
    return flowFault({ graph, offsets, sharingOf });
  };
  assert.equal(faultAt(16), undefined); // where the row lies
  assert.equal(faultAt(96), undefined); // a copy that is apart
  assert.equal(faultAt(8), 'tensor 0 ("x") is overwritten before it is read by RELU 2');
});
