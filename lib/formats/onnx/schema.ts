/** What is read of an .onnx file: the schema, trimmed to the fields in use, and its messages as types. */

import type { Limits } from "../limits.ts";
import { messageReader } from "../protobuf.ts";

/** The name of the format. */
export const NAME = "onnx";

// Source: onnx/onnx.proto of the ONNX project; names and numbers are those of the specification.
// Lists of numbers inside tensors are declared as bytes, so that weights stay where they lie: of a
// packed list that gives a view, and nobody writes them in another way.
const SCHEMA = `
syntax = "proto2";
message ModelProto {
  optional int64 ir_version = 1;
  optional string producer_name = 2;
  optional GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated FunctionProto functions = 25;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  optional string name = 2;
  repeated TensorProto initializer = 5;
  repeated SparseTensorProto sparse_initializer = 15;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
  repeated ValueInfoProto value_info = 13;
}
message FunctionProto {
  optional string name = 1;
  repeated string input = 4;
  repeated string output = 5;
  repeated string attribute = 6;
  repeated NodeProto node = 7;
  optional string domain = 10;
  repeated AttributeProto attribute_proto = 11;
  optional string overload = 13;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  optional string name = 3;
  optional string op_type = 4;
  repeated AttributeProto attribute = 5;
  optional string domain = 7;
  optional string overload = 8;
}
message AttributeProto {
  optional string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  optional bytes s = 4;
  optional TensorProto t = 5;
  optional GraphProto g = 6;
  repeated float floats = 7;
  repeated int64 ints = 8;
  repeated bytes strings = 9;
  optional int32 type = 20;
  optional string ref_attr_name = 21;
  optional SparseTensorProto sparse_tensor = 22;
}
message TensorProto {
  repeated int64 dims = 1;
  optional int32 data_type = 2;
  repeated bytes float_data = 4;
  repeated bytes int32_data = 5;
  repeated bytes string_data = 6;
  repeated bytes int64_data = 7;
  optional string name = 8;
  optional bytes raw_data = 9;
  repeated bytes double_data = 10;
  repeated bytes uint64_data = 11;
  optional int32 data_location = 14;
}
message SparseTensorProto {
  optional TensorProto values = 1;
  optional TensorProto indices = 2;
  repeated int64 dims = 3;
}
message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
message TypeProto {
  message Tensor { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
  message Inner { optional TypeProto elem_type = 1; }
  message Map { optional int32 key_type = 1; }
  optional Tensor tensor_type = 1;
  optional Inner sequence_type = 4;
  optional Map map_type = 5;
  optional Tensor sparse_tensor_type = 8;
  optional Inner optional_type = 9;
}
message TensorShapeProto {
  message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
  repeated Dimension dim = 1;
}
`;

/** A 64-bit integer of the decoder: anything that `Number` turns into one. */
export type Int64 = unknown;

/** The decoded messages. Absent lists are empty; other absent fields are the schema's defaults. */
export interface ModelProto {
  readonly graph?: GraphProto | null;
  readonly opset_import: readonly { readonly domain: string; readonly version: Int64 }[];
  readonly functions: readonly FunctionProto[];
}
/** A graph: the main one, or the body of control flow. */
export interface GraphProto {
  readonly name: string;
  readonly node: readonly NodeProto[];
  readonly initializer: readonly TensorProto[];
  readonly sparse_initializer: readonly SparseTensorProto[];
  readonly input: readonly ValueInfoProto[];
  readonly output: readonly ValueInfoProto[];
  readonly value_info: readonly ValueInfoProto[];
}
/** A function that the file defines: a type of node by its parts. */
export interface FunctionProto {
  readonly name: string;
  readonly domain: string;
  readonly overload: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly node: readonly NodeProto[];
  readonly attribute_proto: readonly AttributeProto[];
}
/** A node: an operator by the names of its tensors; an empty name is an absent tensor. */
export interface NodeProto {
  readonly name: string;
  readonly op_type: string;
  readonly domain: string;
  readonly overload: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly AttributeProto[];
}
/** A setting of a node. */
export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly ref_attr_name: string;
  readonly f: number;
  readonly i: Int64;
  readonly s: Uint8Array;
  readonly t?: TensorProto | null;
  readonly g?: GraphProto | null;
  readonly sparse_tensor?: SparseTensorProto | null;
  readonly floats: readonly number[];
  readonly ints: readonly Int64[];
  readonly strings: readonly Uint8Array[];
}
/** A constant tensor; its data lies in one of several fields, or in another file. */
export interface TensorProto {
  readonly name: string;
  readonly dims: readonly Int64[];
  readonly data_type: number;
  readonly data_location: number;
  readonly raw_data: Uint8Array;
  readonly float_data: readonly Uint8Array[];
  readonly double_data: readonly Uint8Array[];
  readonly int32_data: readonly Uint8Array[];
  readonly int64_data: readonly Uint8Array[];
  readonly uint64_data: readonly Uint8Array[];
  readonly string_data: readonly Uint8Array[];
}
/** A constant tensor that is mostly zero. */
export interface SparseTensorProto {
  readonly values?: TensorProto | null;
  readonly indices?: TensorProto | null;
  readonly dims: readonly Int64[];
}
/** A declared type of a named value. */
export interface ValueInfoProto {
  readonly name: string;
  readonly type?: TypeProto | null;
}
/** A declared type: one of its fields is set. */
export interface TypeProto {
  readonly tensor_type?: TensorTypeProto | null;
  readonly sparse_tensor_type?: TensorTypeProto | null;
  readonly sequence_type?: { readonly elem_type?: TypeProto | null } | null;
  readonly optional_type?: { readonly elem_type?: TypeProto | null } | null;
  readonly map_type?: unknown;
}
/** Element type and shape; each dimension is a number, a name, or neither. */
export interface TensorTypeProto {
  readonly elem_type: number;
  readonly shape?: {
    readonly dim: readonly { readonly dim_value?: Int64 | null; readonly dim_param: string }[];
  } | null;
}

const reader = messageReader(NAME, SCHEMA, "ModelProto");

/** The message of a file. @throws {FormatError} If the bytes are no such message. */
export function decodeModel(bytes: Uint8Array, limits: Limits): ModelProto {
  return reader.read(bytes, limits) as ModelProto;
}
