/** The least distance at which an output may lie below an input that dies in the same operator. */

import type { Axis, OrderedAccess } from "./access.ts";

/**
 * Bytes D such that an output that starts at least D below the input overwrites nothing that is
 * still to be read. -Infinity where every distance is safe.
 *
 * An ordered kernel has stored elements `0 .. r-1` when it computes element `r`; with `k(r)` the
 * first input element that `r` needs, these must end where `k(r)` begins or before:
 *
 * ```
 *   output  |0|1|2|...|r-1|          r * outputBytes       <=
 *   input      <--- D --->|k(r)|     D + k(r) * inputBytes      for every r > 0 that reads anything
 * ```
 *
 * This is the rule "D >= lastRead(k) * outputBytes - k * inputBytes for every k", seen from the
 * output. As `r` and `k(r)` are sums over the axes, so is the largest difference: the time is in
 * proportion to the sum of the axes' sizes, not to their product.
 *
 * A kernel that copies pieces by `memcpy` needs each piece to lie clear of where it goes: one piece
 * more, unless a piece is a single byte. (That a piece may also be copied onto itself is a matter of
 * `placeInOutput`.) A kernel that reads on for other outputs has a next element to read after element
 * 0 of this one, too: the condition is the same, with elements of one size, and holds for every `r`.
 *
 * @param inputBytes Bytes of an element of the input.
 * @param outputBytes Bytes of an element of the output.
 */
export function leastDistance(
  { axes, inputStart, outputStart, piece = 0, readsOn = false }: OrderedAccess,
  inputBytes: number,
  outputBytes: number,
): number {
  const start = outputStart * outputBytes - inputStart * inputBytes;
  const parts = axes.map((axis) => largest(axis, inputBytes, outputBytes));
  const all = parts.reduce((sum, { any }) => sum + any, start);
  if (piece * outputBytes > 1) return all + piece * outputBytes;
  if (outputStart > 0 || readsOn) return all;
  // Element 0 sets no condition: some axis has to be past its first position.
  return parts.reduce((most, { any, later }) => {
    // Where `any` is -Infinity nothing is ever read, and `later` is -Infinity too.
    return later === -Infinity ? most : Math.max(most, all - any + later);
  }, -Infinity);
}

/** The largest `c * output - first(c) * input` of an axis, in bytes: over all c; over c past 0. */
function largest(
  { size, input, output, first }: Axis,
  inputBytes: number,
  outputBytes: number,
): { any: number; later: number } {
  const at = (c: number) => {
    const needed = first ? first[c] : c;
    return needed < 0 ? -Infinity : c * output * outputBytes - needed * input * inputBytes;
  };
  let later = -Infinity;
  if (first) {
    for (let c = 1; c < size; c++) later = Math.max(later, at(c));
  } else if (size > 1) {
    later = Math.max(at(1), at(size - 1)); // linear in c
  }
  return { any: size > 0 ? Math.max(at(0), later) : -Infinity, later };
}
