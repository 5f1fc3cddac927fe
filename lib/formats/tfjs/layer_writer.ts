/** Writes the nodes of a TensorFlow graph, for networks that come as layers. */

import type { Weight } from "../graphdef/reading.ts";
import { weightOf } from "../graphdef/functions.ts";
import type { AttrValue, ListValue, NodeDef } from "../graphdef/schema.ts";
import { DATA_TYPES } from "../graphdef/data_types.ts";
import { type JsonRecord, NAME, sizesOf } from "./json.ts";
import { checkLimit, type Limits } from "../limits.ts";
import type { LayerWeights } from "./layer_weights.ts";

/** Settings of a node: numbers, lists of numbers, texts and flags. */
export type Settings = Readonly<Record<string, number | readonly number[] | string | boolean>>;

const FLOAT = 1;
const INT32 = 3;

/** A growing list of nodes. */
export class LayerWriter {
  /** The nodes so far. */
  readonly nodes: NodeDef[] = [];
  /** Weights by the names of the constants that stand for them. */
  readonly constants = new Map<string, Weight>();

  #weight = 0;

  /** Begins with no nodes. */
  constructor(private readonly weights: LayerWeights, readonly limits: Limits) {}

  /** Adds a node. Returns its name. @throws {FormatError} If there are too many. */
  add(name: string, op: string, input: readonly string[], settings: Settings = {}): string {
    const attr = Object.entries(settings).map(([key, value]) => ({ key, value: attrOf(value) }));
    return this.#push({ name, op, input, attr });
  }

  /** Adds an input with the shape that a layer says. */
  input(name: string, config: JsonRecord, place: string): string {
    const given = config["batch_input_shape"] ?? config["batch_shape"] ?? config["input_shape"];
    const sizes = given === undefined ? undefined : sizesOf(given, `${place}.config.batch_shape`);
    const dim = sizes?.map((size) => ({ size: Number.isNaN(size) ? -1 : size })) ?? [];
    const type = DATA_TYPES.findIndex(([, dtype]) => dtype === config["dtype"]);
    return this.#push({
      name,
      op: "Placeholder",
      input: [],
      attr: [
        { key: "shape", value: { shape: { dim, unknown_rank: sizes === undefined } } },
        { key: "dtype", value: { type: type > 0 ? type : FLOAT } },
      ],
    });
  }

  /** Adds a constant list of whole numbers. */
  numbers(name: string, values: readonly number[], isScalar = false): string {
    const dim = isScalar ? [] : [{ size: values.length }];
    const tensor = {
      dtype: INT32,
      tensor_shape: { dim, unknown_rank: false },
      tensor_content: new Uint8Array(),
      int_val: values,
      string_val: [],
    };
    return this.#push({
      name,
      op: "Const",
      input: [],
      attr: [{ key: "value", value: { tensor } }],
    });
  }

  /**
   * Adds a weight of a layer, once for all uses of it.
   *
   * @param shape The shape where the manifest has no such weight; NaN for what layers do not say.
   */
  weight(layer: string, weight: string, shape: readonly number[]): string {
    const name = `${layer}/${weight}`;
    if (this.constants.has(name)) return name;
    this.constants.set(name, this.weights(layer, weight) ?? { dtype: "float32", shape });
    return this.#push({ name, op: "Const", input: [], attr: [] });
  }

  #push(node: NodeDef): string {
    this.nodes.push(node);
    this.#weight += weightOf(node);
    checkLimit(this.limits, "inlined", this.#weight, NAME, "model_config");
    return node.name;
  }
}

function attrOf(value: Settings[string]): AttrValue {
  if (typeof value === "number") return { i: value };
  if (typeof value === "string") return { s: new TextEncoder().encode(value) };
  if (typeof value === "boolean") return { b: value };
  const list: ListValue = { s: [], i: value, f: [], b: [], type: [], shape: [] };
  return { list };
}
