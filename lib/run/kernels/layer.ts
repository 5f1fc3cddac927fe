/** What the layers with weights have in common: sums of products, and how a sum becomes an output. */

import { clamp, scaleInt32, scaleInt48 } from "../arithmetic.ts";
import { type Numbers, unpackInt4 } from "../elements.ts";
import { type Call, inputOf, numbers, type Operand, textOf, UnsupportedError } from "../kernel.ts";
import { channelMultipliers, realRange, storedRange, zeroPointOf } from "../quantization.ts";

/** The arithmetic of one layer. Announces what it reads. */
export interface Layer {
  /**
   * A sum plus the products of `count` pairs: input elements from `x` on, `xStep` apart, and filter
   * elements from `w` on, `wStep` apart.
   */
  add(sum: number, x: number, xStep: number, w: number, wStep: number, count: number): number;
  /** The output for the sum of a channel: bias, scale, zero point and activation applied. */
  finish(sum: number, channel: number): number;
}

/** Types of input, filter and output that {@linkcode layerOf} knows. */
export const LAYER_TYPES = [
  "float32,float32,float32",
  "int8,int8,int8",
  "int8,int4,int8",
  "uint8,uint8,uint8",
  "int16,int8,int16",
];

/**
 * The arithmetic of CONV_2D, DEPTHWISE_CONV_2D and FULLY_CONNECTED: input, filter and bias at the
 * places 0, 1 and 2. `roundedProduct`: see `channelMultipliers`.
 */
export function layerOf(call: Call, channels: number, roundedProduct: boolean): Layer {
  const isReal = inputOf(call, 0).tensor.dtype === "float32";
  const layer = isReal ? realLayer(call) : integerLayer(call, channels, roundedProduct);
  return call.watch ? announced(call, layer) : layer;
}

function realLayer(call: Call): Layer {
  const x = numbers(inputOf(call, 0));
  const w = numbers(inputOf(call, 1));
  const bias = biasOf(call, 2);
  const [low, high] = realRange(call, textOf(call, "fused_activation_function"));
  const round = Math.fround;
  return {
    add(sum, from, xStep, weight, wStep, count) {
      for (; count > 0; count--, from += xStep, weight += wStep) {
        sum = round(sum + round(x[from] * w[weight]));
      }
      return sum;
    },
    finish: (sum, channel) => clamp(bias ? round(sum + bias[channel]) : sum, low, high),
  };
}

function integerLayer(call: Call, channels: number, roundedProduct: boolean): Layer {
  const input = inputOf(call, 0);
  const filter = inputOf(call, 1);
  const [output] = call.outputs;
  const x = numbers(input);
  const w = weightsOf(call, filter);
  const bias = biasOf(call, 2);
  const xOffset = 0 - zeroPointOf(input); // not -0, which is no int32
  const wOffset = 0 - zeroPointOf(filter);
  const yOffset = zeroPointOf(output);
  const operands = { input, filter, output };
  const { multipliers, shifts } = channelMultipliers(call, operands, channels, roundedProduct);
  const [low, high] = storedRange(call, output, textOf(call, "fused_activation_function"));
  if (hasWideSums(call)) {
    return {
      add(sum, from, xStep, weight, wStep, count) {
        for (; count > 0; count--, from += xStep, weight += wStep) {
          sum += (x[from] + xOffset) * (w[weight] + wOffset);
        }
        return sum;
      },
      finish(sum, channel) {
        if (bias) sum += bias[channel];
        const scaled = scaleInt48(sum, multipliers[channel], shifts[channel]);
        return clamp(scaled + yOffset, low, high);
      },
    };
  }
  return {
    add(sum, from, xStep, weight, wStep, count) {
      for (; count > 0; count--, from += xStep, weight += wStep) {
        sum = (sum + Math.imul(x[from] + xOffset, w[weight] + wOffset)) | 0;
      }
      return sum;
    },
    finish(sum, channel) {
      if (bias) sum = (sum + bias[channel]) | 0;
      const scaled = scaleInt32(sum, multipliers[channel], shifts[channel]);
      return clamp(scaled + yOffset, low, high);
    },
  };
}

/**
 * int16 layers sum in 64 bits, unless their bias (or the attribute in its place) is int32. In depth,
 * the reference kernel knows biases of 64 bits only.
 */
function hasWideSums({ operator, inputs }: Call): boolean {
  if (inputs[0]?.tensor.dtype !== "int16") return false;
  const bias = inputs[2]?.tensor.dtype ?? operator.attributes.quantized_bias_type;
  const isWide = String(bias).toLowerCase() !== "int32";
  if (isWide || operator.type !== "DEPTHWISE_CONV_2D") return isWide;
  if (!inputs[2]) return true;
  throw new UnsupportedError(operator.type, "a bias of type int64 wanted, int32 came");
}

/** The same layer; tells the listener of each element before it is read. */
function announced({ watch, inputs }: Call, { add, finish }: Layer): Layer {
  const reads = (place: number, first: number, step: number, count: number) => {
    if (step === 1) watch?.reads(place, first, count);
    else for (let i = 0; i < count; i++) watch?.reads(place, first + i * step, 1);
  };
  return {
    add(sum, x, xStep, w, wStep, count) {
      reads(0, x, xStep, count);
      reads(1, w, wStep, count);
      return add(sum, x, xStep, w, wStep, count);
    },
    finish(sum, channel) {
      if (inputs[2]) reads(2, channel, 1, 1);
      return finish(sum, channel);
    },
  };
}

/** The bias at a place, as numbers; 64-bit integers must be a constant. */
export function biasOf(call: Call, place: number): Numbers | undefined {
  const operand = call.inputs[place];
  if (operand?.tensor.dtype !== "int64") return operand && numbers(operand);
  if (operand.tensor.role === "constant") return Float64Array.from(operand.data, Number);
  throw new UnsupportedError(call.operator.type, "a constant wanted as bias of type int64");
}

/** The elements of a filter; those of 4 bits are unpacked, which asks for a constant. */
function weightsOf(call: Call, filter: Operand): Numbers {
  if (filter.tensor.dtype !== "int4") return numbers(filter);
  if (filter.tensor.role !== "constant") {
    throw new UnsupportedError(call.operator.type, "a constant wanted as filter of type int4");
  }
  return unpackInt4(numbers(filter), filter.tensor.shape.reduce((all, size) => all * size, 1));
}
