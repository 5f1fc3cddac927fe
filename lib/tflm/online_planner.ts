/** The head of TFLM's arena: what lies in it, and where TFLM places it when it allocates. */

import { type Buffer, greedyBySize } from "../arena/mod.ts";
import { roundUp } from "../tmm/mod.ts";
import type { OfflineOffsets } from "./offline_plan.ts";
import type { PreparedGraph } from "./prepare.ts";
import { type PlanRecord, planRecords } from "./records.ts";
import type { TflmSource } from "./source.ts";
import { ARENA_ALIGNMENT } from "./target.ts";

/** A planned head. */
export interface TflmHead {
  /** What is placed, in the order of TFLM's records. */
  readonly records: readonly PlanRecord[];
  /** Per record: the bytes from the start of the head. */
  readonly offsets: readonly number[];
  /** Bytes of the head. */
  readonly bytes: number;
}

/**
 * Plans the head as TFLM does when it allocates: what the plan fixes comes first, without any check,
 * and the rest is fitted around it, the largest first. Nothing is placed in place or on top of
 * another buffer that is live, except where the plan says so.
 *
 * @throws {RangeError} If an offset of the plan is below -1.
 */
export function planHead(
  source: TflmSource,
  prepared: readonly PreparedGraph[],
  plan?: OfflineOffsets,
): TflmHead {
  const records = planRecords(source, prepared, plan).filter(({ planned }) => planned);
  const buffers = records.map(({ bytes, start, end, offset }): Buffer => ({
    bytes: roundUp(bytes, ARENA_ALIGNMENT),
    start,
    end,
    offset,
  }));
  const { offsets, arena } = greedyBySize({ buffers });
  return { records, offsets, bytes: arena };
}
