/** Runs of consecutive steps: how a graph with many operators is abridged without making a circle. */

import type { MemoryMap } from "../tmm/mod.ts";

/** Steps that are drawn as one box, half-open. */
export interface Run {
  /** First step. */
  readonly from: number;
  /** First step that is not in the run any more. */
  readonly to: number;
}

/** Steps on both sides of the peak that stay alone. */
const AROUND_PEAK = 5;

/**
 * Splits a schedule into about `boxes` runs. A run ends where the fewest tensors cross, near the
 * length that it should have: there the network has its joints. The steps around the peak stay
 * alone. Runs of one schedule depend on each other in one direction only.
 */
export function runsOf(map: MemoryMap, boxes: number): Run[] {
  const count = map.steps.length;
  if (count <= boxes) return map.steps.map((_, step) => ({ from: step, to: step + 1 }));
  const crossing = crossingTensors(map);
  const [peak] = map.peakSteps;
  const [low, high] = [Math.max(0, peak - AROUND_PEAK), Math.min(count, peak + AROUND_PEAK + 1)];
  const length = Math.ceil(count / boxes);
  const runs: Run[] = [];
  for (let from = 0; from < count;) {
    const limit = from < low ? low : count;
    let to = from + 1;
    if (from < low || from >= high) {
      const last = Math.min(limit, from + Math.ceil(1.5 * length));
      to = last;
      for (let end = last - 1; end >= Math.min(last, from + Math.ceil(0.5 * length)); end--) {
        if (crossing[end] < crossing[to]) to = end;
      }
    }
    runs.push({ from, to });
    from = to;
  }
  return runs;
}

/** Per step: counted tensors that are live both before and in it. */
function crossingTensors({ ranges, steps }: MemoryMap): number[] {
  const change = new Array<number>(steps.length + 1).fill(0);
  ranges.start.forEach((start, id) => {
    if (ranges.end[id] - start < 2) return;
    change[start + 1]++;
    change[ranges.end[id]]--;
  });
  let crossing = 0;
  return change.map((delta) => crossing += delta);
}
