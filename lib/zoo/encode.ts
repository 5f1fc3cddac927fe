/** Writes a network as the bytes of a .tflite file: a FlatBuffer by slot numbers of the public schema. */

import { Builder } from "flatbuffers";
import { BUILTIN_OPERATORS, tfliteSlots, writeTables } from "../formats/mod.ts";
import { elementsOf } from "../graph/mod.ts";
import { writeTensors } from "./encode_tensors.ts";
import type { Network } from "./network.ts";
import { versionOf } from "./operator_versions.ts";

const { MODEL, OPERATOR, OPERATOR_CODE, SUBGRAPH } = tfliteSlots;
const { ints, options, table, tables } = writeTables;

const SCHEMA_VERSION = 3;
/** The field that older readers look at holds no code above this one. */
const LAST_DEPRECATED_CODE = 127;

/** The bytes of a network. The same network gives the same bytes. */
export function encode(net: Network): Uint8Array {
  const builder = new Builder(estimatedBytes(net));
  const { tensors, ...sources } = writeTensors(builder, net);
  const { codes, operators } = writeOperators(builder, net);
  const main = {
    tensors: tables(builder, tensors),
    inputs: ints(builder, net.inputs),
    outputs: ints(builder, net.outputs),
    operators: tables(builder, operators),
    name: builder.createString("main"),
  };
  const subgraph = table(builder, () => {
    for (const field of Object.keys(main) as (keyof typeof main)[]) {
      builder.addFieldOffset(SUBGRAPH[field], main[field], 0);
    }
  });
  const root = {
    operator_codes: tables(builder, codes),
    subgraphs: tables(builder, [subgraph]),
    description: builder.createString(`${net.name}: ${net.description}`),
    ...sources,
  };
  const model = table(builder, () => {
    builder.addFieldInt32(MODEL.version, SCHEMA_VERSION, 0);
    for (const field of Object.keys(root) as (keyof typeof root)[]) {
      builder.addFieldOffset(MODEL[field], root[field], 0);
    }
  });
  builder.finish(model, "TFL3");
  return builder.asUint8Array();
}

/** Writes the operators, and one code for each type and version among them. */
function writeOperators(
  builder: Builder,
  net: Network,
): { codes: number[]; operators: number[] } {
  const indices = new Map<string, number>();
  const codes: number[] = [];
  const codeIndex = (type: string, version: number): number => {
    const known = indices.get(`${type} ${version}`);
    if (known !== undefined) return known;
    const code = BUILTIN_OPERATORS.indexOf(type);
    if (code < 0) throw new RangeError(`Cannot write an operator: wanted a builtin, came ${type}`);
    indices.set(`${type} ${version}`, codes.length);
    codes.push(table(builder, () => {
      const deprecated = Math.min(code, LAST_DEPRECATED_CODE);
      builder.addFieldInt8(OPERATOR_CODE.deprecated_builtin_code, deprecated, 0);
      builder.addFieldInt32(OPERATOR_CODE.version, version, 1);
      builder.addFieldInt32(OPERATOR_CODE.builtin_code, code, 0);
    }));
    return codes.length - 1;
  };
  const operators = net.operators.map(({ type, inputs, output, attributes }) => {
    const opcode = codeIndex(type, versionOf(type, net.dtype, attributes));
    const inputVector = ints(builder, inputs);
    const outputVector = ints(builder, [output]);
    const { member, offset } = options(builder, type, attributes);
    return table(builder, () => {
      builder.addFieldInt32(OPERATOR.opcode_index, opcode, 0);
      builder.addFieldOffset(OPERATOR.inputs, inputVector, 0);
      builder.addFieldOffset(OPERATOR.outputs, outputVector, 0);
      builder.addFieldInt8(OPERATOR.builtin_options_type, member, 0);
      builder.addFieldOffset(OPERATOR.builtin_options, offset, 0);
    });
  });
  return { codes, operators };
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
