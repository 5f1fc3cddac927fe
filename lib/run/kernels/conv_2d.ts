/** CONV_2D: every output channel reads the whole window again; groups are allowed. */

import { expectTypes, inputOf, type Kernel, numbers } from "../kernel.ts";
import { LAYER_TYPES, layerOf } from "./layer.ts";
import { eachPosition, windowOf } from "./window.ts";

/** Prepares CONV_2D for float32, int8 (with filters of 4 bits, too), uint8 and int16. */
export const conv2d: Kernel = (call) => {
  const input = inputOf(call, 0);
  const filter = inputOf(call, 1);
  const [output] = call.outputs;
  expectTypes(call, [input, filter, output], LAYER_TYPES);
  const [, height, width, filterDepth] = filter.tensor.shape;
  const window = windowOf(call, input, output, [height, width]);
  const { inHeight, inWidth, inDepth, outDepth, dilationY, dilationX } = window;
  const channelsPerGroup = outDepth / (inDepth / filterDepth);
  // Taps of one row lie side by side in input and filter: one run.
  const rowsAreRuns = dilationX === 1 && filterDepth === inDepth;
  const layer = layerOf(call, outDepth, input.tensor.dtype === "uint8");
  const y = numbers(output);
  const { watch } = call;
  return () =>
    eachPosition(window, (batch, originY, originX, { top, bottom, left, right }, out) => {
      for (let channel = 0; channel < outDepth; channel++) {
        const group = (Math.floor(channel / channelsPerGroup) | 0) * filterDepth;
        let sum = 0;
        for (let ky = top; ky < bottom; ky++) {
          const row = (batch * inHeight + originY + ky * dilationY) * inWidth + originX;
          const taps = (channel * height + ky) * width;
          if (rowsAreRuns) {
            const run = (right - left) * inDepth;
            sum = layer.add(sum, (row + left) * inDepth, 1, (taps + left) * inDepth, 1, run);
          } else {
            for (let kx = left; kx < right; kx++) {
              const from = (row + kx * dilationX) * inDepth + group;
              sum = layer.add(sum, from, 1, (taps + kx) * filterDepth, 1, filterDepth);
            }
          }
        }
        y[out + channel] = layer.finish(sum, channel);
        watch?.writes(0, out + channel, 1);
      }
    });
};
