/** Placement as the planner calls it: cheap ways first, then a limited exact search, always verified. */
import { type BoundedPlacement, type ExactOptions, placeExact } from "./exact.ts";
import { checkProblem, type PlacementProblem } from "./problem.ts";
import { verifyPlacement } from "./verify.ts";

/** A placement that the independent checker has accepted. */
export interface VerifiedPlacement extends BoundedPlacement {
  /** Always: a placement that fails the check is thrown as a bug. */
  readonly verified: true;
}

/** Nodes times buffers of a search that takes a few seconds, and the nodes that any search gets. */
const [WORK, LEAST_NODES] = [6e7, 30_000];

/**
 * Offsets for a problem, the bound, and whether they are proven optimal.
 *
 * Most problems are solved by a heuristic that meets the bound; for the others a search within
 * `stateLimit` nodes (by default 300,000: a few seconds) looks for offsets or for the proof that
 * there are none.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * import { place, verifyPlacement } from "@tmm/tmm";
 * const buffers = [
 *   { bytes: 60, start: 0, end: 2 },
 *   { bytes: 40, start: 1, end: 3 },
 *   { bytes: 50, start: 2, end: 4 }, // where the first one lay
 * ];
 * const { offsets, arena, optimal } = place({ buffers });
 * assert.deepEqual([arena, optimal], [100, true]);
 * assert.deepEqual(verifyPlacement({ buffers }, offsets), []);
 * ```
 *
 * @throws {RangeError} if the problem is malformed, or its fixed offsets contradict each other.
 */
export function place(problem: PlacementProblem, options: ExactOptions = {}): VerifiedPlacement {
  checkProblem(problem);
  checkFixedOffsets(problem);
  const stateLimit = Math.max(LEAST_NODES, Math.ceil(WORK / (problem.buffers.length + 1)));
  const placement = placeExact(problem, { stateLimit, ...options });
  const [violation] = verifyPlacement(problem, placement.offsets);
  if (violation) throw new Error(`Placement went wrong, which is a bug: ${violation.message}`);
  return { ...placement, verified: true };
}

/** With room above, only two fixed buffers can make a placement impossible. */
function checkFixedOffsets({ buffers, overlaps = [] }: PlacementProblem): void {
  if (buffers.every(({ offset }) => offset === undefined)) return;
  const fixed = buffers.map((buffer) =>
    buffer.offset === undefined ? { ...buffer, bytes: 0 } : buffer
  );
  const offsets = buffers.map(({ offset = 0 }) => offset);
  const [violation] = verifyPlacement({ buffers: fixed, overlaps }, offsets);
  if (violation) {
    throw new RangeError(
      `Cannot place buffers: fixed offsets that keep buffers apart wanted, but ${violation.message}`,
    );
  }
}
