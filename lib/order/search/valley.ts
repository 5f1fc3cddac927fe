/** The set between two others that leaves the fewest live bytes. */

import { has } from "./bits.ts";
import { heaviestClosure } from "./closure.ts";
import type { OpenInput, UnitSpace } from "./unit_space.ts";

/**
 * Of all sets that hold `set` and some of the units of `path` (which can run after it in this order),
 * finds the one that leaves the fewest live bytes; of several, the largest.
 *
 * Live bytes are a sum over tensors: a unit adds what it leaves, a tensor is freed where all its
 * readers are in. That is a closure problem, solved by one minimum cut.
 *
 * @returns Per unit of the path, whether it is in.
 */
export function valleyWithin(
  space: UnitSpace,
  set: Uint32Array,
  path: readonly number[],
): boolean[] {
  const { forward, steps, before } = space;
  const itemOf = new Map(path.map((unit, item) => [unit, item]));
  const weights: number[] = [];
  const needs: number[][] = [];
  for (const unit of path) {
    const keep = steps[unit].reduce((sum, step) => sum + step.keep, 0);
    weights.push(forward ? -keep : keep);
    needs.push(before[unit].flatMap((other) => itemOf.get(other) ?? []));
  }
  const tensorItem = new Map<number, number | undefined>();
  // Forwards, a reader that has yet to run keeps the tensor; backwards, one taken back did so.
  const isFixed = ({ last }: OpenInput) =>
    forward
      ? last.some((reader) => !has(set, reader) && !itemOf.has(reader))
      : last.some((reader) => has(set, reader));
  path.forEach((unit, item) => {
    for (const input of steps[unit].flatMap(({ open }) => open)) {
      const { tensor, bytes } = input;
      if (!tensorItem.has(tensor)) {
        const isFree = !isFixed(input);
        tensorItem.set(tensor, isFree ? weights.push(forward ? bytes : -bytes) - 1 : undefined);
        if (isFree) needs.push([]);
      }
      const known = tensorItem.get(tensor);
      if (known === undefined) continue;
      if (forward) needs[known].push(item);
      else needs[item].push(known);
    }
  });
  return heaviestClosure(weights, needs).slice(0, path.length);
}
