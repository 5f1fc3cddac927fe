import assert from "node:assert/strict";
import fc from "fast-check";
import {
  quantizeMultiplier,
  roundAway,
  roundingDivideByPowerOfTwo,
  roundingDoublingHighMul,
  roundingDoublingHighMul16,
  scaleInt32,
  scaleInt48,
} from "../../lib/run/arithmetic.ts";

const int32 = fc.oneof(
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0, -1, 1, 2 ** 30, -(2 ** 30)),
);
const multiplier = fc.integer({ min: 2 ** 30, max: 2 ** 31 - 1 });

/** 64-bit arithmetic as C has it: division cuts, shifts round down. */
function highMul(a: number, b: number): number {
  const product = BigInt(a) * BigInt(b);
  const nudge = product >= 0n ? 1n << 30n : 1n - (1n << 30n);
  const result = Number((product + nudge) / (1n << 31n));
  return Math.min(result, 2 ** 31 - 1);
}

function divide(x: number, exponent: number): number {
  const mask = (1n << BigInt(exponent)) - 1n;
  const remainder = BigInt(x) & mask;
  const threshold = (mask >> 1n) + (x < 0 ? 1n : 0n);
  return Number(BigInt(x) >> BigInt(exponent)) + (remainder > threshold ? 1 : 0);
}

Deno.test("roundingDoublingHighMul() equals the 64-bit formula", () => {
  fc.assert(
    fc.property(int32, int32, (a, b) => {
      assert.equal(roundingDoublingHighMul(a, b) + 0, highMul(a, b));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("roundingDoublingHighMul16() equals the formula in 16 bits", () => {
  const int16 = fc.integer({ min: -32768, max: 32767 });
  fc.assert(fc.property(int16, int16, (a, b) => {
    const product = a * b;
    const nudge = product >= 0 ? 1 << 14 : 1 - (1 << 14);
    const expected = Math.min(32767, Math.trunc((product + nudge) / 2 ** 15));
    assert.equal(roundingDoublingHighMul16(a, b), expected + 0);
  }));
  assert.equal(roundingDoublingHighMul16(-32768, -32768), 32767);
});

Deno.test("roundingDivideByPowerOfTwo() rounds halves away from zero", () => {
  fc.assert(
    fc.property(int32, fc.integer({ min: 0, max: 31 }), (x, exponent) => {
      assert.equal(roundingDivideByPowerOfTwo(x, exponent), divide(x, exponent));
    }),
    { numRuns: 5000 },
  );
  assert.deepEqual([5, -5, 6, -6, 7].map((x) => roundingDivideByPowerOfTwo(x, 2)), [
    1,
    -1,
    2,
    -2,
    2,
  ]);
});

Deno.test("scaleInt32() rounds after the product and after the shift", () => {
  const shift = fc.integer({ min: -31, max: 8 });
  fc.assert(
    fc.property(int32, multiplier, shift, (x, m, s) => {
      const shifted = Number(BigInt.asIntN(32, BigInt(x) << BigInt(Math.max(s, 0))));
      assert.equal(scaleInt32(x, m, s) + 0, divide(highMul(shifted, m), Math.max(-s, 0)));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("scaleInt48() equals the 64-bit formula with a multiplier of 16 bits", () => {
  const int48 = fc.bigInt({ min: -(1n << 47n), max: (1n << 47n) - 1n });
  fc.assert(
    fc.property(int48, multiplier, fc.integer({ min: -31, max: 7 }), (x, m, s) => {
      const short = m < 0x7fff0000 ? BigInt((m + 0x8000) >> 16) : 0x7fffn;
      const right = BigInt(15 - s);
      const expected = BigInt.asIntN(32, (x * short + (1n << (right - 1n))) >> right);
      // Outside of an int32 the formula does not say anything.
      const wide = (x * short) >> right;
      if (wide < -(1n << 31n) || wide >= 1n << 31n) return;
      assert.equal(scaleInt48(Number(x), m, s) + 0, Number(expected));
    }),
    { numRuns: 5000 },
  );
});

Deno.test("quantizeMultiplier() comes within half a unit of the real number", () => {
  fc.assert(fc.property(fc.double({ min: 2 ** -30, max: 2 ** 20, noNaN: true }), (real) => {
    const { multiplier, shift } = quantizeMultiplier(real);
    assert.ok(multiplier >= 2 ** 30 && multiplier < 2 ** 31);
    assert.ok(Math.abs(multiplier * 2 ** (shift - 31) - real) <= 2 ** (shift - 32));
  }));
  assert.deepEqual(quantizeMultiplier(0), { multiplier: 0, shift: 0 });
  assert.deepEqual(quantizeMultiplier(1), { multiplier: 2 ** 30, shift: 1 });
  assert.deepEqual(quantizeMultiplier(1 - 2 ** -40), { multiplier: 2 ** 30, shift: 1 });
  assert.deepEqual(quantizeMultiplier(2 ** -40), { multiplier: 0, shift: 0 });
});

Deno.test("roundAway() rounds halves away from zero", () => {
  assert.deepEqual([0.5, -0.5, 1.5, -2.5, 0.49999997, -1.2].map((x) => roundAway(x) + 0), [
    1,
    -1,
    2,
    -3,
    0,
    -1,
  ]);
});
