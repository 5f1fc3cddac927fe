import assert from "node:assert/strict";
import { type Choice, chooseRuns } from "../../lib/rewrite/choose_runs.ts";
import type { RunOption } from "../../lib/rewrite/run_options.ts";
import { generator } from "../random_graph.ts";

/** Every set of options that do not touch each other, and what it costs. */
function everyChoice(options: readonly RunOption[], needs: readonly number[]): Choice[] {
  let sets: RunOption[][] = [[]];
  for (const option of options) {
    const { first, last } = option.run;
    const free = sets.filter((set) => set.every(({ run }) => run.last < first || last < run.first));
    sets = [...sets, ...free.map((set) => [...set, option])];
  }
  const sum = (set: readonly RunOption[], key: "tail" | "macs") =>
    set.reduce((total, option) => total + option[key], 0);
  return sets.map((set) => {
    const bare = needs.filter((_, o) => !set.some(({ run }) => run.first <= o && o <= run.last));
    const peak = Math.max(0, ...bare, ...set.map((option) => option.peak));
    return { options: set, peak, tail: sum(set, "tail"), macs: sum(set, "macs") };
  });
}

Deno.test("chooseRuns() finds the least tail and the least work for each peak", () => {
  for (let seed = 0; seed < 300; seed++) {
    const random = generator(seed);
    const below = (limit: number) => Math.floor(random() * limit);
    const needs = Array.from({ length: 6 }, () => 50 + below(50));
    const options = Array.from({ length: 6 }, (_, i): RunOption => {
      const first = below(6);
      const last = first + below(6 - first);
      const run = { first, last, cuts: [0, 1 + i, 9], form: "pad" } as const;
      return { run, peak: 30 + below(50), tail: below(100), macs: 1 + below(100) };
    });
    const macs = 150;
    const found = chooseRuns(options, { needs, macs });
    const every = everyChoice(options, needs);
    const all = every.filter((choice) => choice.macs <= macs);
    for (const choice of found) {
      const same = all.find(({ options }) =>
        options.length === choice.options.length &&
        options.every((option) => choice.options.includes(option))
      );
      const { peak, tail, macs } = choice;
      assert.deepEqual([same?.peak, same?.tail, same?.macs], [peak, tail, macs], `seed ${seed}`);
    }
    for (const peak of new Set([...options, ...all].map((one) => one.peak))) {
      const within = (choices: readonly Choice[]) => choices.filter((one) => one.peak <= peak);
      const least = (choices: readonly Choice[], key: "tail" | "macs") =>
        Math.min(...within(choices).map((choice) => choice[key]));
      // Where nothing has to be cut, nothing is chosen.
      if (within(all).some(({ options }) => options.length === 0)) continue;
      assert.equal(least(found, "macs"), least(all, "macs"), `seed ${seed}, peak ${peak}`);
      const tail = least(every, "tail");
      // Within the limit of work, the least tail is only approached.
      if (within(every).some((choice) => choice.tail === tail && choice.macs > macs)) continue;
      assert.equal(least(found, "tail"), tail, `seed ${seed}, peak ${peak}`);
    }
  }
});
