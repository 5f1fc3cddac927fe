/** An ONNX model: a model, and where its operators stand in the file. */

import type { Model } from "../../graph/mod.ts";
import { NAME } from "./schema.ts";

/** A model that was read from an .onnx file. */
export interface OnnxModel extends Model {
  /** Always `onnx`. */
  readonly format: "onnx";
  /**
   * Per operator of the main graph: the index of its node in the file, or -1 where it comes from a
   * function of the file. Nodes that are no operators compute constants.
   */
  readonly nodes: readonly number[];
}

/** Whether a model is that of an .onnx file, not a view of it whose operators are others. */
export function isOnnx(model: Model): model is OnnxModel {
  return model.format === NAME && "nodes" in model;
}
