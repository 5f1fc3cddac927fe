/** Seeded weights of a filter: integers, and a scale for each channel. */

import { elementsOf } from "../graph/mod.ts";
import type { Content, Network } from "./network.ts";
import { randomBits, unit } from "./random.ts";

/** TensorFlow Lite keeps int8 filters symmetric: -128 does not occur. */
export const LARGEST_STEP = 127;
const UNIFORM_DEVIATION = Math.sqrt(((2 * LARGEST_STEP + 1) ** 2 - 1) / 12);

/** A filter whose weights are `steps * scales`, channel by channel. */
export interface Filter {
  /** Integers, uniform from -127 to 127; empty where weights are left out. */
  readonly steps: Int8Array;
  /** One per channel, within 20 % of each other. */
  readonly scales: Float32Array;
  /** The sum of the integers of each channel. */
  readonly sums: Float64Array;
}

/** Makes a filter whose weights have about the wanted standard deviation. */
export function makeFilter(
  net: Network,
  id: number,
  shape: readonly number[],
  { deviation, channelDimension }: Extract<Content, { kind: "filter" }>,
): Filter {
  const random = randomBits(net.seed, id);
  const channels = shape[channelDimension];
  const scales = Float32Array.from({ length: channels }, () => {
    return deviation * (0.8 + 0.4 * unit(random())) / UNIFORM_DEVIATION;
  });
  const steps = new Int8Array(net.weights === "none" ? 0 : elementsOf(shape));
  if (net.weights === "random") fillSteps(steps, random);
  return { steps, scales, sums: channelSums(steps, channels, channelDimension === 0) };
}

function fillSteps(steps: Int8Array, random: () => number): void {
  for (let i = 0; i < steps.length; i += 4) {
    let bits = random();
    for (let j = i; j < i + 4 && j < steps.length; j++, bits >>= 8) {
      const step = (bits << 24) >> 24;
      steps[j] = step === -128 ? LARGEST_STEP : step;
    }
  }
}

function channelSums(steps: Int8Array, channels: number, contiguous: boolean): Float64Array {
  const sums = new Float64Array(channels);
  const run = contiguous ? steps.length / channels : 1; // weights of one channel, unbroken
  for (let i = 0, c = 0; i < steps.length; c = (c + 1) % channels) {
    for (const end = i + run; i < end; i++) sums[c] += steps[i];
  }
  return sums;
}
