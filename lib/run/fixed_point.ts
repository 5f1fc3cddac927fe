/** Functions on fixed-point numbers: exponential, logistic, tanh, reciprocal, inverse square root. */

import { roundingDivideByPowerOfTwo, roundingDoublingHighMul as mul } from "./arithmetic.ts";

// Notation: a Qm.n number is an int32 that stands for raw / 2^n, with m + n = 31. `mul` of Qa and Qb
// (integer bits) is Qa+b. These are the published approximations of gemmlowp's fixed-point library,
// which the integer kernels share; every step is part of the result and keeps its order.

const ONE = 2 ** 31 - 1; // 1.0 in Q0.31, which cannot hold it

/** A raw number times 2^exponent: saturating to the left, rounding to the right. */
function timesPowerOfTwo(raw: number, exponent: number): number {
  if (exponent <= 0) return roundingDivideByPowerOfTwo(raw, -exponent);
  const limit = 2 ** (31 - exponent) - 1;
  if (raw > limit) return 2 ** 31 - 1;
  return raw < -limit ? -(2 ** 31) : raw << exponent;
}

/** exp on [-1/4, 0): a polynomial of degree 4 around -1/8; Q0.31 to Q0.31. */
function expNearZero(a: number): number {
  const expMinusEighth = 1895147668;
  const third = 715827883;
  const x = (a + (1 << 28)) | 0;
  const x2 = mul(x, x);
  const x3 = mul(x2, x);
  const x4Quarter = timesPowerOfTwo(mul(x2, x2), -2);
  const tail = timesPowerOfTwo((mul((x4Quarter + x3) | 0, third) + x2) | 0, -1);
  return (expMinusEighth + mul(expMinusEighth, (x + tail) | 0)) | 0;
}

/** exp(-2^k) in Q0.31 for k = -2, -1, 0, ... 4. */
const EXP_OF_POWERS = [1672461947, 1302514674, 790015084, 290630308, 39332535, 720401, 242];

/** exp(a) in Q0.31 of a number that is not positive, with the given integer bits (5 at most). */
export function expOfNegative(a: number, integerBits: number): number {
  if (a === 0) return ONE;
  const fractionBits = 31 - integerBits;
  const quarter = 2 ** (fractionBits - 2);
  const inQuarter = ((a & (quarter - 1)) - quarter) | 0;
  let result = expNearZero(timesPowerOfTwo(inQuarter, integerBits));
  const rest = (inQuarter - a) | 0;
  EXP_OF_POWERS.forEach((factor, i) => {
    const exponent = i - 2;
    if (exponent < integerBits && (rest & (1 << (fractionBits + exponent))) !== 0) {
      result = mul(result, factor);
    }
  });
  return result;
}

/** Three Newton-Raphson steps for 2 / (1 + a), in Q2.29; `a` is Q0.31 in [0, 1]. */
function twiceReciprocalOfOnePlus(a: number): number {
  const halfDenominator = Math.floor((a + ONE + 1) / 2);
  let x = (1515870810 + mul(halfDenominator, -1010580540)) | 0; // 48/17 - 32/17 d
  for (let i = 0; i < 3; i++) {
    const error = ((1 << 29) - mul(halfDenominator, x)) | 0;
    x = (x + timesPowerOfTwo(mul(x, error), 2)) | 0;
  }
  return x;
}

/** 1 / (1 + a) in Q0.31; `a` is Q0.31 in [0, 1]. */
function reciprocalOfOnePlus(a: number): number {
  return timesPowerOfTwo(twiceReciprocalOfOnePlus(a), 1);
}

/** The logistic function of a number with the given integer bits (4 at most), in Q0.31. */
export function logistic(a: number, integerBits: number): number {
  if (a === 0) return 1 << 30;
  const positive = reciprocalOfOnePlus(expOfNegative(a > 0 ? -a : a, integerBits));
  return a > 0 ? positive : ONE - positive;
}

/** tanh of a number with the given integer bits (4 at most), in Q0.31. */
export function tanh(a: number, integerBits: number): number {
  if (a === 0) return 0;
  // (1 - e) / (1 + e) = 2 / (1 + e) - 1, with e = exp(-2|a|): one integer bit more.
  const twice = twiceReciprocalOfOnePlus(expOfNegative(a > 0 ? -a : a, integerBits + 1));
  const positive = timesPowerOfTwo((twice - (1 << 29)) | 0, 2);
  return a > 0 ? positive : -positive;
}

/**
 * The reciprocal of a positive number with the given integer bits: a Q0.31 number in (1/2, 1] and
 * by how many bits the true one lies further right.
 */
export function reciprocal(x: number, integerBits: number): { raw: number; bitsOver: number } {
  const headroom = Math.clz32(x);
  // As unsigned numbers: the leading bit moves to bit 31 and is taken away.
  const minusOne = ((x << headroom) >>> 0) - 2 ** 31;
  return { raw: reciprocalOfOnePlus(minusOne), bitsOver: integerBits - headroom };
}

/** 1 / sqrt(x) of an int32 above 0 as a multiplier and a (left) shift for `scaleInt32`. */
export function inverseSquareRoot(x: number): { multiplier: number; shift: number } {
  if (x <= 1) return { multiplier: 2 ** 31 - 1, shift: 0 };
  let right = 11;
  while (x >= 2 ** 29) {
    x = Math.floor(x / 4);
    right++;
  }
  const pairs = ((Math.clz32(x) - 1) >> 1) - 1;
  right -= pairs;
  const half = (x << (2 * pairs)) >> 1; // x / 2 in Q3.28
  const quarter = timesPowerOfTwo(half, -1);
  const threeHalves = (1 << 28) + (1 << 27);
  let root = 1 << 28;
  for (let i = 0; i < 5; i++) {
    const cube = timesPowerOfTwo(mul(mul(root, root), root), 6);
    root = timesPowerOfTwo((mul(threeHalves, root) - mul(quarter, cube)) | 0, 3);
  }
  const raw = mul(root, 1518500250); // times sqrt(1/2)
  return right < 0 ? { multiplier: raw << -right, shift: 0 } : { multiplier: raw, shift: -right };
}
