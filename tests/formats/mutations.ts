/** Small random changes of files, and what reading them must come to: a model or a FormatError. */

import assert from "node:assert/strict";
import { cpuUsage } from "node:process";
import { FormatError, load } from "../../lib/formats/mod.ts";
import { generator } from "../random_graph.ts";

/** Files that a test changes: the variable TMM_MUTATIONS, or so many. */
export const MUTATIONS = Number(Deno.env.get("TMM_MUTATIONS") ?? 2000);

/** Reading one file may not take longer: microseconds of processor time, which no other program adds to. */
const LONGEST = 5_000_000;

/**
 * Loads, and says how it ended: the message of a FormatError, or nothing. Anything else is thrown
 * on, and so is a file that keeps the processor busy for long.
 */
export function outcomeOf(file: Uint8Array): string {
  const start = cpuUsage();
  let error = "";
  try {
    load(file);
  } catch (thrown) {
    if (!(thrown instanceof FormatError)) throw thrown;
    error = thrown.message;
  }
  const { user } = cpuUsage(start);
  assert.ok(user < LONGEST, `${user} microseconds`);
  return error;
}

/** Checks files with changed, copied and cut bytes. */
export function checkMutations(files: readonly Uint8Array[], count = MUTATIONS): void {
  checkEach(count, (seed, random) => {
    const file = files[seed % files.length].slice();
    const below = (limit: number) => Math.floor(random() * limit);
    for (let changes = 1 + below(4); changes > 0; changes--) {
      const at = 2 + below(file.length - 2);
      const kind = below(8);
      if (kind < 4) file[at] = below(256);
      else if (kind < 6) file[at] = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x12, 0x2a][below(8)];
      else if (kind < 7) file.copyWithin(at, 2 + below(file.length - 2));
      else file[at] += below(2) === 0 ? 1 : 255;
    }
    return random() < 0.05 ? file.slice(0, below(file.length)) : file;
  });
}

/** Words that stand in the place of others in a text. */
const WORDS = ["-1", "0", "1e400", "99999999999", "null", "{}", "[]", '""', '"x"', "{", "}", "]"];

/** Checks texts with words changed, copied and cut. */
export function checkTextMutations(files: readonly string[], count = MUTATIONS): void {
  checkEach(count, (seed, random) => {
    let text = files[seed % files.length];
    const below = (limit: number) => Math.floor(random() * limit);
    for (let changes = 1 + below(4); changes > 0; changes--) {
      const words = [...text.slice(0, 100_000).matchAll(/"[^"\n]*"|[-\w.]+|[{}[\]]/g)];
      if (words.length === 0) break;
      const { 0: word, index } = words[below(words.length)];
      const other = random() < 0.5 ? WORDS[below(WORDS.length)] : words[below(words.length)][0];
      text = text.slice(0, index) + other + text.slice(index + word.length);
    }
    return new TextEncoder().encode(random() < 0.05 ? text.slice(0, below(text.length)) : text);
  });
}

/** Checks files that are made of a seed and random numbers from it. */
export function checkEach(
  count: number,
  mutated: (seed: number, random: () => number) => Uint8Array,
): void {
  const ended = { model: 0, error: 0 };
  for (let seed = 0; seed < count; seed++) {
    try {
      const error = outcomeOf(mutated(seed, generator(seed)));
      assert.doesNotMatch(error, /\n/);
      ended[error === "" ? "model" : "error"]++;
    } catch (error) {
      throw new Error(`mutation of seed ${seed}`, { cause: error });
    }
  }
  assert.ok(ended.model > 0 && ended.error > 0, JSON.stringify(ended));
}
