/** DEPTHWISE_CONV_2D: input channel c feeds output channels c * m to c * m + m - 1 only. */

import { expectTypes, inputOf, type Kernel, numbers } from "../kernel.ts";
import { LAYER_TYPES, layerOf } from "./layer.ts";
import { eachPosition, windowOf } from "./window.ts";

/** Prepares DEPTHWISE_CONV_2D for float32, int8 (with filters of 4 bits, too), uint8 and int16. */
export const depthwiseConv2d: Kernel = (call) => {
  const input = inputOf(call, 0);
  const filter = inputOf(call, 1);
  const [output] = call.outputs;
  expectTypes(call, [input, filter, output], LAYER_TYPES);
  const [, height, width] = filter.tensor.shape;
  const window = windowOf(call, input, output, [height, width]);
  const { inHeight, inWidth, inDepth, outDepth, dilationY, dilationX } = window;
  const multiplier = outDepth / inDepth;
  const layer = layerOf(call, outDepth, input.tensor.dtype === "uint8");
  const y = numbers(output);
  const { watch } = call;
  return () =>
    eachPosition(window, (batch, originY, originX, { top, bottom, left, right }, out) => {
      for (let channel = 0; channel < outDepth; channel++) {
        const inChannel = Math.floor(channel / multiplier) | 0;
        let sum = 0;
        for (let ky = top; ky < bottom; ky++) {
          const row = (batch * inHeight + originY + ky * dilationY) * inWidth + originX;
          const from = (row + left * dilationX) * inDepth + inChannel;
          const weight = (ky * width + left) * outDepth + channel;
          sum = layer.add(sum, from, dilationX * inDepth, weight, outDepth, right - left);
        }
        y[out + channel] = layer.finish(sum, channel);
        watch?.writes(0, out + channel, 1);
      }
    });
};
