/** Tensor Memory Mapping: the SRAM that each operator of a graph needs while it runs. */

import { want } from "../graph/mod.ts";
import { type Accounting, wantAccounting } from "./accounting.ts";
import { liveBytes, liveRanges, tensorBytes } from "./live_range.ts";
import type { LiveRanges } from "./live_range.ts";
import { type Schedule, scheduleFault } from "./schedule.ts";

/** The memory of one step, in bytes: `total = input + output + other - shared`. */
export interface MemoryStep {
  /** Id of the operator that runs in this step. */
  readonly operator: number;
  /** Tensors that the operator reads. */
  readonly input: number;
  /** Tensors that the operator writes. */
  readonly output: number;
  /** Tensors that must stay although this operator does not touch them, and scratch. */
  readonly other: number;
  /** Bytes that inputs and outputs have in common under the memory model. */
  readonly shared: number;
  /** Bytes that the step needs. */
  readonly total: number;
}

/** The memory of a whole schedule. */
export interface MemoryMap {
  /** The numbers that were mapped. */
  readonly accounting: Accounting;
  /** The order that was mapped. */
  readonly schedule: Schedule;
  /** When each tensor is live. */
  readonly ranges: LiveRanges;
  /** The memory of each step, in execution order. */
  readonly steps: readonly MemoryStep[];
  /** The largest total, in bytes; 0 without operators. */
  readonly peak: number;
  /** Every step whose total is the peak. */
  readonly peakSteps: readonly number[];
  /** Bytes of all constants (flash), those of called graphs included, each stored buffer once. */
  readonly parameterBytes: number;
}

/**
 * Maps a schedule: three numbers per operator, their total, and where the peak is.
 *
 * @throws {RangeError} If the schedule does not run every operator once, after all that it waits for.
 */
export function memoryMap(accounting: Accounting, schedule: Schedule): MemoryMap {
  wantAccounting(accounting, "map a schedule");
  const { bytes, reads, writes, scratch, graph } = accounting;
  const fault = scheduleFault(graph, schedule);
  if (fault) throw new RangeError(`Cannot map this order: ${fault}`);
  const ranges = liveRanges(accounting, schedule);
  const totals = liveBytes(accounting, schedule, ranges);
  const sum = (ids: readonly number[]) => ids.reduce((total, id) => total + bytes[id], 0);
  const live = tensorBytes(accounting, ranges, schedule.length);
  const steps = schedule.map((operator, step): MemoryStep => {
    const input = sum(reads[operator]);
    const output = sum(writes[operator]);
    const requests = scratch[operator].reduce((total, request) => total + request, 0);
    const other = live[step] - input - output + requests;
    const total = totals[step];
    return { operator, input, output, other, shared: input + output + other - total, total };
  });
  const peak = totals.reduce((most, total) => Math.max(most, total), 0);
  return {
    accounting,
    schedule,
    ranges,
    steps,
    peak,
    peakSteps: totals.flatMap((total, step) => total === peak ? [step] : []),
    parameterBytes: parameterBytes(accounting),
  };
}

/** @throws {TypeError} If it is a model, a graph or anything else that is no map. */
export function wantMap(map: MemoryMap, action: string): void {
  want(map?.steps, action, "a map from mapModel() or memoryMap()", map);
}

/** The tensors that are live in a step, ascending, with the part that each plays there. */
export function liveTensorsAt(
  map: MemoryMap,
  step: number,
): { tensor: number; part: "input" | "output" | "other" }[] {
  const operator = map.schedule[step];
  const inputs = new Set(map.accounting.reads[operator]);
  const outputs = new Set(map.accounting.writes[operator]);
  return map.ranges.start.flatMap((start, tensor) => {
    if (step < start || step >= map.ranges.end[tensor]) return [];
    const part = inputs.has(tensor) ? "input" : outputs.has(tensor) ? "output" : "other";
    return [{ tensor, part } as const];
  });
}

/** Step by step, the tensors that are live, ascending: all steps together at the cost of the answer. */
export function* liveTensors({ ranges, schedule }: MemoryMap): Generator<readonly number[]> {
  const begun: number[][] = schedule.map(() => []);
  ranges.start.forEach((start, tensor) => {
    if (start < ranges.end[tensor]) begun[start]?.push(tensor);
  });
  let live: number[] = [];
  for (const [step, tensors] of begun.entries()) {
    live = [...live.filter((tensor) => ranges.end[tensor] > step), ...tensors];
    yield live.sort((a, b) => a - b);
  }
}

/** Bytes of all constants, those of called graphs included, each stored buffer once. */
export function parameterBytes({ graph, called }: Accounting): number {
  const files = new Map<ArrayBufferLike, Set<string>>(); // places that were counted
  const isCounted = ({ buffer, byteOffset, length }: Uint8Array): boolean => {
    const places = files.get(buffer) ?? new Set();
    files.set(buffer, places);
    const place = `${byteOffset}+${length}`;
    const isThere = places.has(place);
    places.add(place);
    return isThere;
  };
  let total = 0;
  for (const { role, data, bytes } of [graph, ...called].flatMap(({ tensors }) => tensors)) {
    if (role !== "constant" || (data && data.length > 0 && isCounted(data))) continue;
    total += bytes;
  }
  return total;
}
