import assert from "node:assert/strict";
import { ABSENT, type Attributes } from "../../../lib/graph/mod.ts";
import { macsOf, resolveOutputs, ruleOf, tensorflowRules } from "../../../lib/operators/mod.ts";
import { type Operand, t, tensorsOf } from "../operand.ts";

const n = (...values: number[]): Operand => ({ shape: [values.length], dtype: "int32", values });
const one = (value: number): Operand => ({ shape: [], dtype: "int32", values: [value] });
const pairs = (...values: number[]): Operand => ({
  ...n(...values),
  shape: [values.length / 2, 2],
});
/** A list of which the shape of an element is not known. */
const variant = (count: number): Operand => ({ shape: [count], dtype: "variant" });
const bool = (...shape: number[]): Operand => ({ shape, dtype: "bool" });

function query(type: string, attributes: Attributes, operands: readonly Operand[], outputs = 1) {
  const operator = {
    type,
    dialect: "tensorflow",
    name: type,
    attributes,
    inputs: [...operands.keys()],
    outputs: new Array<number>(outputs).fill(ABSENT),
  } as const;
  return { operator, tensors: tensorsOf(operands) };
}

function resolve(...parts: Parameters<typeof query>) {
  const { operator, tensors } = query(...parts);
  return resolveOutputs(operator, tensors);
}

const two = [1, 2, 2, 1];
const NHWC = { strides: two, padding: "SAME", data_format: "NHWC" };
const NCHW = { strides: [1, 1, 2, 2], padding: "VALID", data_format: "NCHW" };
const image = t(1, 9, 9, 4);

type Case = [string, Attributes, Operand[], ...(readonly number[])[]];

