/** The independent judge of placements: every buffer, and every pair of buffers, one after the other. */
import type { Overlap, PlacementProblem } from "./problem.ts";

/** The rules that a placement has to keep. */
export type PlacementRule = "count" | "range" | "alignment" | "fixed" | "overlap";

/** A broken rule, the buffers that break it, and a sentence to read. */
export interface Violation {
  /** The rule that is broken. */
  readonly rule: PlacementRule;
  /** Indices of the one or two buffers; none where the number of offsets is wrong. */
  readonly buffers: readonly number[];
  /** What was found, with steps and bytes. */
  readonly message: string;
}

/**
 * Everything that is wrong with offsets for a problem; empty if the placement is right.
 *
 * Plain quadratic comparison, in the order of the buffers. It shares no code with the placers, so
 * that a mistake in their bookkeeping cannot hide here. Buffers of zero bytes and buffers that are
 * never live conflict with nothing, but still have to keep their own alignment and fixed offset.
 */
export function verifyPlacement(
  problem: PlacementProblem,
  offsets: readonly number[],
): Violation[] {
  const { buffers } = problem;
  if (offsets.length !== buffers.length) {
    const message = `${buffers.length} buffers need as many offsets, ${offsets.length} came`;
    return [{ rule: "count", buffers: [], message }];
  }
  const violations: Violation[] = [];
  buffers.forEach(({ alignment = 1, offset: fixed }, b) => {
    const report = (rule: PlacementRule, message: string) =>
      violations.push({ rule, buffers: [b], message: `Buffer ${b} ${message}` });
    const offset = offsets[b];
    if (!Number.isSafeInteger(offset) || offset < 0) {
      report("range", `needs an offset that is a whole number >= 0, ${offset} came`);
      return;
    }
    if (offset % alignment !== 0) {
      report("alignment", `needs a multiple of ${alignment}, ${offset} came`);
    }
    if (fixed !== undefined && offset !== fixed) {
      report("fixed", `is fixed at ${fixed}, ${offset} came`);
    }
  });
  for (let a = 0; a < buffers.length; a++) {
    for (let b = a + 1; b < buffers.length; b++) {
      const violation = clash(problem, offsets, a, b);
      if (violation) violations.push(violation);
    }
  }
  return violations;
}

/** What is wrong between two buffers, if anything. */
function clash(
  { buffers, overlaps = [] }: PlacementProblem,
  offsets: readonly number[],
  a: number,
  b: number,
): Violation | undefined {
  const from = Math.max(buffers[a].start, buffers[b].start);
  const to = Math.min(buffers[a].end, buffers[b].end);
  if (from >= to) return;
  const low = Math.max(offsets[a], offsets[b]);
  const high = Math.min(offsets[a] + buffers[a].bytes, offsets[b] + buffers[b].bytes);
  // An empty buffer inside another one passes here: it shares no byte.
  if (low >= high) return;
  const permissions = overlaps.filter(({ over, under }) =>
    over === a && under === b || over === b && under === a
  );
  const keeps = ({ over, under, distance, exact }: Overlap) => {
    const found = offsets[over] - offsets[under];
    return exact ? found === distance : found >= distance;
  };
  if (permissions.some(keeps)) return;
  const allowed = permissions.map(({ over, under, distance, exact }) =>
    `; allowed is offset(${over}) - offset(${under}) ${exact ? "=" : ">="} ${distance}, ` +
    `${offsets[over] - offsets[under]} came`
  );
  const message = `Buffers ${a} and ${b} are both live in steps [${from}, ${to}) and share ` +
    `bytes [${low}, ${high})${allowed.join("")}`;
  return { rule: "overlap", buffers: [a, b], message };
}
