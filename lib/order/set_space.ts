/** Sets of executed operators as bits, and what the next operator costs after such a set. */

import { type Accounting, savedBytes } from "../tmm/mod.ts";
import { relationsOf, runsAfter } from "./relations.ts";

/** Inputs of one operator that die with it only if other readers have run before. */
interface SharedInput {
  readonly tensor: number;
  readonly bytes: number;
  /** Row of {@linkcode SetSpace.rows} with the other readers. */
  readonly row: number;
}

/**
 * An accounting, precomputed for searches over sets. A set is `words` words of a Uint32Array at some
 * offset `at`; everything that depends on the order enters through "these operators have run".
 */
export interface SetSpace {
  readonly accounting: Accounting;
  readonly count: number;
  readonly words: number;
  /** Row per operator: what must have run before it. Further rows: the other readers of an input. */
  readonly rows: readonly Uint32Array[];
  /** Bytes that are live before the first operator, without {@linkcode SetSpace.firstExtra}. */
  readonly start: number;
  /** Bytes that only the first operator has to bear: model inputs that nobody reads. */
  readonly firstExtra: number;
  /** Per operator: bytes that it adds while it runs, sharing that never depends on the order taken off. */
  readonly rise: Float64Array;
  /** Per operator: what it leaves less what it frees in every order. */
  readonly keep: Float64Array;
  /** Per operator: inputs that it may free or not. */
  readonly sharedInputs: readonly (readonly SharedInput[])[];
  /** Per operator: inputs that die with it in every order; only where its sharing depends on the order. */
  readonly certain: readonly (ReadonlySet<number> | undefined)[];
}

/** Precomputes the space of an accounting. */
export function setSpaceOf(accounting: Accounting): SetSpace {
  const { bytes, reads, writes, readers, fromStart, toEnd, scratch, predecessors, sharing } =
    accounting;
  const count = predecessors.length;
  const words = Math.max(1, Math.ceil(count / 32));
  const relations = relationsOf(accounting);
  const rowOf = (operators: readonly number[]) => {
    const row = new Uint32Array(words);
    for (const o of operators) row[o >>> 5] |= 1 << (o & 31);
    return row;
  };
  const rows = predecessors.map(rowOf);
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  let start = 0;
  let firstExtra = 0;
  bytes.forEach((size, id) => {
    if (!fromStart[id]) return;
    if (readers[id].length === 0 && !toEnd[id]) firstExtra += size;
    else start += size;
  });
  const rise = new Float64Array(count);
  const keep = new Float64Array(count);
  const certain: (ReadonlySet<number> | undefined)[] = [];
  const sharedInputs = reads.map((ids, o) => {
    const mayDie = ids.filter((id) =>
      !toEnd[id] && !readers[id].some((reader) => runsAfter(relations, reader, o))
    );
    const isCertain = (id: number) =>
      readers[id].every((reader) => reader === o || runsAfter(relations, o, reader));
    const dying = new Set(mayDie.filter(isCertain));
    const open = mayDie.filter((id) => !dying.has(id)).map((tensor): SharedInput => ({
      tensor,
      bytes: bytes[tensor],
      row: rows.push(rowOf(readers[tensor].filter((reader) => reader !== o))) - 1,
    }));
    const stays = writes[o].filter((id) => readers[id].length > 0 || toEnd[id]);
    rise[o] = sum(scratch[o]) + sum(writes[o].map((id) => bytes[id]));
    keep[o] = sum(stays.map((id) => bytes[id])) - sum([...dying].map((id) => bytes[id]));
    const openSharing = open.some((one) => sharing[o].some((a) => a.input === one.tensor));
    if (!openSharing) rise[o] -= savedBytes(accounting, o, (id) => dying.has(id));
    certain.push(openSharing ? dying : undefined);
    return open;
  });
  return {
    accounting,
    count,
    words,
    rows,
    start,
    firstExtra,
    rise,
    keep,
    sharedInputs,
    certain,
  };
}

/** Whether every operator of a row is in a set. */
export function contains(set: Uint32Array, at: number, row: Uint32Array): boolean {
  for (let w = 0; w < row.length; w++) if ((row[w] & ~set[at + w]) !== 0) return false;
  return true;
}

/** Whether an operator is in a set. */
export function has(set: Uint32Array, at: number, operator: number): boolean {
  return ((set[at + (operator >>> 5)] >>> (operator & 31)) & 1) === 1;
}

/** Whether an operator has not run and all its predecessors have. */
export function isAvailable(space: SetSpace, set: Uint32Array, at: number, operator: number) {
  return !has(set, at, operator) && contains(set, at, space.rows[operator]);
}

/** Bytes that an available operator adds to the live bytes while it runs after a set. */
export function riseOf(space: SetSpace, set: Uint32Array, at: number, operator: number): number {
  const certain = space.certain[operator];
  if (certain === undefined) return space.rise[operator];
  const open = space.sharedInputs[operator];
  const dies = (id: number) =>
    certain.has(id) ||
    open.some((one) => one.tensor === id && contains(set, at, space.rows[one.row]));
  return space.rise[operator] - savedBytes(space.accounting, operator, dies);
}

/** Change of the live bytes from before to after an available operator that runs after a set. */
export function changeOf(space: SetSpace, set: Uint32Array, at: number, operator: number): number {
  let change = space.keep[operator];
  for (const one of space.sharedInputs[operator]) {
    if (contains(set, at, space.rows[one.row])) change -= one.bytes;
  }
  return change;
}
