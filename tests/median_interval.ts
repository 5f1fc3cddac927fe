/** The median of a sample with a confidence interval that assumes no distribution. */

/** A median and the interval that holds the true one with at least 95 % confidence. */
export interface MedianInterval {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The interval between two order statistics: each value lies below the true median with probability
 * one half, so the number below it is binomial (Conover, "Practical Nonparametric Statistics").
 *
 * @param values At least 6: with fewer no interval reaches 95 %.
 */
export function medianInterval(values: readonly number[]): MedianInterval {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  if (n < 6) {
    throw new RangeError(`Cannot give a 95 % interval: at least 6 values wanted, got ${n}`);
  }
  const middle = (n - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  // The largest k such that fewer than k below (or above) has a probability of at most 2.5 %.
  let term = 0.5 ** n;
  let tail = term;
  let k = 0;
  while (tail <= 0.025) {
    k++;
    term *= (n - k + 1) / k;
    tail += term;
  }
  return { median, low: sorted[k - 1], high: sorted[n - k] };
}
