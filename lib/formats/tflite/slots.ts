/**
 * The positions of the fields in the tables of a .tflite file, in the words of TensorFlow Lite's
 * public schema (`schema.fbs`, version 3d).
 */

/** `table Model`, the root. */
export const MODEL = {
  version: 0,
  operator_codes: 1,
  subgraphs: 2,
  description: 3,
  buffers: 4,
  metadata: 6,
  signature_defs: 7,
  external_buffer_groups: 8,
  external_buffers: 9,
} as const;

/** `table OperatorCode`: one operator type and version. */
export const OPERATOR_CODE = {
  deprecated_builtin_code: 0,
  custom_code: 1,
  version: 2,
  builtin_code: 3,
} as const;

/** `table SubGraph`. */
export const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2, operators: 3, name: 4 } as const;

/** `table Tensor`. */
export const TENSOR = {
  shape: 0,
  type: 1,
  buffer: 2,
  name: 3,
  quantization: 4,
  is_variable: 5,
  sparsity: 6,
  shape_signature: 7,
  has_rank: 8,
  external_buffer: 10,
} as const;

/** `table QuantizationParameters`; a union takes two slots, its type and its value. */
export const QUANTIZATION = {
  scale: 2,
  zero_point: 3,
  details_type: 4,
  details: 5,
  quantized_dimension: 6,
} as const;

/** `table BlockwiseQuantization` and the beginning of `table MultiAxisQuantization`. */
export const BLOCKWISE = { scales: 0, zero_points: 1, block_size: 2 } as const;

/** `table Operator`; the two unions take two slots each. */
export const OPERATOR = {
  opcode_index: 0,
  inputs: 1,
  outputs: 2,
  builtin_options_type: 3,
  builtin_options: 4,
  custom_options: 5,
  mutating_variable_inputs: 7,
  intermediates: 8,
  large_custom_options_offset: 9,
  large_custom_options_size: 10,
  builtin_options_2_type: 11,
  builtin_options_2: 12,
} as const;

/** `table Buffer`: data in the flatbuffer, or behind it in the same file. */
export const BUFFER = { data: 0, offset: 1, size: 2 } as const;

/** `table ExternalBuffer`: data in another file. */
export const EXTERNAL_BUFFER = { id: 0, group: 1, offset: 2, length: 3 } as const;

/** `table ExternalBufferGroup`: another file. */
export const EXTERNAL_BUFFER_GROUP = { name: 0 } as const;

/** `table Metadata`. */
export const METADATA = { name: 0, buffer: 1 } as const;

/** `table SignatureDef`; slot 3 is deprecated. */
export const SIGNATURE = { inputs: 0, outputs: 1, signature_key: 2, subgraph_index: 4 } as const;

/** `table TensorMap`. */
export const TENSOR_MAP = { name: 0, tensor_index: 1 } as const;
