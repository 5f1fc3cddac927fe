/** File formats: bytes become checked graphs, or an error that says where and why not. */
export { unpackFile } from "./archive.ts";
export { FormatError } from "./format_error.ts";
export { type Format, type ReadOptions, wantFormat } from "./format.ts";
export { isFrozenGraph, parseGraphDef } from "./graphdef/graphdef.ts";
export { nodeOrder } from "./graphdef/node_order.ts";
export type { TensorflowModel } from "./graphdef/read_model.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { FORMATS, load } from "./load.ts";
export { isOnnx, type OnnxModel } from "./onnx/model.ts";
export { parseOnnx } from "./onnx/onnx.ts";
export { type WireField, wireFields } from "./protobuf.ts";
export { whatItIs } from "./recognize.ts";
export { type Scalar, Table } from "./tflite/flatbuffer.ts";
/** The positions of the fields in the tables of a .tflite file. */
export * as tfliteSlots from "./tflite/slots.ts";
/** Pieces of a .tflite file that is written by hand. */
export * as writeTables from "./tflite/write_tables.ts";
export { BUILTIN_OPERATORS, DTYPES } from "./tflite/enums.ts";
export {
  CONTROL_DEPENDENCIES,
  decodeControlDependencies,
  encodeControlDependencies,
} from "./tflite/control_dependencies.ts";
export { parseTflite } from "./tflite/tflite.ts";
export { filesWanted } from "./tfjs/manifest.ts";
export { parseTfjs } from "./tfjs/tfjs.ts";
export { isTflite, type TfliteModel } from "./tflite/model.ts";
export type {
  OperatorCode,
  TfliteBuffer,
  TfliteMetadata,
  TfliteNamedTensor,
  TfliteOperator,
  TfliteSignature,
  TfliteSubgraph,
  TfliteTensor,
} from "./tflite/model.ts";
