/** What the zoo knows about each of its networks. */

import type { BuildOptions } from "./network.ts";

/** A network of the zoo. */
export interface ZooNetwork {
  /** Short name for tables and commands: `A` to `I` for the poster's nine. */
  readonly id: string;
  /** The network's name. */
  readonly name: string;
  /** One sentence: what it is, and which public graph it follows. */
  readonly summary: string;
  /** What the poster published about it; every other figure is not public. */
  readonly published?: {
    /** Reduction of the peak SRAM, in percent. */
    readonly peakReductionPercent?: number;
    /** Reduction of the time of one inference, in milliseconds. */
    readonly timeReductionMs?: number;
  };
  /** The bytes of a .tflite file; the published network in int8 by default. */
  build(options?: BuildOptions): Uint8Array;
}
