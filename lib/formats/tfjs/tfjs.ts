/** TensorFlow.js: model.json, a graph of TensorFlow or layers of Keras, with weights in other files. */

import { quoted } from "../../graph/mod.ts";
import type { Format, ReadOptions } from "../format.ts";
import { FormatError } from "../format_error.ts";
import { limitsOf } from "../limits.ts";
import { messageFrom } from "../graphdef/from_plain.ts";
import { readModel, type TensorflowModel } from "../graphdef/read_model.ts";
import { GRAPH_DEF, type GraphDef } from "../graphdef/schema.ts";
import type { Weight } from "../graphdef/reading.ts";
import { isRecord, type JsonRecord, NAME, recordOf, textOf } from "./json.ts";
import { layersGraph } from "./layers.ts";
import { beginsLikeTfjs, readManifest } from "./manifest.ts";

/** Models of TensorFlow.js, told by the keys of their JSON; see {@linkcode parseTfjs}. */
export const tfjs: Format = {
  name: NAME,
  infersShapes: true,
  detect: beginsLikeTfjs,
  parse: parseTfjs,
};

/**
 * Reads a model.json. Weight shards may be absent: the manifest says the shapes of all weights. Where
 * a shape depends on *numbers* in a shard (the target of a Reshape), `options.files` must hold it;
 * else it stays open, and the notes name the constant.
 *
 * Layers become the operators that TensorFlow computes them with.
 *
 * @throws {FormatError} If the bytes are not a valid model.
 * @throws {RangeError} If a shape or numbers are given for an input that they do not suit.
 */
export function parseTfjs(bytes: Uint8Array, options: ReadOptions = {}): TensorflowModel {
  const root = recordOf(parseJson(bytes), "the root");
  const topology = recordOf(root["modelTopology"], "modelTopology");
  const { files = {} } = options;
  const { weights, paths } = readManifest(root["weightsManifest"], files);
  const model = readTopology(bytes, root, topology, weights, options);
  const isOpen = model.graphs.some(({ tensors }) =>
    tensors.some(({ role, shapeSignature }) => role === "activation" && shapeSignature)
  );
  const missing = paths.filter((path) => !Object.hasOwn(files, path)).map(quoted);
  if (!isOpen || missing.length === 0) return model;
  const note = `Numbers of constants lie in files that were not given: ${missing.join(", ")}`;
  return Object.freeze({ ...model, notes: [...model.notes, note] });
}

function readTopology(
  bytes: Uint8Array,
  root: JsonRecord,
  topology: JsonRecord,
  weights: ReadonlyMap<string, Weight>,
  options: ReadOptions,
): TensorflowModel {
  if (topology["node"] === undefined) {
    const { graph, weights: named, outputs } = layersGraph(topology, weights, limitsOf(options));
    return readModel(
      { format: NAME, bytes, graph, place: "modelTopology, node", outputs, weights: named },
      options,
    );
  }
  const graph = messageFrom(NAME, GRAPH_DEF, topology, "modelTopology") as unknown as GraphDef;
  const outputs = outputsOf(root);
  const place = "modelTopology.node";
  return readModel({ format: NAME, bytes, graph, place, outputs, weights }, options);
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new FormatError(NAME, "the root", "valid JSON", quoted(error.message));
  }
}

/** The outputs that the signature names; older files have it among the user's data, or not at all. */
function outputsOf(root: JsonRecord): string[] | undefined {
  const own = root["userDefinedMetadata"];
  const signature = root["signature"] ?? (isRecord(own) ? own["signature"] : undefined);
  if (!isRecord(signature) || !isRecord(signature["outputs"])) return undefined;
  const names = Object.entries(signature["outputs"]).map(([key, value]) => {
    const place = `signature.outputs.${key}`;
    return textOf(recordOf(value, place)["name"], `${place}.name`);
  });
  return names.length > 0 ? names : undefined;
}
