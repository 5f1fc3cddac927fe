/** Integer arithmetic of quantised networks: scaling by fixed-point multipliers, bit for bit. */

/**
 * A positive real number as `multiplier * 2^(shift - 31)`, with a multiplier in `[2^30, 2^31)` (or 0):
 * the form in which integer kernels carry the ratio of scales.
 */
export interface Multiplier {
  readonly multiplier: number;
  /** Positive: to the left. */
  readonly shift: number;
}

/**
 * The nearest {@linkcode Multiplier} of a real number that is not negative; numbers below 2^-31 or so
 * become 0. (Jacob et al., "Quantization and Training of Neural Networks for Efficient
 * Integer-Arithmetic-Only Inference", section 2.2.)
 */
export function quantizeMultiplier(real: number): Multiplier {
  if (real === 0) return { multiplier: 0, shift: 0 };
  let { fraction, exponent } = splitFloat(real);
  let multiplier = Math.round(fraction * 2 ** 31);
  if (multiplier === 2 ** 31) {
    multiplier /= 2;
    exponent++;
  }
  return exponent < -31 ? { multiplier: 0, shift: 0 } : { multiplier, shift: exponent };
}

/** A positive number as `fraction * 2^exponent` with a fraction in [0.5, 1). */
export function splitFloat(real: number): { fraction: number; exponent: number } {
  let exponent = Math.floor(Math.log2(real)) + 1;
  let fraction = real / 2 ** exponent;
  // log2 rounds: next to a power of two it may be one off.
  if (fraction >= 1) {
    fraction /= 2;
    exponent++;
  } else if (fraction < 0.5) {
    fraction *= 2;
    exponent--;
  }
  return { fraction, exponent };
}

/**
 * `a * b / 2^31`, rounded to the nearest, halves up: the high half of twice the product. Both are
 * int32; the one pair that overflows (twice -2^31) saturates.
 *
 * The product needs 62 bits; split at bit 15 of `b` every step is an integer below 2^53.
 */
export function roundingDoublingHighMul(a: number, b: number): number {
  if (a === -(2 ** 31) && b === a) return 2 ** 31 - 1;
  const low = a * (b & 0x7fff) + 2 ** 30;
  return Math.floor((a * (b >> 15) + Math.floor(low / 2 ** 15)) / 2 ** 16);
}

/** `x / 2^exponent`, rounded to the nearest, halves away from zero. `x` is int32, exponent 0 to 31. */
export function roundingDivideByPowerOfTwo(x: number, exponent: number): number {
  const mask = ((1 << exponent) - 1) | 0;
  const threshold = (mask >> 1) + (x < 0 ? 1 : 0);
  return (x >> exponent) + ((x & mask) > threshold ? 1 : 0);
}

/**
 * An int32 times a {@linkcode Multiplier}, rounded twice (after the product and after the shift), as
 * the kernels do by default; a left shift may wrap.
 */
export function scaleInt32(x: number, multiplier: number, shift: number): number {
  if (shift > 0) return roundingDoublingHighMul(x << shift, multiplier);
  return roundingDivideByPowerOfTwo(roundingDoublingHighMul(x, multiplier), -shift);
}

/**
 * An integer of up to 48 bits times a {@linkcode Multiplier} that is cut to 16 bits, rounded once: the
 * form for 64-bit accumulators. The result is an int32; shift is -31 to 7.
 */
export function scaleInt48(x: number, multiplier: number, shift: number): number {
  const short = multiplier < 0x7fff0000 ? (multiplier + 0x8000) >> 16 : 0x7fff;
  const right = 15 - shift;
  const high = Math.floor(x / 2 ** 20);
  const low = (x - high * 2 ** 20) * short + 2 ** (right - 1);
  if (right < 20) return (high * short * 2 ** (20 - right) + Math.floor(low / 2 ** right)) | 0;
  return Math.floor((high * short + Math.floor(low / 2 ** 20)) / 2 ** (right - 20)) | 0;
}

/** `a * b / 2^15` of two int16, rounded to the nearest, halves up; saturates like the int32 form. */
export function roundingDoublingHighMul16(a: number, b: number): number {
  if (a === -0x8000 && b === a) return 0x7fff;
  return (a * b + 0x4000) >> 15;
}

/** A multiplier cut to int16, rounded. */
export function shortMultiplier(multiplier: number): number {
  return multiplier >= 0x7fffffff - 0x8000 ? 0x7fff : (multiplier + 0x8000) >> 16;
}

/** Rounded to the nearest integer, halves away from zero. */
export function roundAway(x: number): number {
  return x < 0 ? -Math.floor(-x + 0.5) : Math.floor(x + 0.5);
}

/** `x` within `[low, high]`; NaN stays NaN. */
export function clamp(x: number, low: number, high: number): number {
  return x < low ? low : x > high ? high : x;
}
