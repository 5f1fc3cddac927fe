/** What is read of TensorFlow's graphs: the schema, trimmed to the fields in use, and its messages as types. */

import protobuf from "protobufjs";
import type { Limits } from "../limits.ts";
import { messageReader } from "../protobuf.ts";
import { DATA_TYPES } from "./data_types.ts";

/** The name of the format. */
export const NAME = "graphdef";

// Source: graph.proto, node_def.proto, attr_value.proto, tensor.proto, function.proto and
// saved_model.proto of TensorFlow. Maps are written as the lists of entries that they are on the wire.
// Lists of numbers inside tensors are declared as bytes, so that weights stay where they lie.
const SCHEMA = `
syntax = "proto3";
enum DataType { ${DATA_TYPES.map(([name], code) => `${name} = ${code};`).join(" ")} }
message GraphDef { repeated NodeDef node = 1; FunctionDefLibrary library = 2; }
message FunctionDefLibrary { repeated FunctionDef function = 1; }
message FunctionDef {
  OpDef signature = 1;
  repeated NodeDef node_def = 3;
  repeated TextEntry ret = 4;
}
message OpDef {
  string name = 1;
  repeated ArgDef input_arg = 2;
  repeated ArgDef output_arg = 3;
}
message ArgDef { string name = 1; DataType type = 3; }
message TextEntry { string key = 1; string value = 2; }
message NodeDef {
  string name = 1;
  string op = 2;
  repeated string input = 3;
  repeated AttrEntry attr = 5;
}
message AttrEntry { string key = 1; AttrValue value = 2; }
message AttrValue {
  message ListValue {
    repeated bytes s = 2;
    repeated int64 i = 3;
    repeated float f = 4;
    repeated bool b = 5;
    repeated DataType type = 6;
    repeated TensorShapeProto shape = 7;
  }
  ListValue list = 1;
  optional bytes s = 2;
  optional int64 i = 3;
  optional float f = 4;
  optional bool b = 5;
  optional DataType type = 6;
  TensorShapeProto shape = 7;
  TensorProto tensor = 8;
  NameAttrList func = 10;
}
message NameAttrList { string name = 1; }
message TensorShapeProto {
  message Dim { int64 size = 1; }
  repeated Dim dim = 2;
  bool unknown_rank = 3;
}
message TensorProto {
  DataType dtype = 1;
  TensorShapeProto tensor_shape = 2;
  bytes tensor_content = 4;
  repeated bytes float_val = 5;
  repeated bytes double_val = 6;
  repeated bytes int_val = 7;
  repeated bytes string_val = 8;
  repeated bytes int64_val = 10;
  repeated bytes bool_val = 11;
  repeated bytes uint32_val = 16;
  repeated bytes uint64_val = 17;
}
message SavedModel { repeated MetaGraphDef meta_graphs = 2; }
message MetaGraphDef {
  GraphDef graph_def = 2;
  repeated SignatureEntry signature_def = 5;
}
message SignatureEntry { string key = 1; SignatureDef value = 2; }
message SignatureDef { repeated TensorInfoEntry inputs = 1; repeated TensorInfoEntry outputs = 2; }
message TensorInfoEntry { string key = 1; TensorInfo value = 2; }
message TensorInfo { string name = 1; TensorShapeProto tensor_shape = 3; }
`;

/** A 64-bit integer of the decoder: anything that `Number` turns into one. */
export type Int64 = unknown;

