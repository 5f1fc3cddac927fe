/** Integers that are known at run time only, as a number that is not known and one that is added to it. */

import { ABSENT, elementsOf, type Operator } from "../../graph/mod.ts";
import { type Resolution, valuesOf } from "../../operators/mod.ts";
import { isOpen } from "../remarks.ts";
import type { Offset, Scope } from "./scope.ts";

const SAME_NUMBER = new Set(["Identity", "Unsqueeze", "Squeeze", "Reshape"]);

/** Remembers what an operator makes of an integer: nothing, or a known number more or less. */
export function trackOffset(
  scope: Scope,
  { type, inputs }: Operator,
  outputs: readonly number[],
): void {
  const [first = ABSENT, second = ABSENT] = inputs;
  const known = (id: number) => id === ABSENT ? undefined : valuesOf(scope.tensors[id])?.[0];
  const plus = (id: number, more: number | undefined): Offset | undefined => {
    const offset = offsetOf(scope, id);
    if (!offset || more === undefined) return undefined;
    return { base: offset.base, plus: offset.plus + more };
  };
  const offset = SAME_NUMBER.has(type)
    ? plus(first, 0)
    : type === "Add"
    ? plus(first, known(second)) ?? plus(second, known(first))
    : type === "Sub"
    ? plus(first, -(known(second) ?? NaN))
    : undefined;
  if (offset && !Number.isNaN(offset.plus)) scope.offsets.set(outputs[0], offset);
}

/**
 * A slice from `i` to `i + n` has `n` elements at most, whatever `i` is: that closes the dimension
 * which its rule leaves open.
 */
export function withSliceLength(
  scope: Scope,
  operator: Operator,
  resolution: Resolution,
): Resolution {
  const { type, inputs: [data = ABSENT, from = ABSENT, to = ABSENT, , steps = ABSENT] } = operator;
  const [output] = resolution.outputs;
  if (type !== "Slice" || steps !== ABSENT || data === ABSENT) return resolution;
  if (resolution.unknown !== undefined || !output || isOpen(scope.tensors[data])) return resolution;
  const [start, end] = [offsetOf(scope, from), offsetOf(scope, to)];
  if (!start || start.base !== end?.base || end.plus < start.plus) return resolution;
  const length = end.plus - start.plus;
  const shape = output.shape.map((size, d) =>
    Number.isNaN(size) ? Math.min(length, scope.tensors[data].shape[d]) : size
  );
  return { ...resolution, outputs: [{ ...output, shape }] };
}

function offsetOf({ tensors, offsets }: Scope, id: number): Offset | undefined {
  if (id === ABSENT) return undefined;
  const { dtype, shape } = tensors[id];
  if (elementsOf(shape) !== 1 || !/^u?int/.test(dtype)) return undefined;
  return offsets.get(id) ?? { base: id, plus: 0 };
}
