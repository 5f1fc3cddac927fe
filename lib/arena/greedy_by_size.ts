/** First fit in descending order of size, exactly as TensorFlow Lite Micro plans at run time. */
import {
  arenaOf,
  type Buffer,
  checkProblem,
  type Placement,
  type PlacementProblem,
} from "./problem.ts";

/**
 * The placement that TFLM's `GreedyMemoryPlanner` computes on the device (tflite-micro,
 * `micro/memory_planner/greedy_memory_planner.cc`); the baseline that every other placer has to
 * beat. It gives the offsets of TFLM to the byte if `bytes` is already rounded up to 16.
 *
 * 1. Buffers with a fixed offset go first, in their given order and without any check.
 * 2. The others follow in descending size; of equal sizes the one with the HIGHER index first.
 * 3. Each takes the lowest gap that is large enough between the buffers placed so far that are live
 *    together with it, else the end of the last of them.
 *
 * Weakness: long-lived small buffers come late and land in the middle of the arena, where they
 * split it; nothing is ever moved. TFLM knows no sharing, so overlaps are not used. Beyond TFLM,
 * which has one alignment for all, each offset is rounded up to the buffer's own alignment.
 *
 * @throws {RangeError} If a size, a range, an alignment or an overlap of the problem makes no sense.
 */
export function greedyBySize(problem: PlacementProblem): Placement {
  checkProblem(problem);
  const { buffers } = problem;
  const offsets: number[] = buffers.map(() => 0);
  const order = buffers.map((_, b) => b).filter((b) => buffers[b].offset === undefined)
    .sort((a, b) => buffers[b].bytes - buffers[a].bytes || b - a);
  const fixed = buffers.map((_, b) => b).filter((b) => buffers[b].offset !== undefined);
  /** What is placed, by ascending offset; of equal offsets the latest last. */
  const placed: number[] = [];
  for (const b of [...fixed, ...order]) {
    // Nothing conflicts with an empty buffer or one that is never live.
    const free = buffers[b].bytes === 0 || buffers[b].start >= buffers[b].end;
    offsets[b] = buffers[b].offset ?? (free ? 0 : firstGap(buffers, offsets, placed, b));
    if (free) continue;
    let at = placed.length;
    while (at > 0 && offsets[placed[at - 1]] > offsets[b]) at--;
    placed.splice(at, 0, b);
  }
  return { offsets, arena: arenaOf(buffers, offsets) };
}

function firstGap(
  buffers: readonly Buffer[],
  offsets: readonly number[],
  placed: readonly number[],
  b: number,
): number {
  const { bytes, start, end, alignment = 1 } = buffers[b];
  let candidate = 0;
  for (const other of placed) {
    if (buffers[other].start >= end || start >= buffers[other].end) continue;
    if (offsets[other] - candidate >= bytes) break;
    const above = Math.max(candidate, offsets[other] + buffers[other].bytes);
    candidate = Math.ceil(above / alignment) * alignment;
  }
  return candidate;
}
