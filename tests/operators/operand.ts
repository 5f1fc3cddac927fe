/** Operands of one operator for the tables of shapes: what is known of each, and nothing else. */

import type { DType, Tensor } from "../../lib/graph/mod.ts";

/** A shape, or known numbers. */
export interface Operand {
  readonly shape: readonly number[];
  readonly dtype?: DType;
  readonly values?: readonly number[];
}

/** An operand of a shape. */
export const t = (...shape: number[]): Operand => ({ shape });

/** The operands as tensors; float32 where nothing is said. */
export function tensorsOf(operands: readonly Operand[]): Tensor[] {
  return operands.map(({ shape, dtype = "float32", values }, id) => ({
    name: `t${id}`,
    dtype,
    shape,
    bytes: 0,
    role: "activation",
    ...(values ? { values } : {}),
  }));
}
