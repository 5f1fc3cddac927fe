/** What a float model would need if it were quantised: the same graph with other element types. */

import { bytesOf, createGraph, type Graph, type Model, type Tensor } from "../graph/mod.ts";

const REAL = new Set(["float64", "float32", "float16", "bfloat16"]);

/**
 * The model as if it were quantised to int8: real numbers take one byte, except constants of one
 * dimension, which hold biases and keep 32 bits as TensorFlow Lite's int8 scheme has it. What is no
 * real number (indices, shapes, masks) stays.
 *
 * The view counts bytes, and does not run: there are no scales.
 */
export function asInt8(model: Model): Model {
  const note = "View: as if it were quantised to int8; the file is not";
  const { format, bytes, main } = model;
  return {
    format,
    bytes,
    graphs: model.graphs.map(quantised),
    main,
    notes: [note, ...model.notes],
  };
}

function quantised(graph: Graph): Graph {
  const tensors = graph.tensors.map((tensor): Tensor => {
    if (!REAL.has(tensor.dtype)) return tensor;
    const isBias = tensor.role === "constant" && tensor.shape.length === 1;
    const dtype = isBias ? "int32" : "int8";
    const { data: _, values: __, ...rest } = tensor;
    // What lies in the graph around a called one takes nothing here.
    return { ...rest, dtype, bytes: tensor.bytes === 0 ? 0 : bytesOf(dtype, tensor.shape) };
  });
  return createGraph({ ...graph, tensors });
}
