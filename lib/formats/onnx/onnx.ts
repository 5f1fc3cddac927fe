/** ONNX: models of PyTorch and many other frameworks. */

import type { Model } from "../../graph/mod.ts";
import type { Format, ReadOptions } from "../format.ts";
import { FormatError } from "../format_error.ts";
import { limitsOf } from "../limits.ts";
import { beginsLikeOnnx } from "../recognize.ts";
import { functionsByType } from "./functions.ts";
import { withInputSizes } from "./input_sizes.ts";
import type { OnnxModel } from "./model.ts";
import { notesOf } from "./notes.ts";
import { readGraph } from "./read_graph.ts";
import { decodeModel, NAME } from "./schema.ts";
import type { Reading } from "./scope.ts";

const OLDEST_OPSET = 1;

/** ONNX files, all versions of the operators; see {@linkcode parseOnnx}. */
export const onnx: Format = {
  name: NAME,
  infersShapes: true,
  // A TensorFlow SavedModel begins like a producer's name after version 1, which nobody writes now.
  detect: (bytes) => beginsLikeOnnx(bytes) && !(bytes[1] === 1 && bytes[2] === 0x12),
  parse: parseOnnx,
};

/**
 * Reads an ONNX model. Weights are views of the file; those in other files are not needed.
 *
 * Shapes that the file does not declare are inferred, with what is known of shapes that are computed
 * (through Shape, Gather, Concat and the like). Dimensions that stay open count as 1, are -1 in
 * `shapeSignature`, and the notes say what leaves them open.
 *
 * @throws {FormatError} If the bytes are not a valid model.
 * @throws {RangeError} If a shape or numbers are given for an input that they do not suit.
 */
export function parseOnnx(bytes: Uint8Array, options: ReadOptions = {}): OnnxModel {
  const limits = limitsOf(options);
  const proto = decodeModel(bytes, limits);
  if (!proto.graph) throw new FormatError(NAME, "graph", "a graph", "none");
  const { graph, sizes, changed } = withInputSizes(proto.graph, options);
  const own = proto.opset_import.find(({ domain }) => domain === "" || domain === "ai.onnx");
  const reading: Reading = {
    readGraph: (inner, place, caller) => readGraph(reading, inner, place, caller),
    functions: functionsByType(proto.functions),
    inputValues: options.values ?? {},
    sizes,
    trustsDeclared: !changed,
    opset: own ? Number(own.version) : OLDEST_OPSET,
    graphs: [],
    stops: [],
    remarks: [],
    limits,
    counts: { nodes: 0, inlined: 0, tensors: 0, folded: 0, skippedBranches: 0, open: 0 },
  };
  const { index, nodes, inputs } = readGraph(reading, graph, "graph");
  const graphs = reading.graphs as Model["graphs"];
  const notes = notesOf(reading, inputs);
  return Object.freeze({ format: NAME, bytes, graphs, main: index, notes, nodes });
}
