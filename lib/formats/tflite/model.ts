/** A .tflite model: its graphs, and beside them what only this format knows. */

import type { Model } from "../../graph/mod.ts";

/** One entry of the file's table of operator types. */
export interface OperatorCode {
  /** The name of the builtin operator, the custom code, or `BUILTIN_<n>`. */
  readonly type: string;
  /** The code that counts: the larger of the two codes of the file. */
  readonly code: number;
  /** The `builtin_code` field; 0 in files from before it existed. */
  readonly builtinCode: number;
  /** The `deprecated_builtin_code` field, which ends at 127. */
  readonly deprecatedBuiltinCode: number;
  /** The text that names a custom operator; empty for builtin operators. */
  readonly customCode: string;
  /** The version of the operator. */
  readonly version: number;
}

/** What the file says about a tensor besides {@linkcode Tensor}; same index. */
export interface TfliteTensor {
  /** Index in {@linkcode TfliteModel.buffers}; 0 stands for no data. */
  readonly buffer: number;
  /** The `is_variable` field. */
  readonly isVariable: boolean;
  /** Elements of the `scale` vector; 0 where there is none. */
  readonly scales: number;
  /** Elements of the `zero_point` vector; 0 where there is none. */
  readonly zeroPoints: number;
  /** Tensors of the same subgraph that hold the scales and zero points (-1: none) of blocks. */
  readonly blockwise?: { readonly scales: number; readonly zeroPoints: number };
}

/** What the file says about an operator besides {@linkcode Operator}; same index. */
export interface TfliteOperator {
  /** Index in {@linkcode TfliteModel.operatorCodes}. */
  readonly opcodeIndex: number;
  /** Tensors that carry only quantisation of inner values (LSTM); -1 where absent. */
  readonly intermediates: readonly number[];
  /** Options of a custom operator, a view of the file; absent where there are none. */
  readonly customOptions?: Uint8Array;
}

/** What the file says about a subgraph besides {@linkcode Graph}; same index. */
export interface TfliteSubgraph {
  /** By tensor id. */
  readonly tensors: readonly TfliteTensor[];
  /** By operator id. */
  readonly operators: readonly TfliteOperator[];
}

/** One entry of the file's table of buffers. */
export interface TfliteBuffer {
  /** The stored bytes, a view of the file; empty where the buffer holds none. */
  readonly data: Uint8Array;
  /** Where the data lies behind the flatbuffer, in bytes from the start of the file. */
  readonly external?: { readonly offset: number; readonly size: number };
}

/** One entry of the file's metadata. */
export interface TfliteMetadata {
  /** The name that readers look for. */
  readonly name: string;
  /** Index in {@linkcode TfliteModel.buffers}. */
  readonly buffer: number;
  /** The buffer's bytes, a view of the file. */
  readonly data: Uint8Array;
}

/** A name for a tensor, in a signature. */
export interface TfliteNamedTensor {
  /** The name that callers use; not that of the tensor. */
  readonly name: string;
  /** The tensor's id in the subgraph of the signature. */
  readonly tensor: number;
}

/** A named entry point: names for the inputs and outputs of a subgraph. */
export interface TfliteSignature {
  /** The name of the entry point. */
  readonly key: string;
  /** Index in {@linkcode Model.graphs}. */
  readonly subgraph: number;
  /** Names for input tensors of the subgraph. */
  readonly inputs: readonly TfliteNamedTensor[];
  /** Names for output tensors of the subgraph. */
  readonly outputs: readonly TfliteNamedTensor[];
}

/** A model that was read from a .tflite file. All lists have the order of the file. */
export interface TfliteModel extends Model {
  /** The mark by which {@linkcode isTflite} tells such a model. */
  readonly format: "tflite";
  /** The version of the schema; 3 in all files since 2017. */
  readonly version: number;
  /** Free text; often the name of the converter. */
  readonly description: string;
  /** The table of operator types that operators refer to. */
  readonly operatorCodes: readonly OperatorCode[];
  /** Per graph: what only the file knows. */
  readonly subgraphs: readonly TfliteSubgraph[];
  /** The table of buffers that tensors and metadata refer to. */
  readonly buffers: readonly TfliteBuffer[];
  /** Named data of converters and tools. */
  readonly metadata: readonly TfliteMetadata[];
  /** The named entry points. */
  readonly signatures: readonly TfliteSignature[];
}

/** Whether a model was read from a .tflite file. */
export function isTflite(model: Model): model is TfliteModel {
  return model.format === "tflite";
}
