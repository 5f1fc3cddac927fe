/** RESHAPE, SQUEEZE, EXPAND_DIMS: one copy of all bytes. */

import { cells, inputOf, type Kernel, type Operand, UnsupportedError } from "../kernel.ts";
import type { Watch } from "../kernel.ts";

/** Copies `count` elements of input `place` to output `to`, as one `memcpy`. */
export function copyRun(
  from: { readonly operand: Operand; readonly place: number; readonly first: number },
  to: { readonly operand: Operand; readonly place: number; readonly first: number },
  count: number,
  watch?: Watch,
): void {
  const x = cells(from.operand);
  const y = cells(to.operand);
  watch?.copies(from.place, from.first, to.place, to.first, count);
  for (let i = 0; i < count; i++) y[to.first + i] = x[from.first + i];
}

/** Prepares RESHAPE, SQUEEZE and EXPAND_DIMS for all types. */
export const reshapeKernel: Kernel = (call) => {
  const input = inputOf(call, 0);
  const [output] = call.outputs;
  const count = output.data.length;
  if (input.data.length !== count) {
    const reason =
      `${input.data.length} output elements wanted, as many as there are input elements, ` +
      `${count} came`;
    throw new UnsupportedError(call.operator.type, reason);
  }
  const from = { operand: input, place: 0, first: 0 };
  const to = { operand: output, place: 0, first: 0 };
  return () => copyRun(from, to, count, call.watch);
};