/** A graph: nodes in any order, and the functions that they call. */
export interface GraphDef {
  readonly node: readonly NodeDef[];
  readonly library?: { readonly function: readonly FunctionDef[] } | null;
}
/** A function: arguments, nodes, and which values it returns. */
export interface FunctionDef {
  readonly signature?: {
    readonly name: string;
    readonly input_arg: readonly ArgDef[];
    readonly output_arg: readonly ArgDef[];
  } | null;
  readonly node_def: readonly NodeDef[];
  readonly ret: readonly { readonly key: string; readonly value: string }[];
}
/** An argument or a result of a function. */
export interface ArgDef {
  readonly name: string;
  readonly type: number;
}
/** A node: an operator by the names of the nodes that it reads. */
export interface NodeDef {
  readonly name: string;
  readonly op: string;
  readonly input: readonly string[];
  readonly attr: readonly { readonly key: string; readonly value?: AttrValue | null }[];
}
/** A setting of a node: one of its fields is set. */
export interface AttrValue {
  readonly list?: ListValue | null;
  readonly s?: Uint8Array | null;
  readonly i?: Int64;
  readonly f?: number | null;
  readonly b?: boolean | null;
  readonly type?: number | null;
  readonly shape?: TensorShapeProto | null;
  /** A tensor, or its message as it lies in the file. */
  readonly tensor?: TensorProto | Uint8Array | null;
  readonly func?: { readonly name: string } | null;
}
/** A list of settings of one kind. */
export interface ListValue {
  readonly s: readonly Uint8Array[];
  readonly i: readonly Int64[];
  readonly f: readonly number[];
  readonly b: readonly boolean[];
  readonly type: readonly number[];
  readonly shape: readonly TensorShapeProto[];
}
/** A shape; a size of -1 is open. */
export interface TensorShapeProto {
  readonly dim: readonly { readonly size: Int64 }[];
  readonly unknown_rank: boolean;
}
/** Numbers of a tensor: one or several as they lie on the wire, or one by one from a text. */
export type NumberList = readonly (Uint8Array | number | string)[];

/** A constant tensor: plain bytes, or a list of numbers of which the last may stand for the rest. */
export interface TensorProto {
  readonly dtype: number;
  readonly tensor_shape?: TensorShapeProto | null;
  readonly tensor_content: Uint8Array;
  readonly float_val?: NumberList;
  readonly double_val?: NumberList;
  readonly int_val?: NumberList;
  readonly int64_val?: NumberList;
  readonly bool_val?: NumberList;
  readonly uint32_val?: NumberList;
  readonly uint64_val?: NumberList;
  readonly string_val: readonly Uint8Array[];
}
/** The inputs or outputs of a signature, by the caller's names. */
export type TensorInfos = readonly {
  readonly key: string;
  readonly value?: { readonly name: string } | null;
}[];
/** A saved model: graphs with the signatures that they serve. */
export interface SavedModel {
  readonly meta_graphs: readonly {
    readonly graph_def?: GraphDef | null;
    readonly signature_def: readonly {
      readonly key: string;
      readonly value?: { readonly inputs: TensorInfos; readonly outputs: TensorInfos } | null;
    }[];
  }[];
}

/** Tensors are not taken apart with their graph: most of them are weights, which nobody looks at. */
const BINARY = SCHEMA.replace("TensorProto tensor =", "bytes tensor =");
const graphReader = messageReader(NAME, BINARY, "GraphDef");
const savedModelReader = messageReader(NAME, BINARY, "SavedModel");
const tensorReader = messageReader(NAME, BINARY, "TensorProto");

/** The message type of a graph, by which texts are read. */
export const GRAPH_DEF: protobuf.Type = protobuf.parse(SCHEMA, { keepCase: true }).root
  .resolveAll().lookupType("GraphDef");

/** The graph of a .pb file. @throws {FormatError} If the bytes are no such message. */
export function decodeGraphDef(bytes: Uint8Array, limits: Limits): GraphDef {
  return graphReader.read(bytes, limits) as GraphDef;
}

/** The message of a saved_model.pb. @throws {FormatError} If the bytes are no such message. */
export function decodeSavedModel(bytes: Uint8Array, limits: Limits): SavedModel {
  return savedModelReader.read(bytes, limits) as SavedModel;
}

/** The message of a tensor; lists of which each number is a field are not read. */
export function decodeTensorMessage(bytes: Uint8Array): TensorProto {
  return tensorReader.read(bytes) as TensorProto;
}
