/** Reports for machines: plain values with stable keys, ready for `JSON.stringify`. */

import type { Ordering } from "../order/mod.ts";
import { type MemoryMap, wantMap } from "../tmm/mod.ts";
import type { MapOnTflm } from "./map_on_tflm.ts";

/** The memory map of a model; bytes are integers. Keys stay as they are; more may be added. */
export interface MapReport {
  /** Name of the model, as the caller knows it. */
  readonly model: string;
  /** Format of its file. */
  readonly format: string;
  /** Number of operators of the main graph. */
  readonly operators: number;
  /** Number of tensors of the main graph, constants included. */
  readonly tensors: number;
  /** Bytes of SRAM in the largest step. */
  readonly peak: number;
  /** Every step that needs as much. */
  readonly peakSteps: readonly number[];
  /** Bytes of all constants (flash). */
  readonly parameterBytes: number;
  /** Multiply-accumulates of one inference. */
  readonly macs: number;
  /** What TFLM needs for it; null where it is of another format, or was changed for the map. */
  readonly tflm: MapOnTflm | null;
  /** What is odd about the model, and which view of it this is; absent where nothing is. */
  readonly notes?: readonly string[];
  /** What each operator needs, in execution order; `total = input + output + other - shared`. */
  readonly steps: readonly {
    /** Index of the operator in the file. */
    readonly index: number;
    readonly name: string;
    readonly type: string;
    readonly input: number;
    readonly output: number;
    readonly other: number;
    readonly shared: number;
    readonly total: number;
  }[];
}

/** Where a map comes from. */
export interface MapSource {
  /** Name of the model, as the caller knows it. */
  readonly model: string;
  /** Format of its file. */
  readonly format: string;
  /** What is odd about it. */
  readonly notes?: readonly string[];
  /** What TFLM needs for it. */
  readonly tflm?: MapOnTflm;
}

/**
 * The report of a memory map: what `tmm map --json` writes.
 *
 * @param macs Multiply-accumulates per operator id.
 */
export function mapReport(
  map: MemoryMap,
  source: MapSource,
  macs: readonly number[],
): MapReport {
  wantMap(map, "report a map");
  const { operators, tensors } = map.accounting.graph;
  const { notes = [], tflm = null } = source;
  return {
    model: source.model,
    format: source.format,
    ...(notes.length > 0 ? { notes } : {}),
    operators: operators.length,
    tensors: tensors.length,
    peak: map.peak,
    peakSteps: map.peakSteps,
    parameterBytes: map.parameterBytes,
    macs: macs.reduce((sum, count) => sum + count, 0),
    tflm,
    steps: map.steps.map(({ operator, input, output, other, shared, total }) => {
      const { name, type } = operators[operator];
      return { index: operator, name, type, input, output, other, shared, total };
    }),
  };
}

/** What one scheduler found. */
export interface SchedulerRun {
  /** The scheduler's name. */
  readonly name: string;
  /** Its result. */
  readonly ordering: Ordering;
  /** Tensor loads of its schedule. */
  readonly loads: number;
  /** Milliseconds that it took. */
  readonly ms: number;
}

/** Schedulers side by side; bytes are integers. Keys stay as they are; more may be added. */
export interface OrderReport {
  /** Bytes that no schedule can go below (proven): the largest bound of all schedulers. */
  readonly bound: number;
  /** By name. */
  readonly schedulers: Readonly<
    Record<string, {
      readonly peak: number;
      readonly loads: number;
      readonly ms: number;
      readonly states: number;
      /** This peak is proven to be the lowest: by this scheduler or another. */
      readonly optimal: boolean;
      /** Operator indices in execution order. */
      readonly schedule: readonly number[];
    }>
  >;
  /** The scheduler with the lowest peak; among equals the one with fewest loads, then the first. */
  readonly best: string;
}

/**
 * The report of several schedulers on one graph: what `tmm order --json` writes.
 *
 * @throws {RangeError} If there is no run.
 */
export function orderReport(runs: readonly SchedulerRun[]): OrderReport {
  if (runs.length === 0) {
    throw new RangeError("Cannot report on schedulers: at least one run is wanted, none came");
  }
  const bound = Math.max(...runs.map(({ ordering }) => ordering.bound));
  const [best] = [...runs].sort((a, b) => a.ordering.peak - b.ordering.peak || a.loads - b.loads);
  const entries = runs.map(({ name, ordering, loads, ms }) => {
    const { peak, states, schedule } = ordering;
    return [name, { peak, loads, ms, states, optimal: peak === bound, schedule }];
  });
  return { bound, schedulers: Object.fromEntries(entries), best: best.name };
}
