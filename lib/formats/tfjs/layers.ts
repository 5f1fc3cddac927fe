/** Keras layers as a graph of TensorFlow: each layer becomes nodes behind its name. */

import { FormatError } from "../format_error.ts";
import { checkLimit, type Limits } from "../limits.ts";
import type { Weight } from "../graphdef/reading.ts";
import type { GraphDef } from "../graphdef/schema.ts";
import { inboundOf, type Reference, referencesIn } from "./inbound.ts";
import { type JsonRecord, listOf, NAME, recordOf, textOf } from "./json.ts";
import { LAYERS } from "./layer_table.ts";
import { LayerWriter } from "./layer_writer.ts";
import { weightsByLayer } from "./layer_weights.ts";

/** A network of layers as a graph. */
export interface LayersGraph {
  readonly graph: GraphDef;
  /** Weights by the names of the constants that stand for them. */
  readonly weights: ReadonlyMap<string, Weight>;
  /** The outputs, as nodes name their inputs. */
  readonly outputs: readonly string[];
}

/** Models that stand for a layer. */
const MODELS = new Set(["Functional", "Model", "Sequential"]);

/**
 * The operators that TensorFlow computes a network of layers with. A convolution is `Conv2D`,
 * `BiasAdd` and the activation; dropout and the like cost nothing; recurrent layers stay one operator
 * each. A layer without a rule becomes an operator of its name, of which no shape is known.
 *
 * @param topology The field `modelTopology` of the file.
 * @throws {FormatError} If the topology is broken.
 */
export function layersGraph(
  topology: JsonRecord,
  manifest: ReadonlyMap<string, Weight>,
  limits: Limits,
): LayersGraph {
  const writer = new LayerWriter(weightsByLayer(manifest), limits);
  const model = recordOf(topology["model_config"] ?? topology, "model_config");
  const outputs = writeModel(writer, model, { place: "model_config", prefix: "", depth: 0 }, []);
  return { graph: { node: writer.nodes }, weights: writer.constants, outputs };
}

/** Where a model stands. */
interface Spot {
  readonly place: string;
  /** What the names of its nodes begin with. */
  readonly prefix: string;
  readonly depth: number;
}

/** Adds the nodes of a model that reads `given`. Returns its outputs. */
function writeModel(
  writer: LayerWriter,
  model: JsonRecord,
  spot: Spot,
  given: readonly string[],
): readonly string[] {
  checkLimit(writer.limits, "depth", spot.depth, NAME, spot.place);
  const place = `${spot.place}.config`;
  const config = Array.isArray(model["config"])
    ? { layers: model["config"] }
    : recordOf(model["config"], place);
  const layers = listOf(config["layers"], `${place}.layers`)
    .map((layer, i) => recordOf(layer, `${place}.layers[${i}]`));
  const inner = { ...spot, place };
  if (textOf(model["class_name"], `${spot.place}.class_name`) === "Sequential") {
    return writeSequence(writer, layers, inner, given);
  }
  return writeFunctional(writer, config, layers, inner, given);
}

/** One layer after the other; where no layer is an input, the first one says its shape. */
function writeSequence(
  writer: LayerWriter,
  layers: readonly JsonRecord[],
  spot: Spot,
  given: readonly string[],
): readonly string[] {
  let values = given;
  layers.forEach((layer, i) => {
    const place = `${spot.place}.layers[${i}]`;
    const { type, config } = partsOf(layer, place);
    if (type === "InputLayer" && values.length > 0) return;
    if (values.length === 0 && type !== "InputLayer" && !MODELS.has(type)) {
      values = [writer.input(`${spot.prefix}input`, config, place)];
    }
    values = writeLayer(writer, layer, { ...spot, place }, 0, values);
  });
  return values;
}

/** Layers that name what they read; each use of a layer has nodes of its own. */
function writeFunctional(
  writer: LayerWriter,
  config: JsonRecord,
  layers: readonly JsonRecord[],
  spot: Spot,
  given: readonly string[],
): readonly string[] {
  const { prefix } = spot;
  const named = ({ layer, use, output }: Reference) => `${prefix}${usedName(layer, use)}:${output}`;
  const inputs = referencesIn(config["input_layers"], `${spot.place}.input_layers`);
  const places = new Map(inputs.map(({ layer }, i) => [layer, given[i]]));
  layers.forEach((layer, i) => {
    const place = `${spot.place}.layers[${i}]`;
    const { name } = partsOf(layer, place);
    const outer = places.get(name);
    if (outer !== undefined) {
      writer.add(`${prefix}${name}`, "Identity", [outer]);
      return;
    }
    inboundOf(layer, place).forEach((reads, use) =>
      writeLayer(writer, layer, { ...spot, place }, use, reads.map(named))
    );
  });
  return referencesIn(config["output_layers"], `${spot.place}.output_layers`).map(named);
}

/** Adds the nodes of one use of a layer, and one of its name that hands its outputs on. */
function writeLayer(
  writer: LayerWriter,
  layer: JsonRecord,
  { place, prefix, depth }: Spot,
  use: number,
  inputs: readonly string[],
): readonly string[] {
  const { type, name, config } = partsOf(layer, place);
  checkLimit(writer.limits, "depth", depth, NAME, place);
  const path = `${prefix}${usedName(name, use)}`;
  if (type === "InputLayer") return [writer.input(path, config, place)];
  if (inputs.length === 0 && !MODELS.has(type)) {
    throw new FormatError(NAME, place, "a layer that reads another one", "none");
  }
  let outputs: readonly string[];
  if (MODELS.has(type)) {
    outputs = writeModel(writer, layer, { place, prefix: `${path}/`, depth: depth + 1 }, inputs);
  } else {
    const rule = Object.hasOwn(LAYERS, type) ? LAYERS[type] : undefined;
    const inside = { place: `${place}.config.layer`, prefix: `${path}/`, depth: depth + 1 };
    const write = (inner: JsonRecord, reads: readonly string[]) =>
      writeLayer(writer, inner, inside, 0, reads);
    const made = rule?.({ writer, type, layer: name, path, config, inputs, place, write });
    outputs = typeof made === "string"
      ? [made]
      : made ?? [writer.add(`${path}/${type}`, type, inputs)];
  }
  writer.add(path, "IdentityN", outputs);
  return outputs.map((_, i) => `${path}:${i}`);
}

/** Further uses of a layer are counted behind its name. */
function usedName(name: string, use: number): string {
  return use === 0 ? name : `${name}_${use}`;
}

function partsOf(layer: JsonRecord, place: string) {
  const config = recordOf(layer["config"] ?? {}, `${place}.config`);
  const name = textOf(layer["name"] ?? config["name"], `${place}.name`);
  return { type: textOf(layer["class_name"], `${place}.class_name`), name, config };
}
