import assert from "node:assert/strict";
import { ABSENT, type Attributes, type DType } from "../../lib/graph/mod.ts";
import { ELEMENT_TYPES, resolveOutputs, UNRANKED } from "../../lib/operators/mod.ts";
import { macsOf } from "../../lib/operators/mod.ts";
import { type Operand, t, tensorsOf } from "./operand.ts";

const n = (...values: number[]): Operand => ({ shape: [values.length], dtype: "int64", values });
const one = (value: number): Operand => ({ shape: [], dtype: "int64", values: [value] });
const real = (...values: number[]): Operand => ({ shape: [values.length], values });
const typed = (dtype: DType, ...shape: number[]): Operand => ({ shape, dtype });
const unranked: Operand = { shape: UNRANKED };

function resolve(
  type: string,
  attributes: Attributes,
  operands: readonly (Operand | null)[],
  outputs = 1,
) {
  const given = operands.filter((operand) => operand !== null);
  const tensors = tensorsOf(given);
  let id = 0;
  const inputs = operands.map((operand) => operand === null ? ABSENT : id++);
  const operator = { type, name: type, attributes, inputs, outputs: Array(outputs).fill(ABSENT) };
  return resolveOutputs(operator, tensors);
}

type Case = [
  type: string,
  attributes: Attributes,
  operands: readonly (Operand | null)[],
  shapes: readonly (readonly number[])[],
];

