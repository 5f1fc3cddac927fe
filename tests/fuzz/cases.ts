/** Fuzz cases by number: of a seed, each number is one input for one target. */

import { corpusBytes } from "./corpus_seeds.ts";
import { diceOf } from "./dice.ts";
import type { Outcome } from "./outcome.ts";
import { type Target, targets } from "./targets.ts";

/** What became of one input. */
export interface CaseResult {
  readonly target: string;
  /** Bytes of the input. */
  readonly bytes: number;
  readonly outcome: Outcome | "FAILED";
  /** What the input did that it must not do, and where. */
  readonly finding?: string;
}

const seeds = new Map<Target, readonly Uint8Array[]>();

/** Makes the valid inputs, which takes a few seconds. */
export async function makeSeeds(): Promise<void> {
  for (const target of targets) {
    if (seeds.has(target)) continue;
    seeds.set(target, [...await target.seeds(), ...corpusBytes(target.corpus ?? [])]);
  }
}

/** Makes and uses one input. */
export async function runCase(seed: number, index: number): Promise<CaseResult> {
  const target = targets[index % targets.length];
  const files = seeds.get(target)!;
  // Neighbouring seeds have no cases in common.
  const dice = diceOf(Math.imul(seed, 0x9e3779b1) + index);
  const input = target.mutate(dice.pick(files), dice.pick(files), dice);
  const result = { target: target.name, bytes: input.length };
  try {
    return { ...result, outcome: await target.use(input, dice) };
  } catch (error) {
    const { message, cause = error } = error as Error;
    const places = String((cause as Error).stack).match(/(?:lib|tests)\/\S+:\d+/g) ?? [];
    return {
      ...result,
      outcome: "FAILED",
      finding: `${message} (${places.slice(0, 4).join(" ")})`,
    };
  }
}
