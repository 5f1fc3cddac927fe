/** Writes a network as the bytes of a .tflite file: a FlatBuffer by slot numbers of the public schema. */

import { Builder } from "flatbuffers";
import { elementsOf } from "../graph/mod.ts";
import { builtinOperators } from "./builtin_operators.ts";
import type { DraftOperator, Network } from "./network.ts";
import { storedTensors } from "./weights.ts";
import type { StoredTensor } from "./weights.ts";

const TENSOR_TYPE = { float32: 0, int32: 2, int8: 9 } as const;
const SCHEMA_VERSION = 3;
// Codes above this stand in `builtin_code` alone; older readers see the placeholder in the old field.
const LAST_DEPRECATED_CODE = 127;
const BUFFER_ALIGNMENT = 16;

/** The bytes of a network. The same network gives the same bytes. */
export function encode(net: Network): Uint8Array {
  const builder = new Builder(estimatedBytes(net));

  const buffers = [createTable(builder, 1, () => {})]; // buffer 0 is empty: activations refer to it
  const tensorTables: number[] = [];
  for (const tensor of storedTensors(net)) {
    const { name, shape } = net.tensors[tensorTables.length];
    if (tensor.data) {
      builder.prep(BUFFER_ALIGNMENT, tensor.data.length);
      const bytes = builder.createByteVector(tensor.data);
      buffers.push(createTable(builder, 1, () => builder.addFieldOffset(0, bytes, 0)));
    }
    const buffer = tensor.data ? buffers.length - 1 : 0;
    tensorTables.push(tensorTable(builder, tensor, name, shape, buffer));
  }
  const types = [...new Set(net.operators.map(({ type }) => type))];
  const operators = net.operators.map((operator) => {
    return operatorTable(builder, operator, types.indexOf(operator.type));
  });
  const parts = {
    tensors: offsets(builder, tensorTables),
    inputs: ints(builder, net.inputs),
    outputs: ints(builder, net.outputs),
    operators: offsets(builder, operators),
    name: builder.createString("main"),
  };
  const subgraph = createTable(builder, 5, () => {
    builder.addFieldOffset(0, parts.tensors, 0);
    builder.addFieldOffset(1, parts.inputs, 0);
    builder.addFieldOffset(2, parts.outputs, 0);
    builder.addFieldOffset(3, parts.operators, 0);
    builder.addFieldOffset(4, parts.name, 0);
  });
  const codes = types.map((type) => {
    const { code, [net.dtype === "int8" ? "int8" : "float"]: version } = builtinOperators[type];
    return createTable(builder, 4, () => {
      builder.addFieldInt8(0, Math.min(code, LAST_DEPRECATED_CODE), 0);
      builder.addFieldInt32(2, version, 1);
      builder.addFieldInt32(3, code, 0);
    });
  });
  const top = {
    codes: offsets(builder, codes),
    subgraphs: offsets(builder, [subgraph]),
    description: builder.createString(`${net.name}: ${net.description}`),
    buffers: offsets(builder, buffers),
  };
  const model = createTable(builder, 5, () => {
    builder.addFieldInt32(0, SCHEMA_VERSION, 0);
    builder.addFieldOffset(1, top.codes, 0);
    builder.addFieldOffset(2, top.subgraphs, 0);
    builder.addFieldOffset(3, top.description, 0);
    builder.addFieldOffset(4, top.buffers, 0);
  });
  builder.finish(model, "TFL3");
  return builder.asUint8Array();
}

function tensorTable(
  builder: Builder,
  { dtype, quantization }: StoredTensor,
  name: string,
  shape: readonly number[],
  buffer: number,
): number {
  const parts = {
    shape: ints(builder, shape),
    name: builder.createString(name),
    quantization: quantization ? quantizationTable(builder, quantization) : 0,
  };
  return createTable(builder, 9, () => {
    builder.addFieldOffset(0, parts.shape, 0);
    builder.addFieldInt8(1, TENSOR_TYPE[dtype], 0);
    builder.addFieldInt32(2, buffer, 0);
    builder.addFieldOffset(3, parts.name, 0);
    builder.addFieldOffset(4, parts.quantization, 0);
    builder.addFieldInt8(8, 1, 0); // has_rank
  });
}

function quantizationTable(
  builder: Builder,
  { scales, zeroPoint, dimension }: NonNullable<StoredTensor["quantization"]>,
): number {
  builder.startVector(4, scales.length, 4);
  for (let i = scales.length - 1; i >= 0; i--) builder.addFloat32(scales[i]);
  const scaleVector = builder.endVector();
  builder.startVector(8, scales.length, 8);
  for (let i = 0; i < scales.length; i++) builder.addInt64(BigInt(zeroPoint));
  const zeroPoints = builder.endVector();
  return createTable(builder, 7, () => {
    builder.addFieldOffset(2, scaleVector, 0);
    builder.addFieldOffset(3, zeroPoints, 0);
    builder.addFieldInt32(6, dimension, 0);
  });
}

function operatorTable(builder: Builder, operator: DraftOperator, opcode: number): number {
  const { type, inputs, output, attributes } = operator;
  const { options, fields } = builtinOperators[type];
  const vectors = fields.map((field) => {
    return field?.[1] === "ints" ? ints(builder, attributes[field[0]] as readonly number[]) : 0;
  });
  const parts = {
    inputs: ints(builder, inputs),
    outputs: ints(builder, [output]),
    options: options === 0 ? 0 : createTable(builder, fields.length, () => {
      fields.forEach((field, slot) => {
        if (!field) return;
        const [name, kind, preset = 0] = field;
        const value = Number(attributes[name] ?? preset);
        if (kind === "byte" || kind === "bool") builder.addFieldInt8(slot, value, preset);
        else if (kind === "int") builder.addFieldInt32(slot, value, preset);
        else if (kind === "float") builder.addFieldFloat32(slot, value, preset);
        else builder.addFieldOffset(slot, vectors[slot], 0);
      });
    }),
  };
  return createTable(builder, 5, () => {
    builder.addFieldInt32(0, opcode, 0);
    builder.addFieldOffset(1, parts.inputs, 0);
    builder.addFieldOffset(2, parts.outputs, 0);
    builder.addFieldInt8(3, options, 0);
    builder.addFieldOffset(4, parts.options, 0);
  });
}

function createTable(builder: Builder, slots: number, write: () => void): number {
  builder.startObject(slots);
  write();
  return builder.endObject();
}

function ints(builder: Builder, values: readonly number[]): number {
  builder.startVector(4, values.length, 4);
  for (let i = values.length - 1; i >= 0; i--) builder.addInt32(values[i]);
  return builder.endVector();
}

function offsets(builder: Builder, tables: readonly number[]): number {
  builder.startVector(4, tables.length, 4);
  for (let i = tables.length - 1; i >= 0; i--) builder.addOffset(tables[i]);
  return builder.endVector();
}

/** Room for everything at once, so that the builder never has to copy what it has written. */
function estimatedBytes(net: Network): number {
  const elementBytes = net.weights === "none" ? 0 : net.dtype === "int8" ? 1 : 4;
  return net.tensors.reduce((sum, { shape, content }) => {
    if (content.kind === "activation") return sum + 512;
    const channels = "channelDimension" in content ? shape[content.channelDimension] : 0;
    return sum + 512 + elementBytes * elementsOf(shape) + 16 * channels;
  }, 4096);
}
