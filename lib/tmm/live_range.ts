/** The liveness rule, for a whole schedule: in which steps each tensor is live. */

import type { Accounting } from "./accounting.ts";
import { savedBytes } from "./accounting.ts";
import type { Schedule } from "./schedule.ts";

/** Half-open ranges of steps `[start[id], end[id])` per tensor; empty for tensors that do not count. */
export interface LiveRanges {
  /** Per tensor: the first step in which it is live. */
  readonly start: readonly number[];
  /** Per tensor: the first step in which it is no longer live. */
  readonly end: readonly number[];
}

/**
 * The live range of every counted tensor under a schedule.
 *
 * An operator's inputs, outputs and scratch are live together. Model inputs live from step 0 to
 * their last reader, model outputs from their producer to the end. A tensor that nobody reads is
 * live in the step that writes it; a model input that nobody reads, in step 0.
 *
 * Searches ask for millions of schedules: that each is valid (see {@linkcode scheduleFault}) is not
 * checked here, nor by what rests on it below.
 */
export function liveRanges(accounting: Accounting, schedule: Schedule): LiveRanges {
  const { bytes, readers, fromStart, toEnd, writes } = accounting;
  const start = bytes.map(() => 0);
  const end = bytes.map(() => 0);
  const stepOf = new Array<number>(schedule.length);
  schedule.forEach((operator, step) => {
    stepOf[operator] = step;
    for (const id of writes[operator]) {
      start[id] = step;
      end[id] = step + 1;
    }
  });
  bytes.forEach((size, id) => {
    if (size === 0) return;
    if (fromStart[id]) end[id] = 1;
    for (const reader of readers[id]) end[id] = Math.max(end[id], stepOf[reader] + 1);
    if (toEnd[id]) end[id] = Math.max(1, schedule.length);
  });
  return { start, end };
}

/** Bytes of the tensors that are live in each step, before scratch and sharing. */
export function tensorBytes({ bytes }: Accounting, ranges: LiveRanges, steps: number): number[] {
  const change = new Array<number>(steps + 1).fill(0);
  bytes.forEach((size, id) => {
    if (ranges.end[id] <= ranges.start[id]) return;
    change[ranges.start[id]] += size;
    change[Math.min(ranges.end[id], steps)] -= size;
  });
  let live = 0;
  return change.slice(0, steps).map((delta) => live += delta);
}

/** Live bytes in each step of a valid schedule: tensors and scratch, less what sharing saves. */
export function liveBytes(
  accounting: Accounting,
  schedule: Schedule,
  ranges: LiveRanges = liveRanges(accounting, schedule),
): number[] {
  const live = tensorBytes(accounting, ranges, schedule.length);
  return schedule.map((operator, step) => {
    const scratch = accounting.scratch[operator].reduce((sum, request) => sum + request, 0);
    const dies = (id: number) => ranges.end[id] === step + 1 && !accounting.toEnd[id];
    return live[step] + scratch - savedBytes(accounting, operator, dies);
  });
}

/**
 * The peak of a schedule: the largest number of live bytes over its steps; 0 without operators. The
 * schedule must be valid, which {@linkcode memoryMap} checks and this does not.
 */
export function peakOf(accounting: Accounting, schedule: Schedule): number {
  return liveBytes(accounting, schedule).reduce((peak, bytes) => Math.max(peak, bytes), 0);
}