/** Worked out by hand from the ONNX specification. */
const shapes: readonly Case[] = [
  ["Conv", { strides: [2, 2], pads: [1, 1, 1, 1] }, [t(1, 3, 224, 224), t(8, 3, 3, 3)], [[
    1,
    8,
    112,
    112,
  ]]],
  ["Conv", { dilations: [2, 2] }, [t(1, 3, 9, 9), t(8, 3, 3, 3)], [[1, 8, 5, 5]]],
  ["Conv", { auto_pad: "SAME_UPPER", strides: [2, 2] }, [t(1, 3, 9, 9), t(8, 3, 3, 3)], [[
    1,
    8,
    5,
    5,
  ]]],
  ["Conv", {}, [t(1, 3, 100), t(4, 3, 5)], [[1, 4, 96]]],
  ["QLinearConv", {}, [t(1, 1, 7, 7), t(), t(), t(2, 1, 3, 3), t(), t(), t(), typed("int8")], [[
    1,
    2,
    5,
    5,
  ]]],
  ["ConvTranspose", { strides: [2, 2] }, [t(1, 8, 5, 5), t(8, 4, 2, 2)], [[1, 4, 10, 10]]],
  [
    "ConvTranspose",
    { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1] },
    [t(1, 8, 5, 5), t(8, 4, 3, 3)],
    [[1, 4, 10, 10]],
  ],
  ["MaxPool", { kernel_shape: [3, 3], strides: [2, 2] }, [t(1, 8, 112, 112)], [[1, 8, 55, 55]]],
  [
    "MaxPool",
    { kernel_shape: [3, 3], strides: [2, 2], ceil_mode: 1 },
    [t(1, 8, 112, 112)],
    [[1, 8, 56, 56]],
  ],
  // Rounded up, the last window would begin in the padding behind the image.
  [
    "AveragePool",
    { kernel_shape: [1, 1], strides: [2, 2], pads: [0, 0, 1, 1], ceil_mode: 1 },
    [t(1, 1, 2, 2)],
    [[1, 1, 1, 1]],
  ],
  ["GlobalAveragePool", {}, [t(1, 8, 7, 7)], [[1, 8, 1, 1]]],
  ["Gemm", { transB: 1 }, [t(2, 8), t(4, 8), t(4)], [[2, 4]]],
  ["MatMul", {}, [t(2, 1, 3, 4), t(5, 4, 6)], [[2, 5, 3, 6]]],
  ["MatMul", {}, [t(4), t(4, 6)], [[6]]],
  ["MatMul", {}, [t(3, 4), t(4)], [[3]]],
  ["Add", {}, [t(2, 3, 1), t(4)], [[2, 3, 4]]],
  ["Add", { broadcast: 1, axis: 1 }, [t(2, 3, 4), t(3)], [[2, 3, 4]]],
  ["Reshape", {}, [t(2, 3, 4), n(0, -1)], [[2, 12]]],
  ["Reshape", { shape: [6, -1] }, [t(2, 3, 4)], [[6, 4]]],
  ["Reshape", {}, [t(NaN, 3, 4), n(0, -1)], [[NaN, 12]]],
  ["Flatten", { axis: -1 }, [t(2, 3, 4)], [[6, 4]]],
  ["Squeeze", { axes: [0] }, [t(1, 3, 1)], [[3, 1]]],
  ["Squeeze", {}, [t(1, 3, 1)], [[3]]],
  ["Unsqueeze", {}, [t(3, 4), n(0, -1)], [[1, 3, 4, 1]]],
  ["Expand", {}, [t(3, 1), n(2, 1, 6)], [[2, 3, 6]]],
  ["Tile", {}, [t(2, 3), n(1, 4)], [[2, 12]]],
  ["Concat", { axis: -1 }, [t(2, 3), t(2, 4)], [[2, 7]]],
  ["Split", { axis: 1 }, [t(2, 7), n(3, 4)], [[2, 3], [2, 4]]],
  ["Split", { axis: 1, num_outputs: 3 }, [t(1, 7)], [[1, 3], [1, 3], [1, 1]]],
  ["Slice", {}, [t(10, 5), n(1), n(-1), n(0), n(2)], [[4, 5]]],
  ["Slice", { starts: [0, 2], ends: [9, 2 ** 63], axes: [0, 1] }, [t(10, 5)], [[9, 3]]],
  ["Slice", {}, [t(5), n(-1), n(-(2 ** 63)), n(0), n(-1)], [[5]]],
  ["Slice", {}, [t(4, 5), typed("int64", 1), typed("int64", 1), n(1)], [[4, NaN]]],
  ["Gather", { axis: 1 }, [t(2, 9, 4), t(3, 5)], [[2, 3, 5, 4]]],
  ["GatherND", { batch_dims: 1 }, [t(2, 3, 4, 5), t(2, 7, 1)], [[2, 7, 4, 5]]],
  ["Transpose", { perm: [0, 2, 1] }, [t(2, 3, 4)], [[2, 4, 3]]],
  ["Transpose", {}, [t(2, 3, 4)], [[4, 3, 2]]],
  ["Pad", {}, [t(1, 3, 5, 5), n(0, 0, 1, 2, 0, 0, 1, 2)], [[1, 3, 7, 9]]],
  ["Pad", {}, [t(4, 5), n(1, 2), null, n(-1)], [[4, 8]]],
  ["DepthToSpace", { blocksize: 2 }, [t(1, 12, 4, 5)], [[1, 3, 8, 10]]],
  ["SpaceToDepth", { blocksize: 2 }, [t(1, 3, 8, 10)], [[1, 12, 4, 5]]],
  ["Resize", {}, [t(1, 3, 5, 5), null, real(1, 1, 2, 1.5)], [[1, 3, 10, 7]]],
  ["Resize", {}, [t(1, 3, 5, 5), null, null, n(1, 3, 9, 8)], [[1, 3, 9, 8]]],
  ["Resize", { axes: [2, 3] }, [t(1, 3, 5, 5), null, null, n(9, 8)], [[1, 3, 9, 8]]],
  [
    "Resize",
    { axes: [2, 3], keep_aspect_ratio_policy: "not_larger" },
    [t(1, 3, 5, 10), null, null, n(10, 10)],
    [[1, 3, 5, 10]],
  ],
  ["Resize", {}, [t(1, 3, 5, 5), real(1, 1, 2, 2)], [[1, 3, 10, 10]]], // opset 10
  ["Upsample", { scales: [1, 1, 3, 3] }, [t(1, 3, 5, 5)], [[1, 3, 15, 15]]],
  ["ReduceMean", { axes: [2, 3] }, [t(1, 8, 7, 7)], [[1, 8, 1, 1]]],
  ["ReduceSum", { keepdims: 0 }, [t(1, 8, 7), n(1)], [[1, 7]]],
  ["ReduceMax", { noop_with_empty_axes: 1 }, [t(2, 3), n()], [[2, 3]]],
  ["ReduceMax", { keepdims: 0 }, [t(2, 3)], [[]]],
  ["ArgMax", { axis: 1, keepdims: 0 }, [t(2, 3, 4)], [[2, 4]]],
  ["TopK", { axis: 1 }, [t(2, 9), n(4)], [[2, 4], [2, 4]]],
  [
    "ai.onnx.LSTM",
    {},
    [t(5, 2, 3), t(2, 16, 3), t(2, 16, 4)],
    [[5, 2, 2, 4], [2, 2, 4], [2, 2, 4]],
  ],
  ["GRU", { layout: 1 }, [t(2, 5, 3), t(1, 12, 3), t(1, 12, 4)], [[2, 5, 1, 4], [2, 1, 4]]],
  ["ConstantOfShape", {}, [n(2, 3)], [[2, 3]]],
  ["Range", {}, [one(2), one(9), one(3)], [[3]]],
  ["OneHot", {}, [t(3), one(5), t(2)], [[3, 5]]],
  ["NonMaxSuppression", {}, [t(1, 100, 4), t(1, 80, 100), one(20)], [[1600, 3]]],
  ["NonZero", {}, [t(2, 3)], [[2, 6]]],
  ["LayerNormalization", {}, [t(2, 3, 4), t(4)], [[2, 3, 4], [2, 3, 1], [2, 3, 1]]],
  ["Where", {}, [t(3, 1), t(4), t()], [[3, 4]]],
];

