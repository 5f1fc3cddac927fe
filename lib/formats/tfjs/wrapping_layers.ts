/** Keras layers that hold another layer, and use it more than once. */

import { type JsonRecord, recordOf, textOf } from "./json.ts";
import { add, type Layer, type LayerRule } from "./layer_rule.ts";

/** Bidirectional, TimeDistributed. */
export const wrappingLayers: Readonly<Record<string, LayerRule>> = {
  Bidirectional: (layer) => {
    const { inputs: [input, ...states], writer, path, config } = layer;
    const { inner, settings, name } = innerOf(layer);
    const axis = writer.numbers(`${path}/time`, [1]);
    const reversed = (value: string, part: string) =>
      writer.add(`${path}/${part}`, "ReverseV2", [value, axis]);
    const half = states.length / 2;
    const [forward, ...after] = layer.write(
      { ...inner, name: `forward_${name}` },
      [input, ...states.slice(0, half)],
    );
    const [last, ...before] = layer.write(
      { ...inner, name: `backward_${name}` },
      [reversed(input, "reversed"), ...states.slice(half)],
    );
    const isSequence = settings["return_sequences"] === true;
    const backward = isSequence ? reversed(last, "restored") : last;
    const merge = config["merge_mode"] === undefined ? "concat" : config["merge_mode"];
    return [...merged(layer, merge, forward, backward), ...after, ...before];
  },
  TimeDistributed: (layer) => {
    // The steps of all sequences are one batch.
    const { inner } = innerOf(layer);
    const sizes = add(layer, "Shape", layer.inputs.slice(0, 1));
    const batch = add(layer, "TimeToBatch", layer.inputs.slice(0, 1));
    const [made] = layer.write({ ...inner, name: layer.layer }, [batch]);
    return add(layer, "BatchToTime", [made, sizes]);
  },
};

/** The layer inside. */
function innerOf({ config, place }: Layer) {
  const where = `${place}.config.layer`;
  const inner: JsonRecord = recordOf(config["layer"], where);
  const settings = recordOf(inner["config"] ?? {}, `${where}.config`);
  return { inner, settings, name: textOf(inner["name"] ?? settings["name"], `${where}.name`) };
}

/** What becomes of the results of both directions; `null` keeps them apart. */
function merged(layer: Layer, how: unknown, forward: string, backward: string): string[] {
  const both = [forward, backward];
  if (how === null) return both;
  if (how === "concat") {
    const axis = layer.writer.numbers(`${layer.path}/axis`, [-1], true);
    return [add(layer, "ConcatV2", [...both, axis])];
  }
  if (how === "mul") return [add(layer, "Mul", both)];
  const sum = add(layer, "AddV2", both);
  if (how !== "ave") return [sum];
  return [add(layer, "RealDiv", [sum, layer.writer.numbers(`${layer.path}/two`, [2], true)])];
}
