/** TensorFlow's own files: frozen graphs (.pb), their text form (.pbtxt), and saved_model.pb. */

import type { Model } from "../../graph/mod.ts";
import type { Format, ReadOptions } from "../format.ts";
import { FormatError } from "../format_error.ts";
import { type Limits, limitsOf } from "../limits.ts";
import { beginsLikeGraphDef, beginsLikeGraphText, beginsLikeSavedModel } from "../recognize.ts";
import { messageFrom } from "./from_plain.ts";
import { readModel, type TensorflowModel } from "./read_model.ts";
import { decodeGraphDef, decodeSavedModel, GRAPH_DEF, type GraphDef, NAME } from "./schema.ts";
import { parseTextMessage } from "./text_format.ts";

/** Graphs of TensorFlow, told by their beginning; see {@linkcode parseGraphDef}. */
export const graphdef: Format = {
  name: NAME,
  infersShapes: true,
  detect: (bytes) =>
    beginsLikeGraphDef(bytes) || beginsLikeSavedModel(bytes) || beginsLikeGraphText(bytes),
  parse: parseGraphDef,
};

/**
 * Reads a graph of TensorFlow, as protobuf, as text, or inside a saved model (there: the graph of the
 * signature `serving_default`, or of the first one).
 *
 * Weights are views of the file. Shapes are inferred, with what is known of shapes that are computed;
 * dimensions that stay open count as 1, are -1 in `shapeSignature`, and the notes say what leaves them
 * open. Nodes that cost nothing (placeholders, constants, identities) are no operators. Outputs of a graph without a
 * signature are what no node reads.
 *
 * @throws {FormatError} If the bytes are not a valid graph.
 * @throws {RangeError} If a shape or numbers are given for an input that they do not suit.
 */
export function parseGraphDef(bytes: Uint8Array, options: ReadOptions = {}): TensorflowModel {
  if (beginsLikeSavedModel(bytes)) return readSavedModel(bytes, options);
  const limits = limitsOf(options);
  const graph = beginsLikeGraphText(bytes)
    ? decodeText(bytes, limits)
    : decodeGraphDef(bytes, limits);
  return readModel({ format: NAME, bytes, graph, place: "node" }, options);
}

/** Whether a model was read from a frozen graph (.pb). */
export function isFrozenGraph(model: Model): model is TensorflowModel {
  return model.format === NAME && beginsLikeGraphDef(model.bytes);
}

function decodeText(bytes: Uint8Array, limits: Limits): GraphDef {
  const message = parseTextMessage(NAME, new TextDecoder().decode(bytes), limits);
  return messageFrom(NAME, GRAPH_DEF, message, "") as unknown as GraphDef;
}

function readSavedModel(bytes: Uint8Array, options: ReadOptions): TensorflowModel {
  const { meta_graphs } = decodeSavedModel(bytes, limitsOf(options));
  // The signature of the initialisation is one too; it serves nobody.
  const candidates = meta_graphs.flatMap((meta, index) =>
    meta.signature_def.filter(({ key }) => key !== "__saved_model_init_op")
      .map(({ key, value }) => ({ graph: meta.graph_def, index, key, outputs: value?.outputs }))
  );
  const found = candidates.find(({ key }) => key === "serving_default") ?? candidates[0];
  const index = found?.index ?? 0;
  const graph = meta_graphs[index]?.graph_def;
  if (!graph) throw new FormatError(NAME, `meta_graphs[${index}].graph_def`, "a graph", "none");
  const outputs = found?.outputs?.map(({ value }) => value?.name ?? "");
  const place = `meta_graphs[${index}].graph_def.node`;
  return readModel({ format: NAME, bytes, graph, place, outputs }, options);
}
