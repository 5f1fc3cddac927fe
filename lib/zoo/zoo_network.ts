/** An entry of the zoo: what is known about a network, and how it is drawn. */

import { encode } from "./encode.ts";
import { type BuildOptions, type Handle, type Network, newNetwork } from "./network.ts";
import { input } from "./shape_layers.ts";
import { pair } from "./windows.ts";

/** A network of the zoo. */
export interface ZooNetwork {
  /** Short name for tables and commands: `A` to `I` for the poster's nine. */
  readonly id: string;
  /** The network's name. */
  readonly name: string;
  /** One sentence: what it is, and which public graph it follows. */
  readonly summary: string;
  /** Height and width of its input, in pixels, where nothing else is asked for. */
  readonly inputSize: number;
  /** What the poster published about it; every other figure is not public. */
  readonly published?: PublishedFigures;
  /**
   * The bytes of a .tflite file.
   *
   * @throws {RangeError} If the size is not of positive integers, or too small for the network's
   * windows; if the width is not positive.
   */
  build(options?: BuildOptions): Uint8Array;
}

/** Figures of the poster's evaluation, "less than by default". */
export interface PublishedFigures {
  /** Reduction of the peak SRAM, in percent. */
  readonly peakReductionPercent?: number;
  /** Reduction of the time of one inference, in milliseconds. */
  readonly timeReductionMs?: number;
}

/** What a zoo file writes down. */
export interface NetworkDefinition extends Omit<ZooNetwork, "build"> {
  /** Appends the layers in execution order, up to the marking of the outputs. */
  draw(net: Network, image: Handle, options: { readonly width: number }): void;
}

/** Makes an entry of the zoo from what its file writes down. */
export function zooNetwork(definition: NetworkDefinition): ZooNetwork {
  const { draw, ...entry } = definition;
  return {
    ...entry,
    build(options: BuildOptions = {}): Uint8Array {
      const { inputSize = entry.inputSize, width = 1 } = options;
      const size = pair(inputSize);
      if (!size.every((pixels) => Number.isSafeInteger(pixels) && pixels > 0)) {
        throw new RangeError(`Cannot build ${entry.name}: a size of pixels, came ${inputSize}`);
      }
      if (!(width > 0 && Number.isFinite(width))) {
        throw new RangeError(`Cannot build ${entry.name}: a positive width, came ${width}`);
      }
      const net = newNetwork(entry.name, entry.summary, options);
      const image = input(net, [1, ...size, 3]);
      draw(net, image, { width });
      return encode(net);
    },
  };
}