for (const [type, attributes, operands, expected] of shapes) {
  const given = operands.map((operand) =>
    operand === null ? "-" : operand.values ? `(${operand.values})` : `[${operand.shape}]`
  );
  const settings = Object.keys(attributes).length > 0 ? ` ${JSON.stringify(attributes)}` : "";
  Deno.test(`resolveOutputs() makes ${JSON.stringify(expected)} of ${type} ${given.join(" ")}${settings}`, () => {
    const { outputs, unknown } = resolve(type, attributes, operands, expected.length);
    assert.equal(unknown, undefined);
    assert.deepEqual(outputs.map(({ shape }) => shape), expected);
  });
}

Deno.test("known numbers go through what shapes are computed with", () => {
  const table: [string, Attributes, readonly (Operand | null)[], readonly number[]][] = [
    ["Shape", {}, [t(2, NaN, 4)], [2, NaN, 4]],
    ["Shape", { start: 1, end: -1 }, [t(2, 3, 4)], [3]],
    ["Size", {}, [t(2, 3)], [6]],
    ["Gather", {}, [n(5, 6, 7), n(-1, 0)], [7, 5]],
    ["Gather", {}, [n(5, NaN, 7), one(1)], [NaN]],
    ["Concat", { axis: 0 }, [n(1, 2), n(3)], [1, 2, 3]],
    ["Slice", {}, [n(1, 2, 3, 4), n(1), n(3)], [2, 3]],
    ["Slice", {}, [n(1, 2, 3), n(-1), n(-9), n(0), n(-1)], [3, 2, 1]],
    ["Add", {}, [n(1, 2), one(10)], [11, 12]],
    ["Div", {}, [n(7, -7), one(2)], [3, -3]],
    ["Mod", {}, [n(-7), one(3)], [2]],
    ["Mul", {}, [real(0.1), real(3)], [Math.fround(Math.fround(0.1) * 3)].map(Math.fround)],
    ["Equal", {}, [n(1, 2), one(2)], [0, 1]],
    ["Where", {}, [n(1, 0), n(5, 6), n(7, 8)], [5, 8]],
    ["Cast", { to: 7 }, [real(2.7, -2.7)], [2, -2]],
    ["Floor", {}, [real(2.7)], [2]],
    ["Round", {}, [real(0.5, 1.5, 2.5, -0.5)], [0, 2, 2, -0]],
    ["Unsqueeze", { axes: [0] }, [one(3)], [3]],
    ["Transpose", {}, [{ shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }], [1, 4, 2, 5, 3, 6]],
    ["Range", {}, [one(0), one(6), one(2)], [0, 2, 4]],
    ["ConstantOfShape", { value: [7], "value.type": 7 }, [n(3)], [7, 7, 7]],
    ["ReduceProd", { keepdims: 0 }, [n(2, 3, 4)], [24]],
    ["Expand", {}, [n(4), n(3)], [4, 4, 4]],
  ];
  for (const [type, attributes, operands, expected] of table) {
    const { outputs: [{ values }] } = resolve(type, attributes, operands);
    assert.deepEqual(values, expected, type);
  }
  const { outputs } = resolve("Split", { axis: 0 }, [n(1, 2, 3), n(1, 2)], 2);
  assert.deepEqual(outputs.map(({ values }) => values), [[1], [2, 3]]);
});

