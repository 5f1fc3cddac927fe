/** Time of one inference on a chip, from times per operator type that were measured on that chip. */

import { parse } from "csv-parse/sync";
import table from "../../data/device_times.csv" with { type: "text" };
import { elementsOf, type Graph } from "../graph/mod.ts";
import { macsOf } from "../operators/mod.ts";
import { boardById } from "./boards.ts";

/** Measured: all operators of one type in one inference of one model on one chip. */
export interface DeviceTime {
  /** The model that ran. */
  readonly model: string;
  /** The board that it ran on, an id of {@linkcode boards}. */
  readonly device: string;
  /** Operator type. */
  readonly operator: string;
  /** How many operators of the type the model has. */
  readonly calls: number;
  /** Work of all calls: multiply-accumulates, or output elements where nothing is multiplied. */
  readonly work: number;
  /** Microseconds of all calls. */
  readonly micros: number;
}

/** All rows of `data/device_times.csv`. */
export const deviceTimes: readonly DeviceTime[] = parse<Record<string, string>>(table, {
  columns: true,
}).map(({ model, device, operator, calls, macs, elements, micros }) => ({
  model,
  device,
  operator,
  calls: Number(calls),
  work: Number(macs) || Number(elements),
  micros: Number(micros),
}));

/** The boards on which times were measured; of others nobody knows the speed. */
export const timedBoards: readonly string[] = [...new Set(deviceTimes.map(({ device }) => device))];

/** Time of one operator type: `flat + rate * work`, in microseconds. */
export interface OperatorTime {
  /** Microseconds per call. */
  readonly flat: number;
  /** Microseconds per multiply-accumulate, or per output element. */
  readonly rate: number;
}

/** A model of a chip's speed: what was fitted for each operator type. */
export type SpeedModel = ReadonlyMap<string, OperatorTime>;

/**
 * Fits the time of each operator type to measurements, by least squares of relative errors.
 *
 * The simplest form that is within 30 % of every measurement is taken: a rate alone, a flat fee
 * alone, or both; a fee next to a rate that does without it is noise, and misleads on larger models.
 * One measurement alone gives a rate if it did at least 1,000 units of work, else a fee.
 */
export function fitSpeed(times: readonly DeviceTime[]): SpeedModel {
  const byType = new Map<string, DeviceTime[]>();
  for (const time of times) byType.set(time.operator, [...byType.get(time.operator) ?? [], time]);
  return new Map([...byType].map(([type, rows]) => [type, fitOperator(rows)]));
}

function fitOperator(rows: readonly DeviceTime[]): OperatorTime {
  // Relative errors: each row is divided by its time, so that the target is 1.
  const scaled = rows.map(({ calls, work, micros }) => [calls / micros, work / micros]);
  const sum = (of: (row: number[]) => number) => scaled.reduce((total, row) => total + of(row), 0);
  const [cc, cw, ww] = [sum(([c]) => c * c), sum(([c, w]) => c * w), sum(([, w]) => w * w)];
  const [c1, w1] = [sum(([c]) => c), sum(([, w]) => w)];
  const onlyFlat = { flat: c1 / cc, rate: 0 };
  const onlyRate = { flat: 0, rate: w1 / ww };
  if (rows.length === 1) return rows[0].work >= 1000 ? onlyRate : onlyFlat;
  const determinant = cc * ww - cw * cw;
  const both = {
    flat: (c1 * ww - w1 * cw) / determinant,
    rate: (w1 * cc - c1 * cw) / determinant,
  };
  const worst = ({ flat, rate }: OperatorTime) =>
    Math.max(...scaled.map(([c, w]) => Math.abs(flat * c + rate * w - 1)));
  const forms = [onlyRate, onlyFlat, both].filter(({ flat, rate }) => flat >= 0 && rate >= 0);
  return forms.find((form) => worst(form) <= 0.3) ??
    forms.reduce((best, form) => worst(form) < worst(best) ? form : best);
}

/**
 * Types that copy elements and compute nothing. Nobody has measured them: a call is taken to cost what
 * a RESHAPE does, which is next to nothing but the call, and an element a load, a store and their loop.
 */
const COPYING = new Set(
  "CONCATENATION PACK PAD PADV2 SLICE SPLIT SPLIT_V STRIDED_SLICE UNPACK".split(" "),
);
const COPY_CYCLES = 4;

/** A modelled time, and what the model had nothing to go by for. */
export interface Latency {
  /** Seconds. */
  readonly seconds: number;
  /** Operator types that were not measured: copies, and others, counted per output element like ADD. */
  readonly assumed: readonly string[];
}

/**
 * Seconds of one inference on a chip, computing only: memory on the chip, no waiting.
 *
 * @throws {RangeError} If no times were measured on the board: a chip's speed cannot be guessed.
 */
export function latencyOf(graph: Graph, board: string): Latency {
  const times = deviceTimes.filter(({ device }) => device === board);
  if (times.length === 0) {
    throw new RangeError(
      `Cannot tell the speed of "${board}": a board with measurements wanted, one of ${
        timedBoards.join(", ")
      }`,
    );
  }
  const speed = fitSpeed(times);
  const macs = macsOf(graph).operators;
  const copy = { flat: speed.get("RESHAPE")!.flat, rate: COPY_CYCLES / boardById(board).mhz };
  const assumed = new Set<string>();
  let micros = 0;
  graph.operators.forEach(({ type, outputs }, o) => {
    if (!speed.has(type)) assumed.add(type);
    const { flat, rate } = speed.get(type) ?? (COPYING.has(type) ? copy : speed.get("ADD")!);
    const elements = outputs.reduce((sum, id) => sum + elementsOf(graph.tensors[id].shape), 0);
    micros += flat + rate * (speed.has(type) && macs[o] > 0 ? macs[o] : elements);
  });
  return { seconds: micros / 1e6, assumed: [...assumed] };
}

/**
 * How far the model is off where it was not fitted: for each model of a board, the relative error of
 * its total time when it is predicted from the other models (leave one out). Types that only the
 * model itself has are left out of both sums.
 */
export function speedErrors(board: string): { model: string; error: number }[] {
  const times = deviceTimes.filter(({ device }) => device === board);
  return [...new Set(times.map(({ model }) => model))].map((model) => {
    const speed = fitSpeed(times.filter((time) => time.model !== model));
    const rows = times.filter((time) => time.model === model && speed.has(time.operator));
    const measured = rows.reduce((sum, { micros }) => sum + micros, 0);
    const predicted = rows.reduce((sum, { operator, calls, work }) => {
      const { flat, rate } = speed.get(operator)!;
      return sum + flat * calls + rate * work;
    }, 0);
    return { model, error: predicted / measured - 1 };
  });
}
