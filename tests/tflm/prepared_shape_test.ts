import assert from "node:assert/strict";
import type { Attributes } from "../../lib/graph/mod.ts";
import { preparedShape } from "../../lib/tflm/prepared_shape.ts";

const of = (shape: readonly number[], signature?: readonly number[]) => ({
  dtype: "int8" as const,
  shape,
  signature,
  scales: 0,
  constant: false,
});

/** Type, attributes, shapes of inputs, the file's shape of the output, the shape that TFLM gives it. */
const TABLE: readonly [
  type: string,
  attributes: Attributes,
  inputs: readonly (readonly number[])[],
  output: readonly number[],
  expected: readonly number[] | undefined,
][] = [
  ["RELU", {}, [[2, 3]], [9], undefined],
  ["DEPTH_TO_SPACE", { block_size: 2 }, [[1, 3, 4, 8]], [1], [1, 6, 8, 2]],
  ["SPACE_TO_DEPTH", { block_size: 2 }, [[1, 6, 8, 2]], [1], [1, 3, 4, 8]],
  ["GATHER", { axis: 1, batch_dims: 0 }, [[2, 5, 3], [4]], [1], [2, 4, 3]],
  ["GATHER", { axis: -1, batch_dims: 0 }, [[2, 5, 3], [4]], [1], [2, 5, 4]],
  ["GATHER", { axis: 1, batch_dims: 1 }, [[2, 5, 3], [2, 4]], [1], [2, 4, 3]],
  ["GATHER_ND", {}, [[2, 5, 3], [7, 2]], [1], [7, 3]],
  ["EMBEDDING_LOOKUP", {}, [[6], [100, 8]], [1, 1], [6, 8]],
  [
    "L2_POOL_2D",
    { padding: "VALID", stride_h: 2, stride_w: 2, filter_height: 3, filter_width: 2 },
    [[1, 8, 8, 4]],
    [1],
    [1, 3, 4, 4],
  ],
  [
    "L2_POOL_2D",
    { padding: "SAME", stride_h: 2, stride_w: 3, filter_height: 3, filter_width: 3 },
    [[1, 8, 8, 4]],
    [1],
    [1, 4, 3, 4],
  ],
];

Deno.test("preparedShape() gives the shapes that TFLM's kernels work out", () => {
  for (const [type, attributes, inputs, output, expected] of TABLE) {
    const options = new Map<string, number>();
    const call = {
      type,
      attributes,
      inputs: inputs.map((s) => of(s)),
      outputs: [of(output)],
      options,
    };
    assert.deepEqual(preparedShape(call), expected, `${type} ${JSON.stringify(attributes)}`);
  }
});

Deno.test("preparedShape() fills an open dimension of RESHAPE where the elements differ", () => {
  const reshape = (shape: readonly number[], signature?: readonly number[]) =>
    preparedShape({
      type: "RESHAPE",
      attributes: {},
      inputs: [of([2, 12])],
      outputs: [of(shape, signature)],
      options: new Map(),
    });
  assert.deepEqual(reshape([4, 1], [4, -1]), [4, 6]);
  assert.equal(reshape([1, 24], [-1, 24]), undefined);
  assert.equal(reshape([4, 6]), undefined);
});
