/** Shapes of inputs that the caller gives. */

import type { ReadOptions } from "./format.ts";

/** @throws {RangeError} If a shape is given for what is no input, or holds no sizes. */
export function checkGivenShapes({ shapes = {} }: ReadOptions, inputs: readonly string[]): void {
  for (const [name, shape] of Object.entries(shapes)) {
    if (!inputs.includes(name)) {
      throw new RangeError(
        `Cannot set a shape: inputs are ${JSON.stringify(inputs)}, not "${name}"`,
      );
    }
    if (!shape.every((size) => Number.isSafeInteger(size) && size > 0)) {
      throw new RangeError(`Cannot set the shape of "${name}": integers from 1 on, not [${shape}]`);
    }
  }
}
