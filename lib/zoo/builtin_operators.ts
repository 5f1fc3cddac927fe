/** The builtin operators that the zoo writes: codes, versions and option tables of the public .tflite schema. */

/** How a field of an options table is stored. */
export type FieldKind = "byte" | "int" | "float" | "bool" | "ints";

/** What a file has to say about an operator type. */
export interface BuiltinEntry {
  /** Value of the enumeration `BuiltinOperator`. */
  readonly code: number;
  /** The smallest version that covers float32 (the rules of TensorFlow Lite's `op_version.cc`). */
  readonly float: number;
  /** The smallest version that covers int8. */
  readonly int8: number;
  /** Value of the union type `BuiltinOptions`; 0 where the operator has no options. */
  readonly options: number;
  /** Fields of the options table in slot order; `undefined` skips a slot. */
  readonly fields:
    readonly (readonly [name: string, kind: FieldKind, preset?: number] | undefined)[];
  /** Input and output have one quantisation in int8: the kernel moves or compares values only. */
  readonly sameRange?: boolean;
}

/** The builtin operators that the zoo can write. */
export type BuiltinOperator =
  | "ADD"
  | "AVERAGE_POOL_2D"
  | "CONCATENATION"
  | "CONV_2D"
  | "DEPTHWISE_CONV_2D"
  | "FULLY_CONNECTED"
  | "LOGISTIC"
  | "MAX_POOL_2D"
  | "MEAN"
  | "MUL"
  | "PAD"
  | "QUANTIZE"
  | "RELU"
  | "RESHAPE"
  | "RESIZE_BILINEAR"
  | "SOFTMAX"
  | "STRIDED_SLICE";

const pool: BuiltinEntry["fields"] = [
  ["padding", "byte"],
  ["stride_w", "int"],
  ["stride_h", "int"],
  ["filter_width", "int"],
  ["filter_height", "int"],
  ["fused_activation_function", "byte"],
];
const fused: BuiltinEntry["fields"] = [["fused_activation_function", "byte"]];

/** The entries by name. */
export const builtinOperators: Readonly<Record<BuiltinOperator, BuiltinEntry>> = {
  ADD: { code: 0, float: 1, int8: 2, options: 11, fields: fused },
  AVERAGE_POOL_2D: { code: 1, float: 1, int8: 2, options: 5, fields: pool, sameRange: true },
  CONCATENATION: {
    code: 2,
    float: 1,
    int8: 2,
    options: 10,
    fields: [["axis", "int"], ["fused_activation_function", "byte"]],
    sameRange: true,
  },
  CONV_2D: {
    code: 3,
    float: 1,
    int8: 3,
    options: 1,
    fields: [
      ["padding", "byte"],
      ["stride_w", "int"],
      ["stride_h", "int"],
      ["fused_activation_function", "byte"],
      ["dilation_w_factor", "int", 1],
      ["dilation_h_factor", "int", 1],
    ],
  },
  DEPTHWISE_CONV_2D: {
    code: 4,
    float: 2, // version 1 has no dilation
    int8: 3,
    options: 2,
    fields: [
      ["padding", "byte"],
      ["stride_w", "int"],
      ["stride_h", "int"],
      ["depth_multiplier", "int"],
      ["fused_activation_function", "byte"],
      ["dilation_w_factor", "int", 1],
      ["dilation_h_factor", "int", 1],
    ],
  },
  FULLY_CONNECTED: { code: 9, float: 1, int8: 4, options: 8, fields: fused },
  LOGISTIC: { code: 14, float: 1, int8: 2, options: 0, fields: [] },
  MAX_POOL_2D: { code: 17, float: 1, int8: 2, options: 5, fields: pool, sameRange: true },
  MUL: { code: 18, float: 1, int8: 2, options: 21, fields: fused },
  RELU: { code: 19, float: 1, int8: 2, options: 0, fields: [] },
  RESHAPE: {
    code: 22,
    float: 1,
    int8: 1,
    options: 17,
    fields: [["new_shape", "ints"]],
    sameRange: true,
  },
  RESIZE_BILINEAR: {
    code: 23,
    float: 3, // half-pixel centres
    int8: 3,
    options: 15,
    fields: [undefined, undefined, ["align_corners", "bool"], ["half_pixel_centers", "bool"]],
    sameRange: true,
  },
  SOFTMAX: { code: 25, float: 1, int8: 2, options: 9, fields: [["beta", "float"]] },
  PAD: { code: 34, float: 1, int8: 2, options: 22, fields: [], sameRange: true },
  MEAN: { code: 40, float: 1, int8: 2, options: 27, fields: [["keep_dims", "bool"]] },
  STRIDED_SLICE: {
    code: 45,
    float: 1,
    int8: 2,
    options: 32,
    fields: [["begin_mask", "int"], ["end_mask", "int"]],
    sameRange: true,
  },
  QUANTIZE: { code: 114, float: 1, int8: 1, options: 89, fields: [] },
};
