/** The data of a network's constants: seeded weights, quantised per channel in int8. */

import { elementsOf } from "../graph/mod.ts";
import type { DraftTensor, Network } from "./network.ts";
import { quantizeActivations } from "./quantization.ts";

/** A tensor as the file stores it. */
export interface StoredTensor {
  /** Element type in the file. */
  readonly dtype: "int8" | "int32" | "float32";
  /** Bytes of a constant; absent for activations, and for weights that are left out. */
  readonly data?: Uint8Array;
  /** Quantisation parameters; absent in float32 and for plain integers. */
  readonly quantization?: {
    readonly scales: Float32Array;
    readonly zeroPoint: number;
    readonly dimension: number;
  };
}

// Weights are uniform in [-127, 127]: TensorFlow Lite keeps int8 filters symmetric.
const STEPS = 127;
const UNIFORM_DEVIATION = Math.sqrt(((2 * STEPS + 1) ** 2 - 1) / 12);

/** What the file stores for each tensor of a network, in the order of its tensors. */
export function* storedTensors(net: Network): Generator<StoredTensor> {
  const activations = quantizeActivations(net);
  const scales = new Map<number, Float32Array>(); // filter -> scales of its channels
  const sums = new Map<number, Float64Array>(); // filter -> sums of its channels, in real numbers
  for (const [id, tensor] of net.tensors.entries()) {
    const { content } = tensor;
    const random = randomBits(net.seed, id);
    if (content.kind === "integers") {
      yield { dtype: "int32", data: bytesOf(Int32Array.from(content.values)) };
    } else if (content.kind === "activation") {
      const own = activations[id]!;
      const { zeroPoint } = own;
      const quantization = { scales: Float32Array.of(own.scale), zeroPoint, dimension: 0 };
      yield net.dtype === "int8" ? { dtype: "int8", quantization } : { dtype: "float32" };
    } else if (content.kind === "filter") {
      const channels = tensor.shape[content.channelDimension];
      const perChannel = new Float32Array(channels);
      for (let c = 0; c < channels; c++) {
        perChannel[c] = content.deviation * (0.8 + 0.4 * unit(random())) / UNIFORM_DEVIATION;
      }
      const steps = randomSteps(net, tensor, random);
      const totals = channelSums(steps, channels, content.channelDimension === 0);
      sums.set(id, totals.map((total, c) => total * perChannel[c]));
      scales.set(id, perChannel);
      yield filter(net, tensor, steps, perChannel);
    } else if (content.kind === "bias") {
      const input = net.tensors[content.input].content;
      const mean = input.kind === "activation" ? input.values.mean : 0;
      const real = sums.get(content.filter)!.map((sum) => -mean * sum);
      yield bias(net, real, scales.get(content.filter)!, activations[content.input]!.scale);
    } else {
      const { low, high } = content;
      const real = Float32Array.from({ length: elementsOf(tensor.shape) }, () => {
        return low + (high - low) * unit(random());
      });
      yield vector(net, real, Math.max(Math.abs(low), Math.abs(high)));
    }
  }
}

function randomSteps(net: Network, tensor: DraftTensor, random: () => number): Int8Array {
  if (net.weights === "none") return new Int8Array(0);
  const steps = new Int8Array(elementsOf(tensor.shape));
  if (net.weights === "zeros") return steps;
  for (let i = 0; i < steps.length; i += 4) {
    let bits = random();
    for (let j = i; j < i + 4 && j < steps.length; j++, bits >>= 8) {
      const step = (bits << 24) >> 24;
      steps[j] = step === -128 ? STEPS : step;
    }
  }
  return steps;
}

function channelSums(steps: Int8Array, channels: number, contiguous: boolean): Float64Array {
  const totals = new Float64Array(channels);
  const each = steps.length / channels;
  for (let i = 0; i < steps.length; i++) {
    totals[contiguous ? Math.floor(i / each) : i % channels] += steps[i];
  }
  return totals;
}

function filter(
  net: Network,
  tensor: DraftTensor,
  steps: Int8Array,
  scales: Float32Array,
): StoredTensor {
  const dimension = tensor.content.kind === "filter" ? tensor.content.channelDimension : 0;
  if (net.dtype === "int8") {
    return {
      dtype: "int8",
      data: stored(net, steps),
      quantization: { scales, zeroPoint: 0, dimension },
    };
  }
  const each = dimension === 0 ? steps.length / scales.length : 1;
  const real = new Float32Array(steps.length);
  for (let i = 0; i < steps.length; i++) {
    real[i] = steps[i] * scales[Math.floor(i / each) % scales.length];
  }
  return { dtype: "float32", data: stored(net, real) };
}

function bias(
  net: Network,
  real: Float64Array,
  filterScales: Float32Array,
  inputScale: number,
): StoredTensor {
  if (net.dtype === "float32") {
    return { dtype: "float32", data: stored(net, Float32Array.from(real)) };
  }
  const scales = filterScales.map((scale) => scale * inputScale);
  const steps = Int32Array.from(real, (value, c) => Math.round(value / scales[c]));
  return {
    dtype: "int32",
    data: stored(net, steps),
    quantization: { scales, zeroPoint: 0, dimension: 0 },
  };
}

function vector(net: Network, real: Float32Array, largest: number): StoredTensor {
  if (net.dtype === "float32") return { dtype: "float32", data: stored(net, real) };
  const scale = Math.fround(largest / STEPS);
  const steps = Int8Array.from(real, (value) => Math.round(value / scale));
  return {
    dtype: "int8",
    data: stored(net, steps),
    quantization: { scales: Float32Array.of(scale), zeroPoint: 0, dimension: 0 },
  };
}

function stored(
  net: Network,
  values: Int8Array | Int32Array | Float32Array,
): Uint8Array | undefined {
  if (net.weights === "none") return undefined;
  if (net.weights === "zeros") return new Uint8Array(values.byteLength);
  return bytesOf(values);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}

/** A stream of 32-bit integers (xorshift32) that depends on the seed and the tensor only. */
function randomBits(seed: number, tensor: number): () => number {
  let state = Math.imul(seed ^ Math.imul(tensor + 1, 0x9e3779b1), 0x85ebca6b) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let i = 0; i < 8; i++) next(); // neighbouring seeds start out alike
  return next;
}

/** 32 bits as a number in [0, 1). */
function unit(bits: number): number {
  return (bits >>> 0) / 2 ** 32;
}
