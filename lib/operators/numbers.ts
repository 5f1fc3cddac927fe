/** Rules of operators that work element by element, and what they make of known numbers. */

import { dimsAt, indexIn, joinedDims, valuesAt, valuesOver } from "./operands.ts";
import { fail, inputAt, type Query, type Shape } from "./query.ts";
import type { OperatorRule } from "./rule.ts";

/** What an operator makes of one element of each operand. */
export type Numbers = (...operands: number[]) => number;

/** The nearest whole number, halves to the even one. */
export const roundEven: Numbers = (x) =>
  Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x);

/** Rules of operators on one operand, by type. */
export function unaryRules(table: Readonly<Record<string, Numbers>>): OperatorRule[] {
  return Object.entries(table).map(([type, compute]) => ({
    types: [type],
    shapes: (query) => [dimsAt(query, 0)],
    values: (query) => valuesAt(query, 0).map((value) => stored(query, compute(value))),
  }));
}

/** Rules of operators that broadcast their operands, by type. */
export function broadcastRules(table: Readonly<Record<string, Numbers>>): OperatorRule[] {
  return Object.entries(table).map(([type, compute]) => ({
    types: [type],
    shapes: (query) => [broadcast(query)],
    values: (query) => combined(query, compute).map((value) => stored(query, value)),
  }));
}

/** Rules of operators that say whether something holds, by type. */
export function comparisonRules(
  table: Readonly<Record<string, (a: number, b: number) => boolean>>,
): OperatorRule[] {
  return Object.entries(table).map(([type, holds]) => ({
    types: [type],
    shapes: (query) => [broadcast(query)],
    dtypes: () => ["bool"],
    values: (query) => combined(query, (a, b) => Number.isNaN(a + b) ? NaN : Number(holds(a, b))),
  }));
}

/** The opposite of a flag. */
export function opposite(query: Query): readonly number[] {
  return valuesAt(query, 0).map((value) => Number.isNaN(value) ? NaN : Number(!value));
}

/** The second or third operand, as the first one says. */
export function chosen(query: Query): readonly number[] {
  return combined(query, (which, a, b) => Number.isNaN(which) ? NaN : which ? a : b);
}

/**
 * The shape of all operands together. ONNX up to opset 6 broadcasts the second operand to the first,
 * at an axis that a setting names.
 */
export function broadcast(query: Query): Shape {
  if (query.operator.attributes["broadcast"] === 1) return dimsAt(query, 0);
  return joinedDims(query.operator.inputs.map((_, place) => dimsAt(query, place)));
}

/** What a function makes of the known numbers of all operands, broadcast to the output. */
export function combined(query: Query, compute: Numbers): readonly number[] {
  const shapes = query.operator.inputs.map((_, place) => dimsAt(query, place));
  if (query.operator.attributes["broadcast"] === 1) return fail("its broadcast is of an old form");
  const operands = shapes.map((_, place) => valuesAt(query, place));
  return valuesOver(joinedDims(shapes), (position) => {
    const own = shapes.map((shape, place) => {
      const inside = position.slice(position.length - shape.length);
      return operands[place][indexIn(shape, inside.map((at, d) => shape[d] === 1 ? 0 : at))];
    });
    return compute(...own);
  });
}

/** A number as the type of the first input holds it: integers are cut, float32 is rounded. */
function stored(query: Query, value: number): number {
  const { dtype } = inputAt(query, 0);
  return /int/.test(dtype) ? Math.trunc(value) : dtype === "float32" ? Math.fround(value) : value;
}
