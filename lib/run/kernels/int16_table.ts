/** Functions of int16 numbers by a table of 513 values and straight lines between them. */

import { clamp, roundAway } from "../arithmetic.ts";

const round = Math.fround;

/**
 * The table of a function of reals. Values are moved by half the error of the straight line in the
 * middle of their segment; all steps are float32, as the reference works them out.
 *
 * @param input How an int16 stands for an argument.
 * @param outputScale The real number that 1 stands for in the results (their zero point is 0).
 */
export function tableOf(
  of: (x: number) => number,
  input: { readonly scale: number; readonly zero: number },
  outputScale: number,
): Int16Array {
  const least = round(input.scale * (-32768 - input.zero));
  const most = round(input.scale * (32767 - input.zero));
  const low = round(outputScale * -32768);
  const high = round(outputScale * 32767);
  const step = round(round(most - least) / 512);
  const perUnit = round(65536 / round(high - low));
  const at = (x: number) => round(round(of(x)) * perUnit);
  const table = new Int16Array(513);
  for (let i = 0; i < 512; i++) {
    const x = round(least + round(i * step));
    const sample = roundAway(at(x));
    const next = at(round(least + round((i + 1) * step)));
    const middle = roundAway(round(round(next + sample) / 2));
    const error = round(middle - roundAway(at(round(x + round(step / 2)))));
    table[i] = clamp(sample - roundAway(round(error / 2)), -32768, 32767);
  }
  table[512] = clamp(roundAway(at(most)), -32768, 32767);
  return table;
}

/** The function of an int16, from its table. */
export function lookUp(table: Int16Array, x: number): number {
  const index = 256 + (x >> 7);
  const slope = table[index + 1] - table[index];
  return table[index] + ((slope * (x & 0x7f) + 64) >> 7);
}
