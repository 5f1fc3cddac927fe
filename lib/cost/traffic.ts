/** Traffic to slow memory when the SRAM holds only part of the live tensors. */

import { type Accounting, type LiveRanges, liveRanges, savedBytes } from "../tmm/mod.ts";
import type { Schedule } from "../tmm/mod.ts";

/** Bytes moved between SRAM and slow memory in one inference. */
export interface Traffic {
  /** Model inputs that are read, once each, and model outputs, written once each. */
  readonly compulsory: number;
  /** Everything else: spilled tensors written, and read again. 0 where all live tensors fit. */
  readonly avoidable: number;
  /** True if no choice of what to spill moves less; false where the search was cut short. */
  readonly optimal: boolean;
  /** Steps whose own tensors do not fit: they stream from and to slow memory and keep nothing. */
  readonly streamed: readonly number[];
}

/** Limits of the search for the best replacement. */
export interface TrafficOptions {
  /** Most states kept from one step to the next (default 1000); the cheapest are kept. */
  readonly stateLimit?: number;
}

/** What is where between two steps, and what it cost to get there. */
interface State {
  /** Live tensors in SRAM. */
  readonly resident: ReadonlySet<number>;
  /** Live tensors that slow memory has a copy of. */
  readonly stored: ReadonlySet<number>;
  /** Bytes moved so far. */
  readonly moved: number;
}

/**
 * The least traffic of a schedule on an SRAM of `capacity` bytes.
 *
 * While an operator runs, its inputs, outputs and scratch are in SRAM. A tensor that has to make
 * room is written to slow memory unless a copy is there already, and is read when an operator needs
 * it again. Model inputs start in slow memory, model outputs end there.
 *
 * What makes room is decided with the whole schedule known, as in Belady's replacement ("A study of
 * replacement algorithms for a virtual-storage computer", 1966). His rule (drop what is used last) is
 * optimal for pages of one size that are only read; tensors differ in size, and one without a copy
 * costs a write. So every largest set of tensors that can stay is followed, and states that meet are
 * merged: keeping more never costs more, because it can be dropped later at the same price.
 *
 * @param schedule A valid order, which is not checked.
 * @param capacity Bytes of SRAM for tensors.
 */
export function trafficOf(
  accounting: Accounting,
  schedule: Schedule,
  capacity: number,
  options: TrafficOptions = {},
): Traffic {
  const { stateLimit = 1000 } = options;
  const { bytes, reads, fromStart, toEnd, readers, producer } = accounting;
  const ranges = liveRanges(accounting, schedule);
  const ids = bytes.map((_, id) => id).filter((id) => bytes[id] > 0);
  const sum = (list: readonly number[]) => list.reduce((total, id) => total + bytes[id], 0);
  const outputs = ids.filter((id) => toEnd[id] && producer[id] >= 0);
  const compulsory = sum(ids.filter((id) => fromStart[id] && readers[id].length > 0)) +
    sum(outputs);

  const streamed: number[] = [];
  let optimal = true;
  let states: State[] = [{
    resident: new Set(),
    stored: new Set(ids.filter((id) => fromStart[id])),
    moved: 0,
  }];
  schedule.forEach((operator, step) => {
    const need = ownBytes(accounting, ranges, operator, step);
    if (need > capacity) streamed.push(step);
    const merged = new Map<string, State>();
    for (const state of states) {
      const others = [...state.resident].filter((id) => !reads[operator].includes(id));
      for (const kept of largestSubsets(others, bytes, capacity - need)) {
        const next = need > capacity
          ? streamThrough(accounting, ranges, state, operator, step)
          : runResident(accounting, ranges, state, operator, step, kept);
        const key = keyOf(next);
        if (next.moved < (merged.get(key)?.moved ?? Infinity)) merged.set(key, next);
      }
    }
    states = [...merged.values()].sort((a, b) => a.moved - b.moved);
    if (states.length > stateLimit) optimal = false;
    states = states.slice(0, stateLimit);
  });
  const totals = states.map(({ moved, stored }) =>
    moved + sum(outputs.filter((id) => !stored.has(id)))
  );
  return { compulsory, avoidable: Math.min(...totals) - compulsory, optimal, streamed };
}

/** Bytes that an operator itself needs in a step: what it reads and writes, and scratch. */
function ownBytes(
  accounting: Accounting,
  ranges: LiveRanges,
  operator: number,
  step: number,
): number {
  const { bytes, reads, writes, scratch, toEnd } = accounting;
  const tensors = [...reads[operator], ...writes[operator]];
  const requests = scratch[operator].reduce((total, request) => total + request, 0);
  const dies = (id: number) => ranges.end[id] === step + 1 && !toEnd[id];
  const saved = savedBytes(accounting, operator, dies);
  return tensors.reduce((total, id) => total + bytes[id], requests) - saved;
}

function runResident(
  { bytes, reads, writes, toEnd }: Accounting,
  ranges: LiveRanges,
  state: State,
  operator: number,
  step: number,
  kept: readonly number[],
): State {
  const resident = new Set(kept);
  const stored = new Set(state.stored);
  let { moved } = state;
  for (const id of reads[operator]) if (!state.resident.has(id)) moved += bytes[id];
  for (const id of state.resident) {
    if (resident.has(id) || reads[operator].includes(id) || stored.has(id)) continue;
    moved += bytes[id];
    stored.add(id);
  }
  for (const id of [...reads[operator], ...writes[operator]]) resident.add(id);
  return alive({ resident, stored, moved }, ranges, toEnd, step);
}

/** An operator that does not fit: each input is read once and each output written once. */
function streamThrough(
  { bytes, reads, writes, toEnd }: Accounting,
  ranges: LiveRanges,
  state: State,
  operator: number,
  step: number,
): State {
  const stored = new Set(state.stored);
  let { moved } = state;
  const store = (id: number) => {
    if (!stored.has(id)) moved += bytes[id];
    stored.add(id);
  };
  state.resident.forEach(store);
  for (const id of reads[operator]) moved += bytes[id];
  writes[operator].forEach(store);
  return alive({ resident: new Set(), stored, moved }, ranges, toEnd, step);
}

/** A state without the tensors that nobody needs after a step; finished outputs leave the SRAM last. */
function alive(state: State, ranges: LiveRanges, toEnd: readonly boolean[], step: number): State {
  const lives = (id: number) => ranges.end[id] > step + 1 || toEnd[id];
  return {
    resident: new Set([...state.resident].filter(lives)),
    stored: new Set([...state.stored].filter(lives)),
    moved: state.moved,
  };
}

function keyOf({ resident, stored }: State): string {
  const list = (ids: ReadonlySet<number>) => [...ids].sort((a, b) => a - b).join();
  return `${list(resident)}|${list(stored)}`;
}

/** Every set of tensors that fits into `room` and to which no further one could be added. */
function largestSubsets(
  ids: readonly number[],
  bytes: readonly number[],
  room: number,
): number[][] {
  const total = ids.reduce((sum, id) => sum + bytes[id], 0);
  if (total <= room) return [[...ids]];
  const found: number[][] = [];
  const extend = (from: number, chosen: number[], left: number) => {
    if (from === ids.length) {
      const grows = ids.some((id) => !chosen.includes(id) && bytes[id] <= left);
      if (!grows) found.push(chosen);
      return;
    }
    const id = ids[from];
    if (bytes[id] <= left) extend(from + 1, [...chosen, id], left - bytes[id]);
    extend(from + 1, chosen, left);
  };
  extend(0, [], Math.max(0, room));
  return found;
}
