import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Attributes, createGraph, type Tensor } from "../../lib/graph/mod.ts";
import { load } from "../../lib/formats/mod.ts";
import { inferOutputs, inferShapes } from "../../lib/operators/mod.ts";
import { corpus, corpusFiles, corpusTest } from "../corpus.ts";
import { data, numbers, oneOperator, type Part, weights } from "./one_operator.ts";

const strided = (w: number, h: number, padding: string) => ({ stride_w: w, stride_h: h, padding });

type Row = [type: string, attributes: Attributes, inputs: (Part | null)[], shapes: number[][]];

const TABLE: Row[] = [
  ["CONV_2D", strided(2, 1, "SAME"), [data(1, 7, 7, 3), weights(8, 3, 3, 3)], [[1, 7, 4, 8]]],
  [
    "CONV_2D",
    { ...strided(1, 1, "VALID"), dilation_h_factor: 2 },
    [data(1, 7, 7, 3), weights(8, 3, 3, 3)],
    [[1, 3, 5, 8]],
  ],
  ["DEPTHWISE_CONV_2D", strided(2, 2, "VALID"), [data(1, 7, 8, 3), weights(1, 3, 3, 6)], [[
    1,
    3,
    3,
    6,
  ]]],
  ["TRANSPOSE_CONV", {}, [numbers(1, 8, 8, 2), weights(2, 3, 3, 4), data(1, 4, 4, 4)], [[
    1,
    8,
    8,
    2,
  ]]],
  [
    "MAX_POOL_2D",
    { ...strided(2, 2, "SAME"), filter_width: 3, filter_height: 3 },
    [data(1, 7, 7, 5)],
    [[1, 4, 4, 5]],
  ],
  ["FULLY_CONNECTED", {}, [data(2, 3, 4), weights(5, 12)], [[2, 5]]],
  ["FULLY_CONNECTED", { keep_num_dims: true }, [data(2, 3, 4), weights(5, 4)], [[2, 3, 5]]],
  ["BATCH_MATMUL", { adj_x: true }, [data(7, 1, 4, 2), data(3, 4, 5)], [[7, 3, 2, 5]]],
  ["ADD", {}, [data(1, 4, 1, 3), data(5, 1)], [[1, 4, 5, 3]]],
  ["RESHAPE", {}, [data(2, 3, 4), numbers(-1, 8)], [[3, 8]]],
  ["RESHAPE", { new_shape: [6, 4] }, [data(2, 3, 4)], [[6, 4]]],
  ["SQUEEZE", { squeeze_dims: [] }, [data(1, 3, 1, 4)], [[3, 4]]],
  ["SQUEEZE", { squeeze_dims: [-2] }, [data(1, 3, 1, 4)], [[1, 3, 4]]],
  ["EXPAND_DIMS", {}, [data(3, 4), numbers(-1)], [[3, 4, 1]]],
  ["SHAPE", {}, [data(3, 4)], [[2]]],
  ["CONCATENATION", { axis: -1 }, [data(1, 2, 3), data(1, 2, 5)], [[1, 2, 8]]],
  ["PACK", { axis: 1 }, [data(2, 3), data(2, 3)], [[2, 2, 3]]],
  ["UNPACK", { axis: 1 }, [data(2, 1, 3)], [[2, 3]]],
  ["SPLIT", { num_splits: 1 }, [numbers(1), data(2, 6)], [[2, 6]]],
  ["SPLIT_V", {}, [data(2, 6), numbers(-1), numbers(1)], [[2, 6]]],
  ["SLICE", {}, [data(4, 5, 6), numbers(1, 0, 2), numbers(2, -1, 3)], [[2, 5, 3]]],
  // x[1:, ..., -1, newaxis] of [4, 5, 6]
  [
    "STRIDED_SLICE",
    { begin_mask: 0, end_mask: 1, ellipsis_mask: 2, shrink_axis_mask: 4, new_axis_mask: 8 },
    [data(4, 5, 6), numbers(1, 0, -1, 0), numbers(0, 0, 0, 0), numbers(1, 1, 1, 1)],
    [[3, 5, 1]],
  ],
  // x[::-2, 1:9]
  [
    "STRIDED_SLICE",
    { begin_mask: 1, end_mask: 1 },
    [data(5, 6), numbers(0, 1), numbers(0, 9), numbers(-2, 1)],
    [[3, 5]],
  ],
  ["STRIDED_SLICE", { offset: true }, [data(9), numbers(2), numbers(3), numbers(1)], [[3]]],
  ["PAD", {}, [data(1, 4, 4, 2), numbers(0, 0, 1, 2, 1, 2, 0, 0)], [[1, 7, 7, 2]]],
  ["RESIZE_BILINEAR", {}, [data(1, 4, 4, 2), numbers(9, 7)], [[1, 9, 7, 2]]],
  ["MEAN", { keep_dims: false }, [data(1, 4, 4, 2), numbers(1, -2)], [[1, 2]]],
  ["MEAN", { keep_dims: true }, [data(1, 4, 4, 2), numbers(1, 2)], [[1, 1, 1, 2]]],
  ["ARG_MAX", {}, [data(1, 4, 4, 2), numbers(-1)], [[1, 4, 4]]],
  ["TOPK_V2", {}, [data(3, 9), numbers(4)], [[3, 4], [3, 4]]],
  ["GATHER", { axis: 1 }, [data(3, 9, 2), data(4, 5)], [[3, 4, 5, 2]]],
  ["GATHER", { axis: 2, batch_dims: 1 }, [data(3, 9, 2), data(3, 5)], [[3, 9, 5]]],
  ["GATHER_ND", {}, [data(3, 9, 2), data(7, 2)], [[7, 2]]],
  ["ONE_HOT", { axis: -1 }, [data(3), numbers(5), numbers(1), numbers(0)], [[3, 5]]],
  ["TRANSPOSE", {}, [data(2, 3, 4), numbers(2, 0, 1)], [[4, 2, 3]]],
  ["DEPTH_TO_SPACE", { block_size: 2 }, [data(1, 3, 4, 12)], [[1, 6, 8, 3]]],
  ["SPACE_TO_DEPTH", { block_size: 2 }, [data(1, 6, 8, 3)], [[1, 3, 4, 12]]],
  ["BATCH_TO_SPACE_ND", {}, [data(4, 3, 4, 2), numbers(2, 2), numbers(0, 1, 0, 0)], [[1, 5, 8, 2]]],
  ["SPACE_TO_BATCH_ND", {}, [data(1, 5, 8, 2), numbers(2, 2), numbers(0, 1, 0, 0)], [[4, 3, 4, 2]]],
  ["TILE", {}, [data(2, 3), numbers(2, 1)], [[4, 3]]],
  ["SVDF", { rank: 2 }, [data(1, 40), weights(16, 40), weights(16, 10)], [[1, 8]]],
  ["RANGE", {}, [numbers(2), numbers(9), numbers(3)], [[3]]],
  ["FILL", {}, [numbers(2, 3), numbers(1)], [[2, 3]]],
];

