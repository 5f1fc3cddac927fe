import assert from "node:assert/strict";
import {
  expOfNegative,
  inverseSquareRoot,
  logistic,
  reciprocal,
  tanh,
} from "../../lib/run/fixed_point.ts";
import { lookUp, tableOf } from "../../lib/run/kernels/int16_table.ts";
import { logisticInt16, tanhInt16 } from "../../lib/run/kernels/sigmoid_table.ts";

const Q31 = 2 ** 31;

/** The largest error of a fixed-point function over a range of real arguments. */
function worst(
  [from, to]: readonly [number, number],
  of: (x: number) => number,
  approximation: (x: number) => number,
): number {
  let error = 0;
  for (let i = 0; i <= 2000; i++) {
    const x = from + (to - from) * i / 2000;
    error = Math.max(error, Math.abs(of(x) - approximation(x)));
  }
  return error;
}

Deno.test("expOfNegative() is exp to 6 digits", () => {
  const fixed = (x: number) => expOfNegative(Math.round(x * 2 ** 26), 5) / Q31;
  assert.ok(worst([-20, 0], Math.exp, fixed) < 1e-6);
  assert.equal(expOfNegative(0, 5), Q31 - 1);
});

Deno.test("logistic() and tanh() are right to 6 digits on both sides of zero", () => {
  const raw = (x: number) => Math.round(x * 2 ** 27);
  assert.ok(worst([-8, 8], (x) => 1 / (1 + Math.exp(-x)), (x) => logistic(raw(x), 4) / Q31) < 1e-6);
  assert.ok(worst([-8, 8], Math.tanh, (x) => tanh(raw(x), 4) / Q31) < 1e-6);
  assert.equal(logistic(0, 4), 2 ** 30);
  assert.equal(tanh(0, 4), 0);
});

Deno.test("reciprocal() gives a number in (1/2, 1] and the shift that belongs to it", () => {
  for (const x of [1, 2, 3, 1000, 524288, 524289, 2 ** 30, 2 ** 31 - 1]) {
    const { raw, bitsOver } = reciprocal(x, 12);
    const real = x / 2 ** 19;
    assert.ok(raw > 2 ** 30 - 8 && raw < Q31, `raw of ${x}`);
    assert.ok(Math.abs(raw / Q31 * 2 ** -bitsOver * real - 1) < 1e-7, `value of ${x}`);
  }
});

Deno.test("inverseSquareRoot() is right to 4 digits", () => {
  for (const x of [2, 3, 17, 1000, 65025, 2 ** 20, 2 ** 29, 2 ** 31 - 1]) {
    const { multiplier, shift } = inverseSquareRoot(x);
    assert.ok(Math.abs(multiplier * 2 ** (shift - 31) * Math.sqrt(x) - 1) < 1e-4, String(x));
  }
});

Deno.test("the table of sigmoids serves logistic and tanh of int16 to 1/4096", () => {
  const logisticReal = (x: number) => 1 / (1 + Math.exp(-x));
  const at = (x: number) => Math.round(x * 4096);
  assert.ok(worst([-7.9, 7.9], logisticReal, (x) => logisticInt16(at(x), 0, 0) / 32768) < 2 ** -12);
  assert.ok(worst([-7.9, 7.9], Math.tanh, (x) => tanhInt16(at(x), 0, 0) / 32768) < 2 ** -12);
});

Deno.test("tableOf() and lookUp() approximate a function between 513 points", () => {
  const table = tableOf(Math.exp, { scale: 10 / 65535, zero: 32767 }, 2 / 65535);
  const fixed = (x: number) => lookUp(table, Math.round(x * 6553.5) + 32767) / 32768;
  assert.ok(worst([-10, 0], Math.exp, fixed) < 1e-3);
});
