/** What no schedule can go below: the bytes that are live while an operator runs, whatever the order. */

import { type Accounting, savedBytes } from "../tmm/mod.ts";
import { add, has } from "./search/bits.ts";
import { relationsOf, runsAfter } from "./search/relations.ts";

/** A lower bound of every schedule's peak, with its witness. */
export interface PeakBound {
  /** Bytes that are live at least once in every schedule. */
  readonly bytes: number;
  /** The operator that forces them, or -1 without operators. */
  readonly operator: number;
}

const known = new WeakMap<Accounting, readonly number[]>();

/**
 * What no order can go below: the largest number of bytes that some operator forces to be live while
 * it runs, whatever ran before, and the first operator that does.
 */
export function peakBound(accounting: Accounting): PeakBound {
  const forced = allForced(accounting);
  const bytes = forced.reduce((most, one) => Math.max(most, one), 0);
  return { bytes, operator: forced.indexOf(bytes) };
}

/**
 * The bytes that are live while an operator runs, in any order: what it reads and writes, its scratch,
 * each tensor that is there from the start or made by an ancestor and that a descendant still reads,
 * and model outputs made by ancestors. Sharing is credited as if every input died with the operator
 * that can (no descendant reads it).
 */
export function forcedBytes(accounting: Accounting, operator: number): number {
  return allForced(accounting)[operator];
}

/** The counted tensors that are live while an operator runs in any order, ascending. */
export function forcedTensors(accounting: Accounting, operator: number): number[] {
  return accounting.bytes.flatMap((size, id) =>
    size > 0 && has(forcedBy(accounting, id), operator) ? [id] : []
  );
}

/** Whether an input can die with an operator in some order: no reader comes after it in every order. */
export function mayDieWith(accounting: Accounting, id: number, operator: number): boolean {
  const { readers, toEnd, predecessors, successors } = accounting;
  const relations = relationsOf(predecessors, successors);
  return !toEnd[id] && !readers[id].some((reader) => runsAfter(relations, reader, operator));
}

function allForced(accounting: Accounting): readonly number[] {
  const found = known.get(accounting);
  if (found) return found;
  const { bytes, scratch } = accounting;
  const forced = scratch.map((requests) => requests.reduce((sum, request) => sum + request, 0));
  bytes.forEach((size, id) => {
    if (size === 0) return;
    forcedBy(accounting, id).forEach((word, w) => {
      for (let rest = word; rest !== 0; rest &= rest - 1) {
        forced[32 * w + 31 - Math.clz32(rest & -rest)] += size;
      }
    });
  });
  forced.forEach((_, operator) => {
    forced[operator] -= savedBytes(
      accounting,
      operator,
      (id) => mayDieWith(accounting, id, operator),
    );
  });
  known.set(accounting, forced);
  return forced;
}

/** The operators, as bits, during which a tensor is live in any order. */
function forcedBy(accounting: Accounting, id: number): Uint32Array {
  const { readers, producer, fromStart, toEnd, predecessors, successors } = accounting;
  const { words, ancestors, descendants } = relationsOf(predecessors, successors);
  const rowOf = (rows: Uint32Array, o: number) => rows.subarray(o * words, (o + 1) * words);
  const operators = new Uint32Array(words);
  // Needed later: before some reader, or anywhere if it stays to the end.
  if (toEnd[id]) predecessors.forEach((_, o) => add(operators, o));
  for (const reader of readers[id]) {
    rowOf(ancestors, reader).forEach((word, w) => operators[w] |= word);
  }
  const maker = producer[id];
  if (!fromStart[id]) {
    const after = maker < 0 ? new Uint32Array(words) : rowOf(descendants, maker);
    after.forEach((word, w) => operators[w] &= word);
  }
  for (const o of [...readers[id], maker]) if (o >= 0) add(operators, o);
  return operators;
}