/** Worked out by hand from the definitions of TensorFlow's operators. */
const SHAPES: readonly Case[] = [
  ["Conv2D", NHWC, [image, t(3, 3, 4, 8)], [1, 5, 5, 8]],
  ["Conv2D", { ...NHWC, padding: "VALID" }, [image, t(3, 3, 4, 8)], [1, 4, 4, 8]],
  ["Conv2D", NCHW, [t(1, 4, 9, 9), t(3, 3, 4, 8)], [1, 8, 4, 4]],
  [
    "Conv2D",
    { padding: "VALID", strides: [1, 1, 1, 1], dilations: [1, 3, 3, 1] },
    [image, t(3, 3, 4, 8)],
    [1, 3, 3, 8],
  ],
  [
    "_FusedConv2D",
    { padding: "EXPLICIT", explicit_paddings: [0, 0, 1, 1, 2, 2, 0, 0], strides: [1, 1, 1, 1] },
    [image, t(3, 3, 4, 8), t(8)],
    [1, 9, 11, 8],
  ],
  ["DepthwiseConv2dNative", NHWC, [image, t(3, 3, 4, 2)], [1, 5, 5, 8]],
  ["Conv2DBackpropInput", NHWC, [n(1, 18, 18, 2), t(2, 2, 2, 4), image], [1, 18, 18, 2]],
  ["Conv2DBackpropInput", NHWC, [n(18, 18), t(2, 2, 2, 4), image], [1, 18, 18, 2]],
  ["Conv2DTranspose", NHWC, [image, t(3, 3, 2, 4)], [1, 18, 18, 2]],
  ["Conv2DTranspose", { ...NHWC, padding: "VALID" }, [image, t(3, 3, 2, 4)], [1, 19, 19, 2]],
  ["Conv3D", { strides: [1, 1, 2, 2, 1], padding: "SAME" }, [t(1, 4, 8, 8, 2), t(3, 3, 3, 2, 5)], [
    1,
    4,
    4,
    4,
    5,
  ]],
  ["MaxPool", { ksize: [1, 3, 3, 1], strides: two, padding: "VALID" }, [image], [1, 4, 4, 4]],
  ["AvgPool", { ...NCHW, ksize: [1, 1, 2, 2] }, [t(1, 4, 9, 9)], [1, 4, 4, 4]],
  ["MatMul", { transpose_b: true }, [t(2, 3), t(5, 3)], [2, 5]],
  ["BatchMatMulV2", { adj_x: true }, [t(7, 3, 2), t(3, 5)], [7, 2, 5]],
  ["Einsum", { equation: "bij,bjk->bik" }, [t(2, 3, 4), t(2, 4, 5)], [2, 3, 5]],
  ["FusedBatchNormV3", {}, [image, t(4), t(4), t(4), t(4)], [1, 9, 9, 4]],
  ["AddV2", {}, [t(2, 1, 3), t(4, 1)], [2, 4, 3]],
  ["Select", {}, [bool(2), t(2, 3), t(2, 3)], [2, 3]],
  ["Reshape", {}, [t(2, 6), n(3, -1)], [3, 4]],
  ["Reshape", { target_shape: [-1, 2] }, [t(NaN, 6)], [NaN, 3, 2]],
  ["Squeeze", { squeeze_dims: [-1] }, [t(1, 2, 1)], [1, 2]],
  ["ExpandDims", {}, [t(2, 3), one(-1)], [2, 3, 1]],
  ["ConcatV2", {}, [t(2, 3), t(2, 4), one(-1)], [2, 7]],
  ["Concat", {}, [one(0), t(2, 3), t(1, 3)], [3, 3]],
  ["Pack", { axis: 1 }, [t(2, 3), t(2, 3)], [2, 2, 3]],
  ["Unpack", { axis: 0, num: 2 }, [t(2, 3)], [3], [3]],
  ["Split", { num_split: 2 }, [one(1), t(2, 6)], [2, 3], [2, 3]],
  ["SplitV", { num_split: 2 }, [t(2, 6), n(4, -1), one(1)], [2, 4], [2, 2]],
  ["Slice", {}, [t(5, 6), n(1, 2), n(2, -1)], [2, 4]],
  ["GatherV2", {}, [t(5, 6), t(2, 3), one(1)], [5, 2, 3]],
  ["GatherNd", {}, [t(5, 6, 7), t(4, 2)], [4, 7]],
  ["Transpose", {}, [t(1, 2, 3), n(2, 0, 1)], [3, 1, 2]],
  ["Pad", {}, [t(2, 3), pairs(1, 0, 0, 2)], [3, 5]],
  ["Tile", {}, [t(2, 3), n(1, 3)], [2, 9]],
  ["SpaceToBatchND", {}, [image, n(2, 2), pairs(1, 0, 0, 1)], [4, 5, 5, 4]],
  ["BatchToSpaceND", {}, [t(4, 5, 5, 4), n(2, 2), pairs(1, 0, 0, 1)], [1, 9, 9, 4]],
  ["DepthToSpace", { block_size: 2 }, [t(1, 3, 3, 8)], [1, 6, 6, 2]],
  ["SpaceToDepth", { block_size: 3, data_format: "NCHW" }, [t(1, 2, 9, 9)], [1, 18, 3, 3]],
  ["ResizeBilinear", {}, [image, n(20, 10)], [1, 20, 10, 4]],
  ["Mean", { keep_dims: true }, [image, n(1, 2)], [1, 1, 1, 4]],
  ["Mean", {}, [image, n(-3, -2)], [1, 4]],
  ["ArgMax", {}, [t(2, 5), one(-1)], [2]],
  ["TopKV2", {}, [t(2, 50), one(7)], [2, 7], [2, 7]],
  ["Range", {}, [one(2), one(9), one(3)], [3]],
  ["NonMaxSuppressionV5", {}, [t(90, 4), t(90), one(20)], [20], [20], []],
  ["TensorListStack", { num_elements: 6 }, [variant(6), n(2, -1)], [6, 2, NaN]],
  ["TensorListStack", {}, [t(6, 2, 3), one(-1)], [6, 2, 3]],
  ["TensorListReserve", {}, [n(2, 3), one(5)], [5, 2, 3]],
  ["TensorListReserve", {}, [one(-1), one(5)], [5]],
  ["TensorListSetItem", {}, [variant(5), one(0), t(2, 3)], [5, 2, 3]],
  ["TensorListPushBack", {}, [t(4, 2), t(2)], [NaN, 2]],
  ["TensorListGetItem", {}, [t(5, 2, 3), one(0), n(-1, -1)], [2, 3]],
  ["TensorArrayV3", { element_shape: [2, -1] }, [one(4)], [], [4, 2, NaN]],
  ["TensorArrayV3", {}, [one(4)], [], [4]],
  ["TensorArrayScatterV3", {}, [t(), t(4), t(4, 7), variant(4)], [4, 7]],
  ["TensorArrayWriteV3", {}, [t(), one(0), t(7), variant(4)], [4, 7]],
  ["TensorArrayReadV3", {}, [t(), one(0), t(4, 7)], [7]],
  ["TensorArrayGatherV3", { element_shape: [7] }, [t(), t(3), variant(4)], [3, 7]],
  ["Merge", {}, [t(2, 3), t(2, 4)], [2, 4], []],
  ["LSTM", { return_sequences: true }, [t(2, 7, 3), t(3, 16), t(4, 16)], [2, 7, 4]],
];