for (const [type, attributes, inputs, expected] of TABLE) {
  const shapes = inputs.map((part) => part ? `[${part.values ?? part.shape}]` : "-").join(" ");
  Deno.test(`inferOutputs() makes ${JSON.stringify(expected)} of ${type} ${shapes}`, () => {
    const graph = oneOperator(type, attributes, inputs, expected.map(() => data(1)));
    const inferred = inferOutputs(graph.operators[0], graph.tensors);
    assert.deepEqual(inferred, { shapes: expected });
  });
}

const UNKNOWN: [type: string, attributes: Attributes, inputs: Part[], reason: RegExp][] = [
  ["Mystery", {}, [data(1)], /no rule for the shapes of Mystery is known/],
  ["CONV_2D", strided(1, 1, "SAME"), [data(1, 4, 4, 1)], /it has no input 1/],
  ["CONV_2D", strided(1, 1, "SAME"), [data(4, 4), weights(1, 1, 1, 1)], /rank 2, not 4/],
  ["CONV_2D", strided(0, 1, "SAME"), [data(1, 4, 4, 1), weights(1, 1, 1, 1)], /not positive/],
  ["CONV_2D", strided(1, 1, "VALID"), [data(1, 4, 4, 1), weights(1, 5, 5, 1)], /does not fit/],
  ["RESHAPE", {}, [data(2, 3), data(2)], /computed at run time/],
  ["RESHAPE", {}, [data(2, 3), numbers(4, 2)], /6 elements do not fill the shape \[4,2\]/],
  ["CONCATENATION", { axis: 3 }, [data(2, 3)], /axis 3 is outside of rank 2/],
  ["CONCATENATION", { axis: 0 }, [data(2, 3), data(2, 4)], /does not go with/],
  ["ADD", {}, [data(2, 3), data(4)], /do not go together/],
  ["TILE", {}, [data(2, 3), numbers(2)], /does not divide|NaN/],
];

