/** Chooses which runs to cut into bands: for each peak, the runs with the least tail and work. */

import type { RunOption } from "./run_options.ts";

/** Runs that do not touch each other, and what they cost together. */
export interface Choice {
  /** In order of their operators. */
  readonly options: readonly RunOption[];
  /** The largest need of what is left as it is, and of the runs in bands: live bytes. */
  readonly peak: number;
  /** Bytes that TFLM's tail grows by, about. */
  readonly tail: number;
  /** Multiply-accumulates more. */
  readonly macs: number;
}

/** What a choice is made under. */
export interface ChoiceLimits {
  /** Per operator: bytes that are live while it runs as it is. */
  readonly needs: readonly number[];
  /** Multiply-accumulates more at most. */
  readonly macs: number;
}

/** Peaks to try at most. */
const MOST_PEAKS = 400;
/** Halvings of the price of work. */
const HALVINGS = 12;

/**
 * For each peak that can be reached, the choice with the least tail, and the choice with the least
 * work: those that differ, by ascending peak.
 *
 * For one peak H, dynamic programming over the operators: each either stays as it is, if its need is
 * at most H, or begins a run with a peak of at most H, and the sum of tail + price * work is least.
 * The price of work is the least (found by halving) that keeps to the limit of work.
 */
export function chooseRuns(options: readonly RunOption[], limits: ChoiceLimits): Choice[] {
  const { needs, macs } = limits;
  const byFirst: RunOption[][] = needs.map(() => []);
  for (const option of options) byFirst[option.run.first].push(option);
  const all = [...new Set([...options.map(({ peak }) => peak), ...needs])].sort((a, b) => a - b);
  const stride = Math.max(1, Math.ceil(all.length / MOST_PEAKS));
  const found = new Map<string, Choice>();
  for (const peak of all.filter((_, i) => i % stride === 0)) {
    const at = (price: number) => cheapest(byFirst, needs, peak, price);
    const tight = at(0);
    if (tight === undefined) continue;
    const frugal = at(Infinity)!;
    if (frugal.macs > macs) continue;
    const choices = [tight, frugal];
    if (tight.macs > macs) {
      let [low, high] = [0, 1];
      for (let i = 0; i < HALVINGS; i++) {
        const price = (low + high) / 2;
        const middle = at(price)!;
        if (middle.macs > macs) low = price;
        else {
          high = price;
          choices.push(middle);
        }
      }
    }
    for (const choice of choices) {
      if (choice.macs > macs || choice.options.length === 0) continue;
      found.set(JSON.stringify(choice.options.map(({ run }) => run)), choice);
    }
  }
  return [...found.values()];
}

/** The cheapest choice within a peak; `undefined` where the peak cannot be kept to. */
function cheapest(
  byFirst: readonly (readonly RunOption[])[],
  needs: readonly number[],
  peak: number,
  price: number,
): Choice | undefined {
  const costOf = ({ tail, macs }: RunOption) =>
    price === Infinity ? macs + tail / 2 ** 20 : tail + price * macs;
  const count = needs.length;
  const costs = new Array<number>(count + 1).fill(Infinity);
  const taken: (RunOption | undefined)[] = new Array(count).fill(undefined);
  costs[count] = 0;
  for (let p = count - 1; p >= 0; p--) {
    if (needs[p] <= peak) costs[p] = costs[p + 1];
    for (const option of byFirst[p]) {
      if (option.peak > peak) continue;
      const cost = costOf(option) + costs[option.run.last + 1];
      if (cost >= costs[p]) continue;
      costs[p] = cost;
      taken[p] = option;
    }
  }
  if (costs[0] === Infinity) return undefined;
  const options: RunOption[] = [];
  let reached = 0;
  for (let p = 0; p < count;) {
    const option = taken[p];
    reached = Math.max(reached, option?.peak ?? needs[p]);
    if (option) options.push(option);
    p = option ? option.run.last + 1 : p + 1;
  }
  const sum = (value: (option: RunOption) => number) =>
    options.reduce((total, option) => total + value(option), 0);
  return { options, peak: reached, tail: sum(({ tail }) => tail), macs: sum(({ macs }) => macs) };
}
