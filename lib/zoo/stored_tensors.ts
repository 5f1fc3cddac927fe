/** What the file stores for each tensor of a network: type, data, quantisation. */

import { elementsOf } from "../graph/mod.ts";
import { type Filter, LARGEST_STEP, makeFilter } from "./filter.ts";
import type { Content, Network } from "./network.ts";
import { type ActivationQuantization, quantizeActivations } from "./quantization.ts";
import { randomBits, unit } from "./random.ts";

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

type ContentOf<Kind extends Content["kind"]> = Extract<Content, { kind: Kind }>;

/**
 * The tensors of a network as the file stores them, in their order, one at a time: the data of one
 * can be dropped before the next is made.
 */
export function* storedTensors(net: Network): Generator<StoredTensor> {
  const activations = quantizeActivations(net);
  const filters = new Map<number, Omit<Filter, "steps">>();
  for (const [id, { shape, content }] of net.tensors.entries()) {
    switch (content.kind) {
      case "activation":
        yield storedActivation(net, activations[id]!);
        break;
      case "integers":
        yield { dtype: "int32", data: bytesOf(Int32Array.from(content.values)) };
        break;
      case "filter": {
        const { steps, ...channels } = makeFilter(net, id, shape, content);
        filters.set(id, channels);
        yield storedFilter(net, content, steps, channels.scales);
        break;
      }
      case "bias":
        yield storedBias(net, content, filters.get(content.filter)!, activations[content.input]!);
        break;
      case "vector":
        yield storedVector(net, id, elementsOf(shape), content);
    }
  }
}

function storedActivation(
  net: Network,
  { scale, zeroPoint }: ActivationQuantization,
): StoredTensor {
  if (net.dtype === "float32") return { dtype: "float32" };
  return {
    dtype: "int8",
    quantization: { scales: Float32Array.of(scale), zeroPoint, dimension: 0 },
  };
}

function storedFilter(
  net: Network,
  { channelDimension }: ContentOf<"filter">,
  steps: Int8Array,
  scales: Float32Array,
): StoredTensor {
  if (net.dtype === "int8") {
    const quantization = { scales, zeroPoint: 0, dimension: channelDimension };
    return { dtype: "int8", data: stored(net, steps), quantization };
  }
  const run = channelDimension === 0 ? steps.length / scales.length : 1; // of one channel, unbroken
  const real = new Float32Array(steps.length);
  for (let i = 0, c = 0; i < steps.length; c = (c + 1) % scales.length) {
    for (const end = i + run; i < end; i++) real[i] = steps[i] * scales[c];
  }
  return { dtype: "float32", data: stored(net, real) };
}

/** A bias that takes away what the mean of the input adds to each channel, as a batch norm would. */
function storedBias(
  net: Network,
  { input }: ContentOf<"bias">,
  { scales, sums }: Omit<Filter, "steps">,
  { scale }: ActivationQuantization,
): StoredTensor {
  const { content } = net.tensors[input];
  const mean = content.kind === "activation" ? content.values.mean : 0;
  if (net.dtype === "float32") {
    const real = Float32Array.from(sums, (sum, c) => -mean * sum * scales[c]);
    return { dtype: "float32", data: stored(net, real) };
  }
  const steps = Int32Array.from(sums, (sum) => Math.round(-mean * sum / scale));
  const quantization = { scales: scales.map((each) => each * scale), zeroPoint: 0, dimension: 0 };
  return { dtype: "int32", data: stored(net, steps), quantization };
}

function storedVector(
  net: Network,
  id: number,
  length: number,
  { low, high }: ContentOf<"vector">,
): StoredTensor {
  const random = randomBits(net.seed, id);
  const real = Float32Array.from({ length }, () => low + (high - low) * unit(random()));
  if (net.dtype === "float32") return { dtype: "float32", data: stored(net, real) };
  const scale = Math.fround(Math.max(Math.abs(low), Math.abs(high)) / LARGEST_STEP);
  const steps = Int8Array.from(real, (value) => Math.round(value / scale));
  const quantization = { scales: Float32Array.of(scale), zeroPoint: 0, dimension: 0 };
  return { dtype: "int8", data: stored(net, steps), quantization };
}

function stored(net: Network, values: ArrayBufferView): Uint8Array | undefined {
  if (net.weights === "none") return undefined;
  return net.weights === "zeros" ? new Uint8Array(values.byteLength) : bytesOf(values);
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
