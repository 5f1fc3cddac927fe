/** Logistic and tanh of int16 numbers by one interpolated table, as LSTM and int16 kernels do it. */

/**
 * The logistic function at i / 24 as 16-bit fractions. Chords of the curve lie below it: each value
 * is raised by half of the chord's error in the middle, s(1 - s)(2s - 1) / 8 of a squared step.
 */
const TABLE = Float64Array.from({ length: 256 }, (_, i) => {
  const s = 1 / (1 + Math.exp(-i / 24));
  const chordError = s * (1 - s) * (2 * s - 1) / (8 * 24 ** 2);
  return Math.round(65536 * (s + chordError / 2));
});
TABLE[255] = 65535; // the end of the curve

/** `x * factor / 2^shift`, rounded; a factor of 0 stands for 3 * 2^shift without rounding. */
function toSteps(x: number, factor: number, shift: number): number {
  if (factor === 0) return Math.imul(x, 3 << shift);
  return (Math.imul(x, factor) + (shift > 0 ? 1 << (shift - 1) : 0)) >> shift;
}

/** The logistic function in Q0.15. */
export function logisticInt16(x: number, factor: number, shift: number): number {
  const steps = toSteps(x, factor, shift);
  const size = Math.abs(steps);
  const index = size >> 9;
  let result = 0x7fff << 10;
  if (index < 255) {
    result = TABLE[index] * 512 + (size & 0x1ff) * (TABLE[index + 1] - TABLE[index]);
  }
  return (steps >= 0 ? result + 512 : 2 ** 25 - result + 511) >> 10;
}

/** tanh in Q0.15: 2 * logistic(2x) - 1. */
export function tanhInt16(x: number, factor: number, shift: number): number {
  const steps = toSteps(x, factor, shift);
  const size = Math.abs(steps);
  const index = size >> 8;
  let result = 0xffff << 8;
  if (index < 255) {
    result = TABLE[index] * 256 + (size & 0xff) * (TABLE[index + 1] - TABLE[index]);
  }
  return (steps >= 0 ? result - 2 ** 23 + 128 : -result + 2 ** 23 + 127) >> 8;
}
