/** FULLY_CONNECTED: every output reads the whole row of inputs again. */

import { expectTypes, inputOf, type Kernel, numbers, UnsupportedError } from "../kernel.ts";
import { LAYER_TYPES, layerOf } from "./layer.ts";

/** Prepares FULLY_CONNECTED for float32, int8 (with filters of 4 bits, too), uint8 and int16. */
export const fullyConnected: Kernel = (call) => {
  const input = inputOf(call, 0);
  const filter = inputOf(call, 1);
  const [output] = call.outputs;
  expectTypes(call, [input, filter, output], LAYER_TYPES);
  const format = call.operator.attributes.weights_format ?? "DEFAULT";
  if (format !== "DEFAULT") {
    throw new UnsupportedError(call.operator.type, `plain weights wanted, ${format} came`);
  }
  const depth = filter.tensor.shape.at(-1)!;
  const channels = output.tensor.shape.at(-1)!;
  const layer = layerOf(call, channels, true);
  const y = numbers(output);
  const { watch } = call;
  return () => {
    for (let out = 0, row = 0; out < y.length; row += depth) {
      for (let channel = 0; channel < channels; channel++, out++) {
        y[out] = layer.finish(layer.add(0, row, 1, channel * depth, 1, depth), channel);
        watch?.writes(0, out, 1);
      }
    }
  };
};
