import assert from "node:assert/strict";
import { medianInterval } from "./median_interval.ts";

Deno.test("medianInterval() takes the order statistics of the sign test's table", () => {
  const values = Array.from({ length: 25 }, (_, i) => i + 1).reverse();
  // n = 25: P(X <= 7) = 0.0216, P(X <= 8) = 0.0539, so the 8th and the 18th of 25.
  assert.deepEqual(medianInterval(values), { median: 13, low: 8, high: 18 });
  assert.deepEqual(medianInterval([6, 5, 4, 3, 2, 1]), { median: 3.5, low: 1, high: 6 });
  assert.throws(() => medianInterval([1, 2, 3]), /at least 6 values wanted, got 3/);
});
