/** ONNX operators that pick elements out of a tensor, or put some into it. */

import {
  axesIn,
  dimsAt,
  dimsFrom,
  indexIn,
  inputOrSetting,
  isGiven,
  valuesAt,
  valuesOf,
  valuesOver,
} from "../operands.ts";
import { fail, inputAt, numberOf, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";
import { axisOf } from "./reshaping.ts";

/** Slice; Gather, GatherElements, GatherND; Scatter and its relatives; Compress. */
export const onnxSlicingRules: readonly OperatorRule[] = [
  {
    types: ["Slice"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const cuts = cutsOf(query, input);
      return [input.map((size, d) => cuts[d] ? cutSize(size, cuts[d]) : size)];
    },
    values: (query) => {
      const input = dimsAt(query, 0);
      const cuts = cutsOf(query, input);
      const values = valuesAt(query, 0);
      const output = input.map((size, d) => cuts[d] ? cutSize(size, cuts[d]) : size);
      return valuesOver(output, (position) => {
        const from = (at: number, d: number) => {
          const cut = cuts[d];
          return cut ? clamped(input[d], cut)[0] + at * cut.step : at;
        };
        return values[indexIn(input, position.map(from))];
      });
    },
  },
  {
    types: ["Gather"],
    shapes: (query) => {
      const data = dimsFrom(query, 0, 1);
      return [data.toSpliced(axisOf(query, data, 0), 1, ...dimsAt(query, 1))];
    },
    values: (query) => {
      const [data, indices] = [dimsFrom(query, 0, 1), dimsAt(query, 1)];
      const [values, wanted] = [valuesAt(query, 0), valuesAt(query, 1)];
      const axis = axisOf(query, data, 0);
      const end = axis + indices.length;
      return valuesOver(data.toSpliced(axis, 1, ...indices), (position) => {
        const index = wanted[indexIn(indices, position.slice(axis, end))];
        const at = index < 0 ? index + data[axis] : index;
        return values[indexIn(data, position.toSpliced(axis, indices.length, at))] ?? NaN;
      });
    },
  },
  {
    types: ["GatherElements"],
    shapes: (query) => [dimsAt(query, 1)],
  },
  {
    types: ["GatherND"],
    shapes: (query) => {
      const indices = dimsFrom(query, 1, 1);
      const depth = indices.at(-1)!;
      if (Number.isNaN(depth)) return fail("the length of its indices is not known");
      const shared = numberOf(query, "batch_dims", 0);
      return [[
        ...indices.slice(0, -1),
        ...dimsFrom(query, 0, shared + depth).slice(shared + depth),
      ]];
    },
  },
  {
    types: ["Scatter", "ScatterElements", "ScatterND", "TensorScatter"],
    shapes: (query) => [dimsAt(query, 0)],
  },
  {
    types: ["Compress"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const most = dimsFrom(query, 1, 1)[0];
      if (query.operator.attributes["axis"] === undefined) return [[most]];
      return [input.with(axisOf(query, input), most)];
    },
    atMost: () => true,
  },
];

interface Cut {
  readonly start: number;
  readonly end: number;
  readonly step: number;
}

/** What is cut out of each dimension; nothing where a dimension stays whole. */
function cutsOf(query: Query, input: Shape): (Cut | undefined)[] {
  const size = isGiven(query, 1) ? dimsFrom(query, 1, 1)[0] : numbersOf(query, "starts").length;
  if (!(size <= input.length)) return fail(`it cuts ${size} dimensions of ${input.length}`);
  const parts = (place: number, name: string, other: number) => {
    const given = numbersFor(query, place, name, size);
    return given.length > 0 ? given : new Array<number>(size).fill(other);
  };
  const [starts, ends] = [parts(1, "starts", NaN), parts(2, "ends", NaN)];
  const steps = parts(4, "steps", 1);
  const given = inputOrSetting(query, 3, "axes");
  const axes = given.length > 0 ? axesIn(input.length, given) : [...starts.keys()];
  const cuts: (Cut | undefined)[] = input.map(() => undefined);
  axes.forEach((axis, i) => cuts[axis] = { start: starts[i], end: ends[i], step: steps[i] });
  return cuts;
}

/** Where a cut begins and ends may be computed at run time: its size is open then, others are not. */
function numbersFor(query: Query, place: number, name: string, size: number): readonly number[] {
  if (!isGiven(query, place)) return numbersOf(query, name);
  return valuesOf(inputAt(query, place)) ?? new Array<number>(size).fill(NaN);
}

/** First and last (exclusive) position of a cut that reaches no further than the dimension. */
function clamped(size: number, { start, end, step }: Cut): [first: number, last: number] {
  const [least, most] = step < 0 ? [-1, size - 1] : [0, size];
  const inside = (at: number) => Math.min(Math.max(at < 0 ? at + size : at, least), most);
  return [inside(start), inside(end)];
}

function cutSize(size: number, cut: Cut): number {
  if (cut.step === 0) return fail("it makes steps of 0");
  const [first, last] = clamped(size, cut);
  return Math.max(0, Math.ceil((last - first) / cut.step));
}
