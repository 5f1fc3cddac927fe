/** TRANSPOSE_CONV: every input element is spread over a window of outputs. */

import { clamp, scaleInt32, scaleInt48 } from "../arithmetic.ts";
import { type Call, expectTypes, inputOf, type Kernel, numberOf, numbers } from "../kernel.ts";
import { textOf, UnsupportedError } from "../kernel.ts";
import { channelMultipliers, realRange, storedRange, zeroPointOf } from "../quantization.ts";
import { biasOf } from "./layer.ts";
import { imageShape, padBefore } from "./window.ts";

/**
 * Prepares TRANSPOSE_CONV (inputs: output shape, filter, input, bias) for float32, int8, uint8 and
 * int16. Integers are summed in scratch memory; float32 in the output, which is cleared first.
 */
export const transposeConvKernel: Kernel = (call) => {
  const [output] = call.outputs;
  const type = expectTypes(call, [inputOf(call, 2), inputOf(call, 1), output], [
    "float32,float32,float32",
    "int8,int8,int8",
    "uint8,uint8,uint8",
    "int16,int8,int16",
  ]);
  return type.startsWith("float32") ? spreadReals(call) : spreadIntegers(call);
};

/** Goes through all pairs: input element, filter element, and the output element that they feed. */
function eachPair(
  call: Call,
  visit: (element: number, weight: number, out: number) => void,
): void {
  const filter = inputOf(call, 1);
  const input = inputOf(call, 2);
  const [batches, inHeight, inWidth, inDepth] = imageShape(call, input);
  const [, outHeight, outWidth, outDepth] = imageShape(call, call.outputs[0]);
  const [, height, width] = filter.tensor.shape;
  const padding = textOf(call, "padding");
  const [strideY, strideX] = [numberOf(call, "stride_h"), numberOf(call, "stride_w")];
  const padY = padBefore(padding, outHeight, height, strideY);
  const padX = padBefore(padding, outWidth, width, strideX);
  for (let element = 0; element < batches * inHeight * inWidth * inDepth; element++) {
    const channel = element % inDepth;
    const column = Math.floor(element / inDepth);
    const row = Math.floor(column / inWidth);
    const originX = (column % inWidth) * strideX - padX;
    const originY = (row % inHeight) * strideY - padY;
    const image = Math.floor(row / inHeight) * outHeight;
    for (let ky = 0; ky < height; ky++) {
      const outY = originY + ky;
      if (outY < 0 || outY >= outHeight) continue;
      for (let kx = 0; kx < width; kx++) {
        const outX = originX + kx;
        if (outX < 0 || outX >= outWidth) continue;
        const pixel = ((image + outY) * outWidth + outX) * outDepth;
        for (let c = 0; c < outDepth; c++) {
          visit(element, ((c * height + ky) * width + kx) * inDepth + channel, pixel + c);
        }
      }
    }
  }
}

function spreadReals(call: Call): () => void {
  const w = numbers(inputOf(call, 1));
  const x = numbers(inputOf(call, 2));
  const bias = biasOf(call, 3);
  const y = numbers(call.outputs[0]);
  const depth = call.outputs[0].tensor.shape[3];
  const activation = String(call.operator.attributes.fused_activation_function ?? "NONE");
  const [low, high] = realRange(call, activation);
  const { watch } = call;
  const round = Math.fround;
  return () => {
    for (let i = 0; i < y.length; i++) y[i] = 0;
    watch?.writes(0, 0, y.length);
    eachPair(call, (element, weight, out) => {
      watch?.reads(2, element, 1);
      watch?.reads(1, weight, 1);
      y[out] = round(y[out] + round(x[element] * w[weight]));
      watch?.writes(0, out, 1);
    });
    for (let i = 0; i < y.length; i++) {
      if (bias) watch?.reads(3, i % depth, 1);
      y[i] = clamp(bias ? round(y[i] + bias[i % depth]) : y[i], low, high);
      watch?.writes(0, i, 1);
    }
  };
}

function spreadIntegers(call: Call): () => void {
  const filter = inputOf(call, 1);
  const input = inputOf(call, 2);
  const [output] = call.outputs;
  const [w, x, y] = [filter, input, output].map(numbers);
  const bias = biasOf(call, 3);
  const depth = output.tensor.shape[3];
  const isUint8 = input.tensor.dtype === "uint8";
  const operands = { input, filter, output };
  const { multipliers, shifts } = channelMultipliers(call, operands, depth, isUint8);
  const activation = String(call.operator.attributes.fused_activation_function ?? "NONE");
  const [low, high] = storedRange(call, output, activation);
  const [wZero, xZero, yZero] = [filter, input, output].map(zeroPointOf);
  const sums = new Float64Array(y.length);
  const isWide = input.tensor.dtype === "int16";
  if (isWide && call.inputs[3]?.tensor.dtype === "int32") {
    throw new UnsupportedError(call.operator.type, "a bias of type int64 wanted, int32 came");
  }
  const { watch } = call;
  return () => {
    sums.fill(0);
    eachPair(call, (element, weight, out) => {
      watch?.reads(2, element, 1);
      watch?.reads(1, weight, 1);
      sums[out] += (x[element] - xZero) * (w[weight] - wZero);
    });
    for (let i = 0; i < y.length; i++) {
      const channel = i % depth;
      if (bias) watch?.reads(3, channel, 1);
      const sum = sums[i] + (bias ? bias[channel] : 0);
      const scaled = isWide
        ? scaleInt48(sum, multipliers[channel], shifts[channel])
        : scaleInt32(sum | 0, multipliers[channel], shifts[channel]);
      y[i] = clamp(scaled + yZero, low, high);
      watch?.writes(0, i, 1);
    }
  };
}
