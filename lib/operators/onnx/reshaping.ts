/** ONNX operators that give the same elements another shape, and those that look at shapes only. */

import { elementsOf } from "../../graph/mod.ts";
import { axesIn, dimsAt, inputOrSetting, isGiven, valuesAt } from "../operands.ts";
import { axisIn, fail, numberOf, numbersOf, type Query, type Shape } from "../query.ts";
import type { OperatorRule } from "../rule.ts";

const same = (query: Query) => valuesAt(query, 0);

/** Reshape, Flatten, Squeeze, Unsqueeze; Shape, Size. */
export const onnxReshapingRules: readonly OperatorRule[] = [
  { types: ["Reshape"], shapes: (query) => [reshaped(query)], values: same },
  {
    types: ["Flatten"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axis = numberOf(query, "axis", 1);
      const at = axis < 0 ? axis + input.length : axis;
      return [[elementsOf(input.slice(0, at)), elementsOf(input.slice(at))]];
    },
    values: same,
  },
  { types: ["Squeeze"], shapes: (query) => [squeezed(query)], values: same },
  {
    types: ["Unsqueeze"],
    shapes: (query) => {
      const input = dimsAt(query, 0);
      const axes = inputOrSetting(query, 1, "axes");
      const rank = input.length + axes.length;
      const added = new Set(axesIn(rank, axes));
      const rest = input.values();
      return [Array.from({ length: rank }, (_, d) => added.has(d) ? 1 : rest.next().value!)];
    },
    values: same,
  },
  {
    types: ["Shape"],
    shapes: (query) => [[looked(query).length]],
    dtypes: () => ["int64"],
    values: looked,
  },
  {
    types: ["Size"],
    shapes: () => [[]],
    dtypes: () => ["int64"],
    values: (query) => [elementsOf(dimsAt(query, 0))],
  },
];

/** 0 keeps the input's dimension (unless `allowzero`), -1 takes what is left. */
function reshaped(query: Query): Shape {
  const input = dimsAt(query, 0);
  const wanted = isGiven(query, 1) ? valuesAt(query, 1) : numbersOf(query, "shape");
  const keepsZero = numberOf(query, "allowzero", 0) === 1;
  const sizes = wanted.map((size, d) =>
    size === 0 && !keepsZero ? input[d] ?? fail(`it keeps dimension ${d} of [${input}]`) : size
  );
  const open = sizes.filter((size) => size === -1).length;
  if (open > 1) return fail(`it leaves ${open} dimensions open: [${wanted}]`);
  const rest = leftOver(input, wanted, sizes, keepsZero);
  const shape = sizes.map((size) => size === -1 ? rest : size);
  const [elements, filled] = [elementsOf(input), elementsOf(shape)];
  if (elements === filled || Number.isNaN(elements + filled)) {
    if (!shape.some((size) => size % 1 !== 0 && !Number.isNaN(size))) return shape;
  }
  return fail(`${elements} elements do not fill the shape [${wanted}]`);
}

/** What -1 stands for. Dimensions that the output keeps are left out: they may be open on both sides. */
function leftOver(input: Shape, wanted: Shape, sizes: Shape, keepsZero: boolean): number {
  const kept = (d: number) => wanted[d] === 0 && !keepsZero;
  const before = elementsOf(input.filter((_, d) => !kept(d)));
  return before / elementsOf(sizes.filter((size, d) => size !== -1 && !kept(d)));
}

function squeezed(query: Query): Shape {
  const input = dimsAt(query, 0);
  const given = inputOrSetting(query, 1, "axes");
  if (given.length === 0) {
    return input.some(Number.isNaN)
      ? fail("an open dimension may be 1")
      : input.filter((s) => s !== 1);
  }
  const axes = axesIn(input.length, given);
  const bad = axes.find((axis) => input[axis] !== 1 && !Number.isNaN(input[axis]));
  if (bad !== undefined) return fail(`dimension ${bad} of its input is ${input[bad]}, not 1`);
  return input.filter((_, d) => !axes.includes(d));
}

/** The dimensions that Shape looks at: all, or those from `start` to `end`. */
function looked(query: Query): Shape {
  const input = dimsAt(query, 0);
  return input.slice(numberOf(query, "start", 0), numberOf(query, "end", input.length));
}

/** An axis of the input that a setting names. @throws {Unknown} If there is no such axis. */
export function axisOf(query: Query, input: Shape, fallback?: number): number {
  return axisIn(input.length, numberOf(query, "axis", fallback));
}
