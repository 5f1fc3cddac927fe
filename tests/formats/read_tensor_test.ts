import assert from "node:assert/strict";
import { parseTflite } from "../../lib/formats/mod.ts";
import {
  bytes,
  type Fields,
  float32s,
  int32,
  int32s,
  int64,
  int64s,
  int8,
  table,
  tables,
} from "./flatbuffer_writer.ts";
import { builtin, operator, subgraph, tensor, tinyTflite } from "./tiny_tflite.ts";

/** A file with one tensor beside x and y, which operator 0 reads too. */
const oneTensor = (fields: Fields, buffers: readonly Fields[] = [], more: Fields = {}) => {
  const model = parseTflite(tinyTflite({
    codes: [builtin(55)],
    subgraphs: [
      subgraph(
        [tensor("x", [1, 4]), tensor("y", [1, 4]), fields],
        [operator(0, [0, 2], [1])],
        [0],
        [1],
      ),
    ],
    buffers,
    more,
  }));
  return { tensor: model.graphs[0].tensors[2], extra: model.subgraphs[0].tensors[2], model };
};

Deno.test("every element type has its size; small ones share bytes", () => {
  // float32 float16 int32 uint8 int64 string bool int16 complex64 int8 float64 complex128 uint64
  // resource variant uint32 uint16 int4 bfloat16 int2 uint4 float8 float8, five elements each
  const sizes = [20, 10, 20, 5, 40, 0, 5, 10, 40, 5, 40, 80, 40, 20, 0, 20, 10, 3, 10, 2, 3, 5, 5];
  sizes.forEach((size, type) => {
    assert.equal(oneTensor({ ...tensor("t", [5]), 1: int8(type) }).tensor.bytes, size);
  });
});

Deno.test("a tensor is constant where its buffer has data, else variable where it says so", () => {
  const data = { 0: bytes(1, 2, 3, 4, 5, 6, 7, 8) };
  const constant = oneTensor({ ...tensor("w", [2]), 2: int32(1) }, [data]);
  assert.equal(constant.tensor.role, "constant");
  assert.deepEqual([...constant.tensor.data!], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(constant.tensor.data!.buffer, constant.model.bytes.buffer);
  assert.equal(constant.extra.buffer, 1);
  const variable = oneTensor({ ...tensor("v", [2]), 2: int32(1), 5: int8(1) }, [{}]);
  assert.equal(variable.tensor.role, "variable");
  assert.equal(variable.extra.isVariable, true);
  const empty = oneTensor({ ...tensor("e", [0]), 2: int32(1) }, [{ 0: bytes() }]);
  assert.equal(empty.tensor.role, "activation");
  assert.equal(empty.tensor.bytes, 0);
});

Deno.test("strings and sparse constants count their stored bytes", () => {
  const data = { 0: bytes(1, 0, 0, 0) };
  const string = oneTensor({ ...tensor("s", [9]), 1: int8(5), 2: int32(1) }, [data]).tensor;
  assert.deepEqual([string.dtype, string.bytes, string.role], ["string", 4, "constant"]);
  const sparse = oneTensor({ ...tensor("w", [9]), 2: int32(1), 6: table({}) }, [data]).tensor;
  assert.deepEqual([sparse.bytes, sparse.sparse], [4, true]);
});

Deno.test("data behind the flatbuffer, and in other files, makes constants", () => {
  const file = (offset: bigint) =>
    tinyTflite({
      codes: [builtin(0)],
      subgraphs: [
        subgraph(
          [tensor("x", [2]), tensor("y", [2]), { ...tensor("w", [2]), 2: int32(1) }],
          [operator(0, [0, 2], [1])],
          [0],
          [1],
        ),
      ],
      buffers: [{ 1: int64(offset), 2: int64(8n) }],
    });
  const { length } = file(2n);
  const whole = new Uint8Array(length + 8);
  whole.set(file(BigInt(length)));
  whole.set([1, 2, 3, 4, 5, 6, 7, 8], length);
  const model = parseTflite(whole);
  assert.deepEqual([...model.graphs[0].tensors[2].data!], [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual(model.buffers[1].external, { offset: length, size: 8 });
  assert.throws(() => parseTflite(file(BigInt(length))), /buffers\[1\].offset: expected 8 bytes/);

  const other = { 9: tables({ 0: int32(4), 3: int64(8n) }) };
  const elsewhere = oneTensor({ ...tensor("w", [2]), 10: int32(4) }, [], other);
  assert.deepEqual([elsewhere.tensor.role, elsewhere.tensor.data], ["constant", undefined]);
  assert.deepEqual(elsewhere.model.notes, ["Subgraph 0: constants that lie in another file: 2"]);
});

Deno.test("quantisation has as many zero points as scales, and counts what the file has", () => {
  const quantized = (fields: Fields) =>
    oneTensor({ ...tensor("q", [2, 2]), 1: int8(9), 4: table(fields) });
  const whole = quantized({ 2: float32s(0.5), 3: int64s(-128n) });
  assert.deepEqual(whole.tensor.quantization, { scales: [0.5], zeroPoints: [-128], dimension: 0 });
  assert.deepEqual([whole.extra.scales, whole.extra.zeroPoints], [1, 1]);
  const channels = quantized({ 2: float32s(0.5, 0.25), 3: int64s(3n), 6: int32(1) });
  assert.deepEqual(channels.tensor.quantization, {
    scales: [0.5, 0.25],
    zeroPoints: [3, 3],
    dimension: 1,
  });
  assert.deepEqual([channels.extra.scales, channels.extra.zeroPoints], [2, 1]);
  const none = quantized({ 0: float32s(-1), 1: float32s(1) });
  assert.equal(none.tensor.quantization, undefined);
  const blocks = quantized({ 4: int8(2), 5: table({ 0: int32(1), 1: int32(-1), 2: int32(32) }) });
  assert.deepEqual(blocks.tensor.quantization, {
    scales: [],
    zeroPoints: [],
    dimension: 0,
    blockSize: 32,
  });
  assert.deepEqual(blocks.extra.blockwise, { scales: 1, zeroPoints: -1 });
});

Deno.test("open dimensions are shown, and counted by the shape", () => {
  const open = oneTensor({ ...tensor("t", [1, 4]), 7: int32s(-1, 4) });
  assert.deepEqual(open.tensor.shapeSignature, [-1, 4]);
  assert.equal(open.tensor.bytes, 16);
  const inShape = oneTensor(tensor("t", [-1, 4]));
  assert.deepEqual([inShape.tensor.shapeSignature, inShape.tensor.shape], [[-1, 4], [1, 4]]);
  const fixed = oneTensor({ ...tensor("t", [1, 4]), 7: int32s(1, 4) });
  assert.equal(fixed.tensor.shapeSignature, undefined);
});
