/** The memory plan that a .tflite file may carry for TFLM: metadata of whole numbers. */

import type { TflmSource } from "./source.ts";

/** The name of the metadata entry. */
export const OFFLINE_PLAN_NAME = "OfflineMemoryAllocation";

/** The offset that leaves a tensor to the runtime. */
export const ONLINE: number = -1;

/**
 * An offset in bytes from the start of the head for each tensor of each subgraph, constants
 * included, one subgraph after the other; -1 where the runtime is to place it.
 */
export type OfflineOffsets = readonly number[];

/** What a plan says; TFLM reads the offsets only. */
export interface OfflinePlan {
  /** The version of the payload; 1. */
  readonly version: number;
  /** The number of subgraphs of the model. */
  readonly subgraphs: number;
  /** Where the tensors go. */
  readonly offsets: OfflineOffsets;
}

/** Three numbers stand before the offsets: version, subgraphs, how many offsets follow. */
const HEADER = 3;

/**
 * The payload of a plan: little-endian 32-bit integers.
 *
 * @param subgraphs The number of subgraphs of the model.
 * @throws {RangeError} If an offset does not fit in 32 bits.
 */
export function encodePlan(offsets: OfflineOffsets, subgraphs = 1): Uint8Array {
  const bytes = new Uint8Array(4 * (HEADER + offsets.length));
  const view = new DataView(bytes.buffer);
  [1, subgraphs, offsets.length, ...offsets].forEach((value, i) => {
    if (!Number.isInteger(value) || value < -(2 ** 31) || value >= 2 ** 31) {
      throw new RangeError(`Cannot encode the memory plan: 32-bit offsets wanted, ${value} came`);
    }
    view.setInt32(4 * i, value, true);
  });
  return bytes;
}

/**
 * Reads the payload of a plan. Bytes behind the offsets are left alone, as TFLM does.
 *
 * @throws {SyntaxError} If there are fewer bytes than the plan says; TFLM reads beyond them.
 */
export function parsePlan(payload: Uint8Array): OfflinePlan {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const wants = (bytes: number) => {
    if (payload.length >= bytes) return;
    throw new SyntaxError(
      `Cannot read the memory plan: ${bytes} bytes wanted, it is truncated after ${payload.length}`,
    );
  };
  wants(4 * HEADER);
  const count = view.getUint32(8, true);
  wants(4 * (HEADER + count));
  return {
    version: view.getInt32(0, true),
    subgraphs: view.getInt32(4, true),
    offsets: Array.from({ length: count }, (_, i) => view.getInt32(4 * (HEADER + i), true)),
  };
}

/** The payload of the plan that a file carries, if it does; of several entries TFLM takes the last. */
export function carriedPlan(source: TflmSource): Uint8Array | undefined {
  return source.metadata.findLast(({ name }) => name === OFFLINE_PLAN_NAME)?.data;
}