for (const [type, attributes, operands, ...expected] of SHAPES) {
  const given = operands.map(({ shape }) => `[${shape}]`).join(" ");
  Deno.test(`${type} ${JSON.stringify(attributes)} of ${given} makes [${expected.join("] [")}]`, () => {
    const { outputs, unknown } = resolve(type, attributes, operands, expected.length);
    assert.equal(unknown, undefined);
    assert.deepEqual(outputs.map(({ shape }) => shape), expected);
  });
}

/** What slices of a list of six leave, as Python has them. */
const SLICES: [Attributes, begin: number, end: number, step: number, left: number[]][] = [
  [{}, 1, 4, 1, [11, 12, 13]],
  [{}, -2, 6, 1, [14, 15]],
  [{ begin_mask: 1 }, 5, 2, 1, [10, 11]],
  [{ end_mask: 1 }, 3, 0, 2, [13, 15]],
  [{ begin_mask: 1, end_mask: 1 }, 0, 0, -2, [15, 13, 11]],
  [{ shrink_axis_mask: 1 }, 2, 3, 1, [12]],
  [{ shrink_axis_mask: 1 }, -1, 0, 1, [15]],
  [{}, 4, 2, 1, []],
];

Deno.test("StridedSlice picks the numbers that Python does", () => {
  const list = n(10, 11, 12, 13, 14, 15);
  for (const [attributes, begin, end, step, left] of SLICES) {
    const { outputs: [{ values, shape }] } = resolve(
      "StridedSlice",
      attributes,
      [list, n(begin), n(end), n(step)],
    );
    assert.deepEqual(values, left, JSON.stringify([attributes, begin, end, step]));
    assert.deepEqual(shape, attributes["shrink_axis_mask"] ? [] : [left.length]);
  }
});

Deno.test("StridedSlice knows new dimensions, the ellipsis, and ranges that are open", () => {
  const shape = (attributes: Attributes, entries: number) => {
    const numbers = {
      shape: [entries],
      dtype: "int32",
      values: new Array(entries).fill(1),
    } as const;
    return resolve("StridedSlice", attributes, [t(4, 5, 6, 7), numbers, numbers, numbers])
      .outputs[0].shape;
  };
  assert.deepEqual(shape({ new_axis_mask: 1, begin_mask: 2, end_mask: 2 }, 2), [1, 4, 5, 6, 7]);
  assert.deepEqual(shape({ ellipsis_mask: 1, shrink_axis_mask: 2 }, 2), [4, 5, 6]);
  const open = { shape: [1], dtype: "int32" } as const;
  const { outputs } = resolve("StridedSlice", {}, [t(4, 5), open, open, n(1)]);
  assert.deepEqual(outputs[0].shape, [NaN, 5]);
});

Deno.test("numbers follow from numbers", () => {
  const values = (...parts: Parameters<typeof query>) => resolve(...parts).outputs[0].values;
  assert.deepEqual(values("Shape", {}, [t(2, NaN)]), [2, NaN]);
  assert.deepEqual(values("Pack", { axis: 0 }, [one(3), { shape: [], dtype: "int32" }]), [3, NaN]);
  assert.deepEqual(values("Pack", { axis: 1 }, [n(1, 2), n(3, 4)]), [1, 3, 2, 4]);
  assert.deepEqual(values("Unpack", { num: 2 }, [n(7, 8)]), [7]);
  assert.deepEqual(values("SparseToDense", {}, [n(1, 3), n(4), n(5, 6), one(9)]), [9, 5, 9, 6]);
  assert.deepEqual(values("SparseToDense", {}, [pairs(0, 1), n(2, 2), n(5), one(0)]), [0, 5, 0, 0]);
  assert.deepEqual(values("TensorArraySizeV3", {}, [t(), t(4, 2)]), [4]);
  assert.deepEqual(values("FloorMod", {}, [n(-7, 7), one(3)]), [2, 1]);
  assert.deepEqual(values("RealDiv", {}, [n(7), n(2)]), [3]);
  assert.deepEqual(values("Prod", {}, [n(2, 3, 4), n(0)]), [24]);
  assert.deepEqual(values("GatherV2", {}, [n(5, 6, 7), n(2, 0), one(0)]), [7, 5]);
  assert.deepEqual(values("ConcatV2", {}, [n(1), n(2, 3), one(0)]), [1, 2, 3]);
  assert.deepEqual(values("Select", {}, [{ ...n(1, 0), dtype: "bool" }, n(1, 2), n(3, 4)]), [1, 4]);
  assert.deepEqual(values("Cast", { DstT: "int32" }, [{ shape: [1], values: [2.7] }]), [2]);
});

