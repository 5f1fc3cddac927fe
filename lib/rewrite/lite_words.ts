/** A graph in the words of TensorFlow Lite, images in NHWC order: to count by, not to run. */

import { createGraph, type Graph, type Model, type Tensor } from "../graph/mod.ts";
import { fuse } from "./fuse.ts";
import { channelsLast } from "./_channels.ts";
import { onnxDialect } from "./_onnx_words.ts";
import { tensorflowDialect } from "./_tensorflow_words.ts";
import type { Dialect } from "./_words.ts";

/** How the operators of each format are translated. */
const DIALECTS: Readonly<Record<string, Dialect>> = {
  onnx: onnxDialect,
  graphdef: tensorflowDialect,
  tfjs: tensorflowDialect,
};

/**
 * The main graph as a converter to TensorFlow Lite would write it, as far as sizes go: what it fuses
 * is fused ({@linkcode fuse}), images have their channels last. Operators whose padding TensorFlow
 * Lite has no word for, and all that are not about images, keep their own names. `undefined` for
 * formats whose words nobody has translated.
 *
 * Activations of uint8 become int8, by which converters store the same numbers less 128.
 *
 * Where ONNX pads both sides alike and TensorFlow Lite the far side more, windows lie one row apart:
 * rows that bands read are right to a row.
 */
export function inLiteWords(model: Model): Graph | undefined {
  if (!Object.hasOwn(DIALECTS, model.format)) return undefined;
  const { translate, channelsFirst } = DIALECTS[model.format];
  const graph = fuse(model).graphs[model.main];
  const first = channelsFirst(graph);
  const tensors = graph.tensors.map((tensor, id) => {
    if (tensor.role !== "activation") return tensor;
    const signed = tensor.dtype === "uint8" ? { ...tensor, dtype: "int8" as const } : tensor;
    return first.has(id) ? channelsLast(signed) : signed;
  });
  const add = (tensor: Tensor) => tensors.push(tensor) - 1;
  const operators = graph.operators.map((operator) => {
    const words = translate(operator, graph, add, first);
    if (words === undefined) return operator;
    const { dialect: _, ...others } = operator;
    return { ...others, ...words };
  });
  return createGraph({ ...graph, tensors, operators });
}