for (const [type, attributes, inputs, reason] of UNKNOWN) {
  Deno.test(`inferOutputs() says why it cannot tell: ${type}, ${reason.source}`, () => {
    const graph = oneOperator(type, attributes, inputs, [data(1)]);
    const inferred = inferOutputs(graph.operators[0], graph.tensors);
    assert.match("unknown" in inferred ? inferred.unknown : "", reason);
  });
}

/** conv (stride 2) -> relu -> reshape to a row of 4 */
function smallGraph() {
  const conv = oneOperator(
    "CONV_2D",
    { padding: "SAME", stride_w: 2, stride_h: 2 },
    [data(1, 2, 2, 3), weights(4, 3, 3, 3)],
    [data(1, 1, 1, 4)],
  );
  const [row, shape] = [data(1, 4), numbers(1, 4)].map((part, i) => ({
    name: ["row", "shape"][i],
    dtype: part.dtype!,
    shape: part.shape,
    bytes: 4 + 4 * i,
    role: i === 0 ? "activation" as const : "constant" as const,
    ...i === 1 && { data: new Uint8Array(Int32Array.of(1, 4).buffer) },
  }));
  const { name, ...relu } = conv.tensors[2];
  return createGraph({
    ...conv,
    tensors: [...conv.tensors, { ...relu, name: `${name} relu` }, row, shape],
    operators: [
      ...conv.operators,
      { type: "RELU", name: "relu", attributes: {}, inputs: [2], outputs: [3] },
      { type: "RESHAPE", name: "flat", attributes: {}, inputs: [3, 5], outputs: [4] },
    ],
    outputs: [4],
  });
}

Deno.test("inferShapes() carries a new input shape on, bytes included", () => {
  const graph = smallGraph();
  const same = inferShapes(graph, { t0: [1, 1, 2, 3] });
  assert.deepEqual(same.tensors[0].shape, [1, 1, 2, 3]);
  assert.equal(same.tensors[0].bytes, 6);
  assert.deepEqual(same.tensors.slice(2), graph.tensors.slice(2), "nothing else changes");
  assert.deepEqual(inferShapes(graph, {}), graph);
});

Deno.test("inferShapes() names the operator that stops it", () => {
  assert.throws(() => inferShapes(smallGraph(), { t0: [1, 4, 4, 3] }), {
    name: "RangeError",
    message: 'Cannot infer the shapes from operators[2] (RESHAPE "flat") on: ' +
      "16 elements do not fill the shape [1,4]",
  });
});

Deno.test("inferShapes() refuses names and shapes that are none", () => {
  assert.throws(() => inferShapes(smallGraph(), { t9: [1] }), /inputs are \["t0"\], not "t9"/);
  assert.throws(() => inferShapes(smallGraph(), { t0: [1, 0] }), /integers from 1 on, not \[1,0\]/);
});

corpusTest("inferShapes() resizes a real network", () => {
  const path = "models/tflite/A_mobilenet_v1_1.0_224_quant_no_classifier.tflite";
  const { graphs: [graph] } = load(readFileSync(join(corpus, path)));
  const resized = inferShapes(graph, { [graph.tensors[graph.inputs[0]].name]: [2, 320, 320, 3] });
  assert.deepEqual(resized.tensors[resized.outputs[0]].shape, [2, 2, 2, 1024]);
  assert.equal(resized.tensors[resized.outputs[0]].bytes, 2 * 4 * 1024);
});

/** Whether the file leaves a shape open: a dimension of -1, or no dimensions where there must be some. */
function isOpen({ shape, shapeSignature }: Tensor): boolean {
  return shape.length === 0 || (shapeSignature?.includes(-1) ?? false);
}

corpusTest("inferOutputs() gives the shapes of the files, where the files give any", () => {
  let equal = 0;
  for (const path of corpusFiles("models/tflite", ".tflite")) {
    const { graphs } = load(readFileSync(join(corpus, path)));
    for (const { operators, tensors } of graphs) {
      for (const operator of operators) {
        const inferred = inferOutputs(operator, tensors);
        if ("unknown" in inferred) continue;
        operator.outputs.forEach((id, place) => {
          const found = `${path}: ${operator.type} "${operator.name}"`;
          if (String(inferred.shapes[place]) === String(tensors[id].shape)) equal++;
          else assert.ok(isOpen(tensors[id]), `${found}: [${inferred.shapes[place]}]`);
        });
      }
    }
  }
  assert.ok(equal > 4600, `${equal} outputs compared`);
});
