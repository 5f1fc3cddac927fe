/** What no schedule can go below: the bytes that are live while an operator runs, whatever the order. */

import { type Accounting, savedBytes } from "../tmm/mod.ts";
import { relationsOf, runsAfter } from "./relations.ts";

/** A lower bound of every schedule's peak, with its witness. */
export interface PeakBound {
  /** Bytes that are live at least once in every schedule. */
  readonly bytes: number;
  /** The operator that forces them, or -1 without operators. */
  readonly operator: number;
}

/**
 * The largest number of bytes that some operator forces.
 *
 * While operator v runs, in any order, these are live: what v reads and writes, its scratch, each
 * tensor that is there from the start or made by an ancestor of v and that a descendant of v still
 * reads, and model outputs made by ancestors. Sharing is credited as if every input died with v that
 * can (no descendant of v reads it).
 */
export function peakBound(accounting: Accounting): PeakBound {
  let best: PeakBound = { bytes: 0, operator: -1 };
  accounting.predecessors.forEach((_, operator) => {
    const bytes = forcedBytes(accounting, operator);
    if (bytes > best.bytes || best.operator < 0) best = { bytes, operator };
  });
  return best;
}

/** The counted tensors that are live while an operator runs in any order, ascending. */
export function forcedTensors(accounting: Accounting, operator: number): number[] {
  const { bytes, reads, writes, readers, producer, fromStart, toEnd } = accounting;
  const relations = relationsOf(accounting);
  const touched = new Set([...reads[operator], ...writes[operator]]);
  return bytes.flatMap((size, id) => {
    if (size === 0) return [];
    if (touched.has(id)) return [id];
    const made = fromStart[id] ||
      (producer[id] >= 0 && runsAfter(relations, operator, producer[id]));
    if (!made) return [];
    const needed = toEnd[id] || readers[id].some((r) => runsAfter(relations, r, operator));
    return needed ? [id] : [];
  });
}

/** The bytes that are live while an operator runs in any order: tensors and scratch, less sharing. */
export function forcedBytes(accounting: Accounting, operator: number): number {
  const { bytes, readers, toEnd, scratch } = accounting;
  const relations = relationsOf(accounting);
  const mayDie = (id: number) =>
    !toEnd[id] && !readers[id].some((reader) => runsAfter(relations, reader, operator));
  const tensors = forcedTensors(accounting, operator).reduce((sum, id) => sum + bytes[id], 0);
  const requests = scratch[operator].reduce((sum, request) => sum + request, 0);
  return tensors + requests - savedBytes(accounting, operator, mayDie);
}
