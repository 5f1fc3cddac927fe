/** Broadcasting: small operands are read again where the output is larger. */

import { type Axis, stridesOf } from "./access/access.ts";
import { fail, type Shape } from "./query.ts";

/** The common shape of operands. @throws {Unknown} If a dimension differs and is not 1. */
export function broadcastShape(shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, d) => {
    const sizes = shapes.map((shape) => shape[d - rank + shape.length] ?? 1);
    const size = sizes.find((candidate) => candidate !== 1) ?? 1;
    if (sizes.every((other) => other === 1 || other === size)) return size;
    return fail(`shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")} do not go together`);
  });
}

/** Axes of a kernel that runs over the output's elements and broadcasts an operand to them. */
export function broadcastAxes(operand: Shape, output: Shape): Axis[] {
  if (broadcastShape([operand, output]).some((size, d) => size !== output[d])) {
    return fail(`[${operand}] does not broadcast to [${output}]`);
  }
  const strides = stridesOf(operand);
  const outputStrides = stridesOf(output);
  return output.map((size, d) => {
    const own = d - output.length + operand.length;
    const repeated = own < 0 || (operand[own] === 1 && size !== 1);
    return { size, input: repeated ? 0 : strides[own], output: outputStrides[d] };
  });
}