Deno.test("element types follow, where they are not those of the first input", () => {
  const table: [string, Attributes, readonly (Operand | null)[], readonly DType[]][] = [
    ["Relu", {}, [typed("float16", 2)], ["float16"]],
    ["Cast", { to: ELEMENT_TYPES.indexOf("int8") }, [t(2)], ["int8"]],
    ["Shape", {}, [t(2)], ["int64"]],
    ["Less", {}, [t(2), t(2)], ["bool"]],
    ["MaxPool", { kernel_shape: [2] }, [t(1, 1, 4)], ["float32", "int64"]],
    ["QuantizeLinear", {}, [t(2), t()], ["uint8"]],
    ["QuantizeLinear", {}, [t(2), t(), typed("int8")], ["int8"]],
    ["DequantizeLinear", {}, [typed("int8", 2), t()], ["float32"]],
    ["DynamicQuantizeLinear", {}, [t(2)], ["uint8", "float32", "uint8"]],
    ["MatMulInteger", {}, [typed("int8", 2, 3), typed("int8", 3, 2)], ["int32"]],
    ["Where", {}, [typed("bool", 2), typed("int32", 2), typed("int32", 2)], ["int32"]],
  ];
  for (const [type, attributes, operands, expected] of table) {
    const { outputs } = resolve(type, attributes, operands, expected.length);
    assert.deepEqual(outputs.map(({ dtype }) => dtype), expected, type);
  }
});

Deno.test("resolveOutputs() says why it cannot tell", () => {
  const table: [string, Attributes, readonly (Operand | null)[], RegExp][] = [
    ["my.domain.Mystery", {}, [t(1)], /^no rule for the shapes of my\.domain\.Mystery is known$/],
    ["Conv", {}, [t(1, 3, 2, 2), t(8, 3, 3, 3)], /^a window of 3 does not fit into 2$/],
    ["Conv", { strides: [0, 1] }, [t(1, 3, 4, 4), t(8, 3, 3, 3)], /not positive$/],
    ["Relu", {}, [unranked], /^the rank of input 0 \("t0"\) is not known$/],
    ["Reshape", {}, [t(6), typed("int64", 2)], /^input 1 \("t1"\) is computed at run time$/],
    ["Reshape", {}, [t(6), n(4, -1)], /^6 elements do not fill the shape \[4,-1\]$/],
    ["Add", {}, [t(2), t(3)], /do not go together$/],
    ["Concat", { axis: 0 }, [t(2, 3), t(2, 4)], /^its inputs differ in dimension 1: 3, 4$/],
    ["Squeeze", { axes: [0] }, [t(3)], /^dimension 0 of its input is 3, not 1$/],
    ["Unsqueeze", { axes: [0, 0] }, [t(3)], /^an axis is there twice: \[0,0\]$/],
    ["SpaceToDepth", { blocksize: 3 }, [t(1, 1, 4, 4)], /^its output would be \[1,9,1\.3/],
    ["Tile", {}, [t(2 ** 40), n(2 ** 40)], /^its output would be \[1\.2/],
  ];
  for (const [type, attributes, operands, expected] of table) {
    assert.match(resolve(type, attributes, operands).unknown ?? "", expected, type);
  }
});

Deno.test("multiply-accumulates of ONNX operators", () => {
  const table: [string, Attributes, readonly Operand[], number][] = [
    ["Conv", {}, [t(1, 3, 8, 8), t(4, 3, 3, 3)], 4 * 36 * 27],
    ["Conv", { group: 4 }, [t(1, 4, 8, 8), t(4, 1, 3, 3)], 4 * 36 * 9],
    ["ConvTranspose", { strides: [2, 2] }, [t(1, 8, 5, 5), t(8, 4, 2, 2)], 200 * 16],
    ["Gemm", {}, [t(2, 8), t(8, 4)], 64],
    ["MatMul", {}, [t(2, 3, 4), t(4, 5)], 120],
    ["GRU", {}, [t(5, 2, 3), t(1, 12, 3), t(1, 12, 4)], 10 * (36 + 48)],
    ["Relu", {}, [t(8)], 0],
  ];
  for (const [type, attributes, operands, expected] of table) {
    const tensors = tensorsOf(operands);
    const inputs = [...tensors.keys()];
    const operators = [{ type, name: type, attributes, inputs, outputs: [] }];
    const graph = { name: type, tensors, operators, inputs, outputs: [], controlEdges: [] };
    assert.equal(macsOf(graph).total, expected, type);
  }
});
