/** What a rule for a Keras layer is given, and the pieces that many of them need. */

import { isRecord, type JsonRecord, refuse } from "./json.ts";
import type { LayerWriter, Settings } from "./layer_writer.ts";

/** One use of a layer. */
export interface Layer {
  readonly writer: LayerWriter;
  readonly type: string;
  /** The layer's name: its weights go by it. */
  readonly layer: string;
  /** What the names of its nodes begin with. */
  readonly path: string;
  readonly config: JsonRecord;
  /** What it reads, as nodes name their inputs. */
  readonly inputs: readonly string[];
  readonly place: string;
  /** Adds a layer that stands inside of this one. Returns its outputs. */
  readonly write: (inner: JsonRecord, inputs: readonly string[]) => readonly string[];
}

/** Adds the nodes of a layer. Returns its output or outputs; `undefined` where it cannot tell them. */
export type LayerRule = (layer: Layer) => string | readonly string[] | undefined;

/** Adds a node behind the layer's name. */
export function add(
  { writer, path }: Layer,
  op: string,
  inputs: readonly string[],
  settings?: Settings,
): string {
  return writer.add(`${path}/${op}`, op, inputs, settings);
}

/** A setting of one or more numbers, one for each of some dimensions. */
export function perDimension(
  { config, place }: Layer,
  name: string,
  dimensions: number,
  fallback?: readonly number[],
): readonly number[] {
  const given = config[name] ?? fallback ?? null;
  const list = typeof given === "number" ? new Array(dimensions).fill(given) : given;
  const fits = Array.isArray(list) && list.length === dimensions &&
    list.every(Number.isSafeInteger);
  return fits ? list : refuse(`${place}.config.${name}`, `${dimensions} whole numbers`, given);
}

/** A whole number among the settings. */
export function numberIn({ config, place }: Layer, name: string, fallback?: number): number {
  const value = config[name] ?? fallback;
  return Number.isSafeInteger(value)
    ? value as number
    : refuse(`${place}.config.${name}`, "a whole number", value);
}

/** Whether channels stand before the spatial dimensions. */
export function channelsFirst({ config }: Layer): boolean {
  return config["data_format"] === "channels_first";
}

/** Numbers for the spatial dimensions of an image, as TensorFlow lists them: ones for the others. */
export function imageList(layer: Layer, spatial: readonly number[]): readonly number[] {
  return channelsFirst(layer) ? [1, 1, ...spatial] : [1, ...spatial, 1];
}

/** Settings of a window. */
export function windowSettings(layer: Layer, strides: readonly number[]): Settings {
  return {
    strides: imageList(layer, strides),
    padding: String(layer.config["padding"] ?? "valid").toUpperCase(),
    data_format: channelsFirst(layer) ? "NCHW" : "NHWC",
  };
}

/** Adds the bias of a layer, if it has one, and its activation. */
export function finish(layer: Layer, value: string, channels: number): string {
  const { writer, config } = layer;
  let result = value;
  if (config["use_bias"] !== false) {
    const bias = writer.weight(layer.layer, "bias", [channels]);
    const data_format = channelsFirst(layer) ? "NCHW" : "NHWC";
    result = add(layer, "BiasAdd", [result, bias], { data_format });
  }
  return activated(layer, result, config["activation"]);
}

/** TensorFlow's names of activations; none for those that change nothing. */
const ACTIVATIONS: Readonly<Record<string, readonly string[]>> = {
  linear: [],
  relu: ["Relu"],
  relu6: ["Relu6"],
  sigmoid: ["Sigmoid"],
  hard_sigmoid: ["Mul", "AddV2", "ClipByValue"],
  tanh: ["Tanh"],
  softmax: ["Softmax"],
  log_softmax: ["LogSoftmax"],
  elu: ["Elu"],
  selu: ["Selu"],
  softplus: ["Softplus"],
  softsign: ["Softsign"],
  exponential: ["Exp"],
  leaky_relu: ["LeakyRelu"],
};

/** Products of a value and a function of it. */
const GATES: Readonly<Record<string, string>> = { swish: "Sigmoid", silu: "Sigmoid" };

/** Adds an activation that a setting names: a text, or an object with a class of that name. */
export function activated(layer: Layer, value: string, activation: unknown): string {
  const named = isRecord(activation) ? activation["class_name"] : activation;
  const name = String(named ?? "linear");
  if (Object.hasOwn(GATES, name)) {
    return add(layer, "Mul", [value, add(layer, GATES[name], [value])]);
  }
  const steps = Object.hasOwn(ACTIVATIONS, name) ? ACTIVATIONS[name] : [name];
  return steps.reduce((input, op) => add(layer, op, [input]), value);
}