Deno.test("element types are the settings' where an operator does not keep that of its input", () => {
  const dtypes = (...parts: Parameters<typeof query>) =>
    resolve(...parts).outputs.map(({ dtype }) => dtype);
  assert.deepEqual(dtypes("Cast", { DstT: "uint8" }, [t(2)]), ["uint8"]);
  assert.deepEqual(dtypes("Less", {}, [t(2), t(2)]), ["bool"]);
  assert.deepEqual(dtypes("ArgMax", { output_type: "int32" }, [t(2, 3), one(1)]), ["int32"]);
  assert.deepEqual(dtypes("TopKV2", {}, [t(2, 50), one(7)], 2), ["float32", "int32"]);
  assert.deepEqual(dtypes("Split", { num_split: 1 }, [one(0), t(2)]), ["float32"]);
  assert.deepEqual(dtypes("ResizeBilinear", {}, [{ ...image, dtype: "uint8" }, n(2, 2)]), [
    "float32",
  ]);
});

Deno.test("products are counted by each rule's formula", () => {
  const macs = (...parts: Parameters<typeof query>) => {
    const { operator, tensors } = query(...parts);
    return ruleOf(operator)!.macs!({ operator, tensors });
  };
  assert.equal(macs("Conv2D", NHWC, [image, t(3, 3, 4, 8)]), 25 * 8 * 36);
  assert.equal(macs("DepthwiseConv2dNative", NHWC, [image, t(3, 3, 4, 2)]), 25 * 8 * 9);
  assert.equal(macs("Conv2DBackpropInput", NHWC, [n(18, 18), t(2, 2, 2, 4), image]), 81 * 4 * 8);
  assert.equal(macs("MatMul", {}, [t(2, 3), t(3, 5)]), 30);
  assert.equal(macs("Einsum", { equation: "bij,bjk->bik" }, [t(2, 3, 4), t(2, 4, 5)]), 120);
  assert.equal(macs("LSTM", {}, [t(2, 7, 3), t(3, 16), t(4, 16)]), 14 * (48 + 64));
});

Deno.test("a rule says why it cannot tell", () => {
  const cases: [string, Attributes, Operand[], RegExp][] = [
    ["Conv2D", { padding: "ODD" }, [image, t(3, 3, 4, 8)], /its padding is not known/],
    ["Conv2D", NHWC, [t(9, 9, 4), t(3, 3, 4, 8)], /input 0 has rank 3, not 4/],
    [
      "MaxPool",
      { ...NHWC, padding: "VALID", ksize: [1, 20, 20, 1] },
      [image],
      /a window of 20 does/,
    ],
    ["Reshape", {}, [t(2, 6), n(5, -1)], /12 elements do not fill the shape \[5,-1\]/],
    ["Reshape", {}, [t(2, 6), t(2)], /input 1 \("t1"\) is computed at run time/],
    ["ConcatV2", {}, [t(2, 3), t(3, 3), one(1)], /its inputs differ in dimension 0: 2, 3/],
    ["Transpose", {}, [t(2, 3), n(0, 0)], /an axis is there twice/],
    ["Split", { num_split: 4 }, [one(1), t(2, 6)], /its output would be \[2,1.5\]/],
  ];
  for (const [type, attributes, operands, why] of cases) {
    assert.match(resolve(type, attributes, operands).unknown ?? "", why, type);
  }
});

Deno.test("rules of TensorFlow never crash on operands that they do not expect", () => {
  const operands: Operand[] = [t(), t(2), t(NaN, 3), t(1, 2, 3, 4), n(), n(-1), n(0, 99), one(-7)];
  for (const type of tensorflowRules.flatMap(({ types }) => types)) {
    for (let count = 0; count <= 3; count++) {
      for (const [i] of operands.entries()) {
        const given = Array.from(
          { length: count },
          (_, k) => operands[(i + 3 * k) % operands.length],
        );
        const { operator, tensors } = query(type, { axis: 9, num: 3, num_split: 2 }, given, 3);
        resolveOutputs(operator, tensors);
        const graph = { operators: [operator], tensors };
        macsOf(graph as unknown as Parameters<typeof macsOf>[0]);
      }
    }
  }
});

Deno.test("each type has one rule, and names of other formats keep theirs", () => {
  const types = tensorflowRules.flatMap(({ types }) => types);
  assert.equal(new Set(types).size, types.length);
  assert.notEqual(ruleOf({ type: "MaxPool", dialect: "tensorflow" }), ruleOf({ type: "MaxPool" }));
  assert.equal(ruleOf({ type: "CONV_2D", dialect: "tensorflow" }), undefined);
});
