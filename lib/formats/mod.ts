/** File formats: bytes become checked graphs, or an error that says where and why not. */
export { FormatError } from "./format_error.ts";
export type { Format } from "./format.ts";
export { FORMATS, load } from "./load.ts";
export { parseTflite } from "./tflite/tflite.ts";
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
