/** Versions of builtin operators: the smallest that covers what the zoo writes. */

import type { Attributes } from "../graph/mod.ts";

/** Operators whose version for int8 is not 2. */
const INT8_VERSIONS: Readonly<Record<string, number>> = {
  CONV_2D: 3,
  DEPTHWISE_CONV_2D: 3,
  FULLY_CONNECTED: 4,
  QUANTIZE: 1,
  RESHAPE: 1,
};

/** The version of an operator, by the rules of TensorFlow Lite's `tools/versioning/op_version.cc`. */
export function versionOf(
  type: string,
  dtype: "int8" | "float32",
  attributes: Attributes,
): number {
  if (type === "RESIZE_BILINEAR" && attributes.half_pixel_centers) return 3;
  if (dtype === "int8") return INT8_VERSIONS[type] ?? 2;
  return type === "DEPTHWISE_CONV_2D" && attributes.dilation_w_factor !== 1 ? 2 : 1;
}
