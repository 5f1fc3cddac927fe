/** Which real values an activation takes: estimates by rule of thumb, so that seeded weights keep every layer alive. */

/** Estimated real values of an activation under random input. */
export interface ValueRange {
  /** The smallest value that its quantisation has to hold. */
  readonly low: number;
  /** The largest value that its quantisation has to hold. */
  readonly high: number;
  /** Estimated mean. */
  readonly mean: number;
  /** Estimated standard deviation. */
  readonly deviation: number;
  /** Set where the format demands this very quantisation (SOFTMAX, LOGISTIC). */
  readonly fixed?: boolean;
}

/** The nonlinearity that an operator applies to its result. */
export type Activation = "none" | "relu" | "relu6";

/** Values of an input image, scaled to [-1, 1]. */
export const imageRange: ValueRange = { low: -1, high: 1, mean: 0, deviation: 0.58 };

/** Probabilities: what SOFTMAX and LOGISTIC write, with scale 1/256 and zero point -128. */
export const probabilityRange: ValueRange = {
  low: 0,
  high: 255 / 256,
  mean: 0.5,
  deviation: 0.2,
  fixed: true,
};

/** A range of four deviations around the mean. */
export function normalRange(mean: number, deviation: number): ValueRange {
  return {
    low: Math.min(0, mean - 4 * deviation),
    high: Math.max(0, mean + 4 * deviation),
    mean,
    deviation,
  };
}

/** The range after an activation function; moments are those of a rectified normal distribution. */
export function activated(range: ValueRange, activation: Activation): ValueRange {
  const { mean, deviation } = range;
  if (activation === "none" || (activation === "relu" && range.low >= 0)) return range;
  const z = mean / deviation;
  const density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  const below = 1 / (1 + Math.exp(1.702 * z)); // logistic approximation of the normal distribution
  const rectified = mean * (1 - below) + deviation * density;
  const square = (mean * mean + deviation * deviation) * (1 - below) + mean * deviation * density;
  return {
    low: 0,
    high: activation === "relu6" ? 6 : Math.max(range.high, deviation),
    mean: rectified,
    deviation: Math.sqrt(Math.max(square - rectified * rectified, 1e-6)),
  };
}

/**
 * The range of the largest of `count` neighbours. Too high rather than too low (3x3 after ReLU was
 * measured at 0.6 to 1.8 deviations), since weights that are too small lose less than clipped values.
 */
export function maximumRange(range: ValueRange, count: number): ValueRange {
  if (count <= 1) return range;
  const shift = 0.45 * Math.sqrt(count) * range.deviation;
  return { ...range, mean: range.mean + shift, deviation: 1.4 * range.deviation };
}

/** The range of the mean of `count` neighbours. Most of the deviation lies between channels: it stays. */
export function averageRange(range: ValueRange, count: number): ValueRange {
  return { ...range, deviation: range.deviation * (0.75 + 0.25 / count) };
}

/** The range of the sum of independent values. */
export function sumRange(a: ValueRange, b: ValueRange): ValueRange {
  return normalRange(a.mean + b.mean, Math.hypot(a.deviation, b.deviation));
}

/** The range of several tensors side by side, weighted by their channels. */
export function unionRange(
  parts: readonly { values: ValueRange; channels: number }[],
): ValueRange {
  const channels = parts.reduce((sum, part) => sum + part.channels, 0);
  const weighted = (of: (values: ValueRange) => number) =>
    parts.reduce((sum, part) => sum + of(part.values) * part.channels, 0) / channels;
  const mean = weighted((values) => values.mean);
  const square = weighted((values) => values.mean ** 2 + values.deviation ** 2);
  return {
    low: Math.min(...parts.map((part) => part.values.low)),
    high: Math.max(...parts.map((part) => part.values.high)),
    mean,
    deviation: Math.sqrt(Math.max(square - mean * mean, 1e-6)),
  };
}
