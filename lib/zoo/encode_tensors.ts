/** Writes the tensors of a network, and the buffers in which their data lies. */

import type { Builder } from "flatbuffers";
import { DTYPES, tfliteSlots, writeTables } from "../formats/mod.ts";
import { bytesOf } from "../graph/mod.ts";
import type { DrawnTensor, Network } from "./network.ts";
import { type StoredTensor, storedTensors } from "./stored_tensors.ts";

const { BUFFER, EXTERNAL_BUFFER, EXTERNAL_BUFFER_GROUP, QUANTIZATION, TENSOR } = tfliteSlots;
const { floats, ints, repeatedLong, table, tables } = writeTables;

const BUFFER_ALIGNMENT = 16;

/** What has been written: offsets in the words of the schema's root table, and the tensors. */
export interface WrittenTensors {
  /** Offsets of the tensors, in their order. */
  readonly tensors: number[];
  /** The vector of buffers. */
  readonly buffers: number;
  /** The vector of other files; 0 where there are none. */
  readonly external_buffer_groups: number;
  /** The vector of buffers in other files; 0 where there are none. */
  readonly external_buffers: number;
}

/**
 * Writes the tensors. Constants without data are described as parts of another file, so that their
 * sizes are known and nothing is stored.
 */
export function writeTensors(builder: Builder, net: Network): WrittenTensors {
  const buffers = [table(builder, () => {})]; // buffer 0 is empty: activations refer to it
  const externals: number[] = [];
  let externalBytes = 0;
  const written: number[] = [];
  for (const stored of storedTensors(net)) {
    const draft = net.tensors[written.length];
    let buffer = 0;
    let external = 0;
    if (stored.data) {
      builder.prep(BUFFER_ALIGNMENT, stored.data.length);
      const bytes = builder.createByteVector(stored.data);
      buffers.push(table(builder, () => builder.addFieldOffset(BUFFER.data, bytes, 0)));
      buffer = buffers.length - 1;
    } else if (draft.content.kind !== "activation") {
      external = externals.length + 1;
      const length = bytesOf(stored.dtype, draft.shape);
      externals.push(writeExternal(builder, external, externalBytes, length));
      externalBytes += length;
    }
    written.push(writeTensor(builder, draft, stored, { buffer, external }));
  }
  return {
    tensors: written,
    buffers: tables(builder, buffers),
    external_buffer_groups: externals.length > 0 ? writeGroup(builder) : 0,
    external_buffers: externals.length > 0 ? tables(builder, externals) : 0,
  };
}

function writeTensor(
  builder: Builder,
  { name, shape }: DrawnTensor,
  { dtype, quantization }: StoredTensor,
  { buffer, external }: { buffer: number; external: number },
): number {
  const shapeVector = ints(builder, shape);
  const nameOffset = builder.createString(name);
  const quantized = quantization ? writeQuantization(builder, quantization) : 0;
  return table(builder, () => {
    builder.addFieldOffset(TENSOR.shape, shapeVector, 0);
    builder.addFieldInt8(TENSOR.type, DTYPES.indexOf(dtype), 0);
    builder.addFieldInt32(TENSOR.buffer, buffer, 0);
    builder.addFieldOffset(TENSOR.name, nameOffset, 0);
    builder.addFieldOffset(TENSOR.quantization, quantized, 0);
    builder.addFieldInt8(TENSOR.has_rank, 1, 0);
    builder.addFieldInt32(TENSOR.external_buffer, external, 0);
  });
}

function writeQuantization(
  builder: Builder,
  { scales, zeroPoint, dimension }: NonNullable<StoredTensor["quantization"]>,
): number {
  const scaleVector = floats(builder, scales);
  const zeroPoints = repeatedLong(builder, zeroPoint, scales.length);
  return table(builder, () => {
    builder.addFieldOffset(QUANTIZATION.scale, scaleVector, 0);
    builder.addFieldOffset(QUANTIZATION.zero_point, zeroPoints, 0);
    builder.addFieldInt32(QUANTIZATION.quantized_dimension, dimension, 0);
  });
}

function writeExternal(builder: Builder, id: number, offset: number, length: number): number {
  return table(builder, () => {
    builder.addFieldInt32(EXTERNAL_BUFFER.id, id, 0);
    builder.addFieldInt64(EXTERNAL_BUFFER.offset, BigInt(offset), 0n);
    builder.addFieldInt64(EXTERNAL_BUFFER.length, BigInt(length), 0n);
  });
}

/** One group for all: a file that nobody has written. */
function writeGroup(builder: Builder): number {
  const name = builder.createString("weights");
  return tables(builder, [
    table(builder, () => builder.addFieldOffset(EXTERNAL_BUFFER_GROUP.name, name, 0)),
  ]);
}
